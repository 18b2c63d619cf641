"""A goal somebody took for herself from a template: a direction, seen in her log and her own forms, never judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Field, Session, col, func, select

from course.cohorts.enrolment import Enrolment
from course.people.key import Keyring
from course.people.person import Person
from course.practice import form
from course.practice.form import Answer, FilledForm
from course.practice.log import PracticeLog
from course.store import Row
from curriculum.schema import Goal

MOST = 200
"""So many of the newest forms are looked at."""


class TakenGoal(Row, table=True):
    """`started_on` is her own local day. `ended_at` says when she put it down; the template keeps its key."""

    __tablename__ = "taken_goal"

    enrolment_id: int = Field(foreign_key="enrolment.id", index=True)
    goal_key: str = Field(max_length=64)
    started_on: date
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Seen:
    """What her log and forms show so far. `weeks` holds a count for each week begun since the start, as many as the
    goal has; for a ratio `count` of the newest `of` forms that answer its field (an empty field says neither yes
    nor no); for a rating the first and the newest value, None while there is none."""

    weeks: tuple[int, ...] = ()
    count: int | None = None
    of: int | None = None
    first: int | None = None
    newest: int | None = None


def take(db: Session, enrolment: Enrolment, goal_key: str, *, on: date) -> TakenGoal:
    """Hers from this day on; taking the same one twice is taking it once."""
    # two taps at the same moment wait for each other here
    db.exec(select(Enrolment.id).where(Enrolment.id == enrolment.id).with_for_update()).one()
    known = next((one for one in taken(db, enrolment) if one.goal_key == goal_key), None)
    if known:
        return known
    row = TakenGoal(enrolment_id=enrolment.stored_id, goal_key=goal_key, started_on=on)
    db.add(row)
    db.flush()
    return row


def put_down(db: Session, goal: TakenGoal, *, now: datetime) -> None:
    goal.ended_at = goal.ended_at or now
    db.add(goal)
    db.flush()


def taken(db: Session, enrolment: Enrolment) -> list[TakenGoal]:
    """Those she has not put down, oldest first."""
    mine = select(TakenGoal).where(TakenGoal.enrolment_id == enrolment.id, col(TakenGoal.ended_at).is_(None))
    return list(db.exec(mine.order_by(col(TakenGoal.id))).all())


def seen(
    db: Session,
    ring: Keyring,
    person: Person,
    enrolment: Enrolment,
    row: TakenGoal,
    goal: Goal,
    *,
    today: date,
) -> Seen:
    """For herself alone: forms are opened with her own key."""
    if goal.counts == "practice":
        return Seen(weeks=_by_week(_practised(db, enrolment, row, goal), row.started_on, today, goal.weeks))
    filled = [
        one for one in form.forms(db, person, goal.exercise, most=MOST) if _day(one, person) >= row.started_on
    ]
    if goal.counts == "form":
        days = [_day(one, person) for one in filled]
        return Seen(weeks=_by_week(days, row.started_on, today, goal.weeks))
    read = [form.read(db, ring, one).answers.get(goal.field or "") for one in filled]
    given = [answer for answer in read if answer is not None]
    if goal.counts == "ratio":
        newest = given[: goal.of]
        return Seen(count=sum(answer == goal.value for answer in newest), of=len(newest))
    return Seen(first=_rating(given[-1:]), newest=_rating(given[:1]))


def _practised(db: Session, enrolment: Enrolment, row: TakenGoal, goal: Goal) -> list[date]:
    """The days of the practices that count; with `minutes` only those that took as long, as far as it was noted."""
    hers = select(col(PracticeLog.practised_on)).where(
        PracticeLog.enrolment_id == enrolment.id,
        col(PracticeLog.practice_key).in_(goal.practices),
        col(PracticeLog.taken_back_at).is_(None),
        PracticeLog.practised_on >= row.started_on,
    )
    if goal.minutes is not None:
        hers = hers.where(func.coalesce(PracticeLog.minutes, goal.minutes) >= goal.minutes)
    return list(db.exec(hers).all())


def _by_week(days: Sequence[date], started_on: date, today: date, most: int) -> tuple[int, ...]:
    begun = min(max(0, (today - started_on).days) // 7 + 1, most)
    starts = [started_on + timedelta(weeks=week) for week in range(begun)]
    return tuple(sum(start <= day < start + timedelta(weeks=1) for day in days) for start in starts)


def _rating(answers: Sequence[Answer]) -> int | None:
    return next((answer for answer in answers if isinstance(answer, int)), None)


def _day(filled: FilledForm, person: Person) -> date:
    return filled.written_at.astimezone(ZoneInfo(person.zone)).date()

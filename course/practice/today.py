"""What Today shows for one place at one moment, read in few statements."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache

from sqlalchemy import Select, bindparam, select
from sqlmodel import Session, col

from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.cohorts.opening import Opening
from course.cohorts.place import Place, local_day
from course.measures.open_questions import OpenQuestions, open_questions
from course.people.suppressed import SuppressedAddress, holds
from course.people.token import digest
from course.practice import fitting
from course.practice.homework import HomeworkTick
from course.practice.log import PracticeLog
from curriculum.schema import Practice


class Phase(StrEnum):
    BEFORE = "before"  # no week is open yet
    DURING = "during"
    AFTER = "after"  # a week after the last meeting, or she left


@dataclass(frozen=True)
class Today:
    """`day` is her own day. `newest`: the week or retreat that opened last; `week`: the numbered one.
    `returned`: why letters do not reach her, or nothing."""

    place: Place
    phase: Phase
    day: date
    newest: Opening | None
    week: Opening | None
    practice: Practice | None
    logged: tuple[PracticeLog, ...]
    ticked: frozenset[str]
    questions: tuple[OpenQuestions, ...]
    coming: tuple[Meeting, ...]
    returned: SuppressedAddress | None


def today(db: Session, place: Place, *, now: datetime) -> Today:
    day, newest = local_day(now, place.person), place.newest(now)
    logged, ticked, returned = _hers(db, place, day, newest.unit.key if newest else "")
    phase = _phase(place, newest, now)
    return Today(
        place=place,
        phase=phase,
        day=day,
        newest=newest,
        week=place.week(now),
        practice=practice_for(place, day, now) if phase == Phase.DURING else None,
        logged=logged,
        ticked=ticked,
        questions=tuple(open_questions(db, place, now=now)),
        coming=place.coming(now) if place.enrolment.is_active else (),
        returned=returned,
    )


def practice_for(place: Place, day: date, now: datetime) -> Practice | None:
    """One of the newest week's home practices, another one each day: of those that suit how she practises."""
    newest = place.newest(now)
    if newest is None or newest.unit.home_practice is None:
        return None
    course, person = place.course, place.person
    home = [course.practice(item.practice) for item in newest.unit.home_practice.items if item.practice]
    among = [one for one in home if fitting.suits(course, one, person)] or home
    chosen = among[day.toordinal() % len(among)] if among else None
    return fitting.instead_of(course, chosen, person) or chosen if chosen else None


def to_return_to(place: Place, now: datetime) -> tuple[Practice, ...]:
    """The core meditations among the weeks that are open to her."""
    opened = {one.unit.key for one in place.openings if place.is_open(one, now)}
    return tuple(one for one in place.course.practices if one.core and one.unit in opened)


def _hers(
    db: Session, place: Place, day: date, unit_key: str
) -> tuple[tuple[PracticeLog, ...], frozenset[str], SuppressedAddress | None]:
    """What stands in the log for this day, oldest first, what is ticked in this week, and what is wrong with her
    address, in one statement."""
    given = {"enrolment": place.enrolment_id, "day": day, "unit": unit_key}
    rows = db.execute(_all_three(), given | {"address": digest(place.person.email or "")}).all()
    logs = {row.stored_id: row for row, _key, _returned in rows if row is not None}
    return (
        tuple(logs.values()),
        frozenset(key for _row, key, _returned in rows if key is not None),
        next((returned for _row, _key, returned in rows), None),
    )


@lru_cache
def _all_three() -> Select[PracticeLog, str, SuppressedAddress]:
    """Built once: Today is the page people open most."""
    logged = (
        (col(PracticeLog.enrolment_id) == Enrolment.id)
        & (col(PracticeLog.practised_on) == bindparam("day"))
        & col(PracticeLog.taken_back_at).is_(None)
    )
    ticked = (col(HomeworkTick.enrolment_id) == Enrolment.id) & (
        col(HomeworkTick.unit_key) == bindparam("unit")
    )
    return (
        select(PracticeLog, col(HomeworkTick.item_key), SuppressedAddress)
        .select_from(Enrolment)
        .outerjoin(PracticeLog, logged)
        .outerjoin(HomeworkTick, ticked)
        .outerjoin(SuppressedAddress, holds(bindparam("address")))
        .where(col(Enrolment.id) == bindparam("enrolment"))
        .order_by(col(PracticeLog.id))
    )


def _phase(place: Place, newest: Opening | None, now: datetime) -> Phase:
    if not place.enrolment.is_active or place.is_over(now):
        return Phase.AFTER
    return Phase.DURING if newest else Phase.BEFORE

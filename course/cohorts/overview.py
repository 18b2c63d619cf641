"""A programme at a glance: every cohort with where it stands. Counts only, and no name of a person.

The number of statements does not grow with cohorts or people.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, func, select

from course.cohorts.attendance import CAME, Attendance
from course.cohorts.board import Held
from course.cohorts.cohort import Cohort, content
from course.cohorts.enrolment import DIED, Enrolment
from course.cohorts.meeting import Meeting
from course.cohorts.opening import newest_open, openings
from course.measures.asked import Asked, asked_in
from course.measures.progress import Progress, newest, progress
from course.people.invitation import Invitation, Role
from course.people.person import Person
from curriculum.schema import Unit


class Stage(StrEnum):
    RECRUITING = "recruiting"
    RUNNING = "running"
    FINISHED = "finished"


@dataclass(frozen=True)
class Glance:
    """One cohort. `came` has a number for each session that is over, None for one nobody was marked in."""

    cohort: Cohort
    stage: Stage
    week: Unit | None
    next: Held | None
    last_on: datetime | None
    started: int
    coming: int
    asked: int
    came: tuple[int | None, ...]
    wave: Progress | None


def glances(db: Session, programme_id: int, *, now: datetime) -> list[Glance]:
    """Newest start first; results brought in from elsewhere stand among the finished."""
    everybody = _counted(db, programme_id)
    cohorts = [counted.cohort for counted in everybody]
    dates = _meetings(db, programme_id)
    stages = {one.stored_id: _stage(one, dates.get(one.stored_id, []), now) for one in cohorts}
    live = [one for one in cohorts if stages[one.stored_id] is not Stage.FINISHED]
    ids = [one.stored_id for one in live]
    places, known, came = _places(db, ids), asked_in(db, ids), _came(db, ids)
    return [
        _glance(
            db,
            one,
            stages[one.cohort.stored_id],
            dates.get(one.cohort.stored_id, []),
            came,
            places.get(one.cohort.stored_id, []),
            known,
            now,
        )
        for one in everybody
    ]


Place = tuple[Enrolment, str]


@dataclass(frozen=True)
class _Counted:
    """`started`: everybody who ever had a place. `asked`: invitations of participants that nobody has answered."""

    cohort: Cohort
    started: int
    left: int
    asked: int


def _glance(
    db: Session,
    counted: _Counted,
    stage: Stage,
    dates: Sequence[Meeting],
    came: Mapping[int, int],
    places: Sequence[Place],
    known: Asked,
    now: datetime,
) -> Glance:
    cohort, started, left = counted.cohort, counted.started, counted.left
    last = max((one.starts_at for one in dates if not one.is_cancelled), default=None)
    if stage is Stage.FINISHED:
        return Glance(cohort, stage, None, None, last, started, started - left, 0, (), None)
    course = content(db, cohort)
    week = newest_open(openings(course, dates), now)
    coming = next((one for one in dates if not one.is_cancelled and not one.is_over(now)), None)
    waves = progress(course, dates, places, known, now=now)
    return Glance(
        cohort=cohort,
        stage=stage,
        week=week.unit if week else None,
        next=Held(coming, course.unit(coming.unit_key)) if coming else None,
        last_on=last,
        started=started,
        coming=started - left,
        asked=counted.asked,
        came=tuple(came.get(one.stored_id) for one in dates if _counts_as_held(one, now)),
        wave=newest(waves),
    )


def _counts_as_held(meeting: Meeting, now: datetime) -> bool:
    return not meeting.is_cancelled and meeting.is_over(now)


def _stage(cohort: Cohort, dates: Sequence[Meeting], now: datetime) -> Stage:
    held = [one for one in dates if not one.is_cancelled]
    if cohort.is_imported or cohort.closed_at or (dates and all(one.is_over(now) for one in held)):
        return Stage.FINISHED
    return Stage.RUNNING if any(one.starts_at <= now for one in held) else Stage.RECRUITING


def _meetings(db: Session, programme_id: int) -> dict[int, list[Meeting]]:
    mine = select(Meeting).join(Cohort).where(Cohort.programme_id == programme_id)
    found: dict[int, list[Meeting]] = {}
    for one in db.exec(mine.order_by(col(Meeting.starts_at), col(Meeting.id))).all():
        found.setdefault(one.cohort_id, []).append(one)
    return found


def _counted(db: Session, programme_id: int) -> list[_Counted]:
    """Every cohort, the newest start first, with its numbers, in one statement. Whoever died is in none of them."""
    asks = col(Invitation.cohort_id) == Cohort.id
    hers = (col(Enrolment.cohort_id) == Cohort.id) & (col(Enrolment.left_reason) != DIED)
    open_ones = (col(Invitation.accepted_at).is_(None), col(Invitation.withdrawn_at).is_(None))
    mine = select(
        Cohort,
        select(func.count(col(Enrolment.id))).where(hers).scalar_subquery(),
        select(func.count(col(Enrolment.left_at))).where(hers).scalar_subquery(),
        select(func.count(col(Invitation.id)))
        .where(asks, Invitation.role == Role.PARTICIPANT, *open_ones)
        .scalar_subquery(),
    ).where(Cohort.programme_id == programme_id)
    rows = db.exec(mine.order_by(col(Cohort.starts_on).desc(), col(Cohort.id).desc())).all()
    return [_Counted(*row) for row in rows]


def _places(db: Session, cohort_ids: Iterable[int]) -> dict[int, list[Place]]:
    rows = db.exec(
        select(Enrolment, Person.zone).join(Person).where(col(Enrolment.cohort_id).in_(list(cohort_ids)))
    ).all()
    found: dict[int, list[Place]] = {}
    for enrolment, zone in rows:
        found.setdefault(enrolment.cohort_id, []).append((enrolment, zone))
    return found


def _came(db: Session, cohort_ids: Iterable[int]) -> dict[int, int]:
    """{meeting: how many came}; a meeting in which nobody was marked is absent."""
    rows = db.exec(
        select(Attendance.meeting_id, func.count().filter(col(Attendance.mark).in_(list(CAME))))
        .join(Meeting)
        .where(col(Meeting.cohort_id).in_(list(cohort_ids)))
        .group_by(col(Attendance.meeting_id))
    ).all()
    return dict(rows)

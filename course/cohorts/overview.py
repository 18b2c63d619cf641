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
    mine = select(Cohort).where(Cohort.programme_id == programme_id)
    cohorts = db.exec(mine.order_by(col(Cohort.starts_on).desc(), col(Cohort.id).desc())).all()
    dates = _meetings(db, programme_id)
    stages = {one.stored_id: _stage(one, dates.get(one.stored_id, []), now) for one in cohorts}
    live = [one for one in cohorts if stages[one.stored_id] is not Stage.FINISHED]
    ids = [one.stored_id for one in live]
    everybody, places, known = _counts(db, programme_id), _places(db, ids), asked_in(db, ids)
    asked, came = _asked(db, programme_id), _came(db, ids)
    return [
        _glance(
            db,
            one,
            stages[one.stored_id],
            dates.get(one.stored_id, []),
            everybody.get(one.stored_id, (0, 0)),
            asked.get(one.stored_id, 0),
            came,
            places.get(one.stored_id, []),
            known,
            now,
        )
        for one in cohorts
    ]


Place = tuple[Enrolment, str]


def _glance(
    db: Session,
    cohort: Cohort,
    stage: Stage,
    dates: Sequence[Meeting],
    counted: tuple[int, int],
    asked: int,
    came: Mapping[int, int],
    places: Sequence[Place],
    known: Asked,
    now: datetime,
) -> Glance:
    started, left = counted
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
        asked=asked,
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


def _counts(db: Session, programme_id: int) -> dict[int, tuple[int, int]]:
    """{cohort: (everybody who ever had a place, those of them who left)}. Whoever died is in neither."""
    rows = db.exec(
        select(Enrolment.cohort_id, func.count(), func.count(col(Enrolment.left_at)))
        .join(Cohort)
        .where(Cohort.programme_id == programme_id, Enrolment.left_reason != DIED)
        .group_by(col(Enrolment.cohort_id))
    ).all()
    return {cohort_id: (started, left) for cohort_id, started, left in rows}


def _places(db: Session, cohort_ids: Iterable[int]) -> dict[int, list[Place]]:
    rows = db.exec(
        select(Enrolment, Person.zone).join(Person).where(col(Enrolment.cohort_id).in_(list(cohort_ids)))
    ).all()
    found: dict[int, list[Place]] = {}
    for enrolment, zone in rows:
        found.setdefault(enrolment.cohort_id, []).append((enrolment, zone))
    return found


def _asked(db: Session, programme_id: int) -> dict[int, int]:
    """{cohort: invitations of participants that nobody has answered}."""
    rows = db.exec(
        select(Invitation.cohort_id, func.count())
        .where(
            Invitation.programme_id == programme_id,
            Invitation.role == Role.PARTICIPANT,
            col(Invitation.accepted_at).is_(None),
            col(Invitation.withdrawn_at).is_(None),
        )
        .group_by(col(Invitation.cohort_id))
    ).all()
    return {cohort_id: n for cohort_id, n in rows if cohort_id is not None}


def _came(db: Session, cohort_ids: Iterable[int]) -> dict[int, int]:
    """{meeting: how many came}; a meeting in which nobody was marked is absent."""
    rows = db.exec(
        select(Attendance.meeting_id, func.count().filter(col(Attendance.mark).in_(list(CAME))))
        .join(Meeting)
        .where(col(Meeting.cohort_id).in_(list(cohort_ids)))
        .group_by(col(Attendance.meeting_id))
    ).all()
    return dict(rows)

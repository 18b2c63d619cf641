"""Rows around a handful of letters, each sort in one statement however many letters there are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

from sqlmodel import Session, col, func, select

from course.cohorts.attendance import Attendance, Mark
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.delivery.ledger import Line
from course.people.person import Person
from course.people.role import Facilitator
from course.safety.plan import SafetyPlan
from course.store import Row

Table = TypeVar("Table", bound=Row)


def by_id(db: Session, table: type[Table], ids: Iterable[int | None]) -> dict[int, Table]:
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    return {row.stored_id: row for row in db.exec(select(table).where(col(table.id).in_(wanted))).all()}


def number(about: str, prefix: str) -> int | None:
    """What stands behind the prefix: number("meeting:4", "meeting:") is 4."""
    return int(about.removeprefix(prefix)) if about.startswith(prefix) else None


def place_in(about: str) -> int | None:
    """The facilitator's place that a letter to her is about, where it is not about a meeting."""
    return number(about, "facilitator:")


def plans(db: Session, programmes: Iterable[int]) -> dict[int, SafetyPlan]:
    rows = db.exec(select(SafetyPlan).where(col(SafetyPlan.programme_id).in_(list(programmes)))).all()
    return {row.programme_id: row for row in rows}


def facilitators(db: Session, cohorts: Iterable[int]) -> dict[int, Person]:
    """{cohort: the facilitator who has been there longest; no substitute signs letters}."""
    rows = db.exec(
        select(Facilitator.cohort_id, Person)
        .join(Person, col(Person.id) == col(Facilitator.person_id))
        .where(
            col(Facilitator.cohort_id).in_(list(cohorts)),
            col(Facilitator.ended_at).is_(None),
            col(Facilitator.lasts_until).is_(None),
        )
        .order_by(col(Facilitator.since).desc(), col(Facilitator.id).desc())
    ).all()
    return dict(rows)


def first_meetings(db: Session, cohorts: Iterable[int | None]) -> dict[int, Meeting]:
    wanted = {one for one in cohorts if one is not None}
    found: dict[int, Meeting] = {}
    if wanted:
        mine = select(Meeting).where(col(Meeting.cohort_id).in_(wanted), col(Meeting.cancelled_at).is_(None))
        for meeting in db.exec(mine.order_by(col(Meeting.starts_at).desc())).all():
            found[meeting.cohort_id] = meeting
    return found


def counts(db: Session, rows: Sequence[Line], meetings: dict[int, Meeting]) -> dict[int, tuple[int, int]]:
    """{meeting: (who takes part, who said that they cannot come)}."""
    ids = {number(row.about, "meeting:") for row in rows} - {None}
    if not ids:
        return {}
    cohorts = {meetings[one].cohort_id for one in ids if one in meetings}
    people = dict(
        db.exec(
            select(Enrolment.cohort_id, func.count())
            .where(col(Enrolment.cohort_id).in_(cohorts), col(Enrolment.left_at).is_(None))
            .group_by(col(Enrolment.cohort_id))
        ).all()
    )
    away: dict[int, int] = defaultdict(int)
    away.update(
        db.exec(
            select(Attendance.meeting_id, func.count())
            .where(col(Attendance.meeting_id).in_(ids), Attendance.mark == Mark.AWAY_TOLD)
            .group_by(col(Attendance.meeting_id))
        ).all()
    )
    return {one: (people.get(meetings[one].cohort_id, 0), away[one]) for one in meetings}

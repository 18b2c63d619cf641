"""What there is to count of one cohort besides answers: invitations, meetings, practice. A statement each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from course.cohorts.attendance import CAME, Attendance
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.outcomes.cohort_facts import Invited
from course.people.invitation import Invitation, Role
from course.practice.log import PracticeLog
from curriculum.schema import Course


@dataclass(frozen=True)
class Taken:
    """By enrolment: numbered sessions somebody came to, and days and minutes of practice while the course ran.

    `sessions` were held so far, whether or not anybody was marked in them.
    """

    sessions: int
    came: Mapping[int, int]
    practice: Mapping[int, tuple[int, int]]


def taken(db: Session, cohort: Cohort, course: Course, meetings: Sequence[Meeting]) -> Taken:
    held = [one for one in meetings if not one.is_cancelled]
    numbered = {unit.key for unit in course.sessions}
    sessions = [one for one in held if one.unit_key in numbered]
    return Taken(
        len(sessions), _came(db, cohort, {one.unit_key for one in sessions}), _practice(db, cohort, held)
    )


def invited(db: Session, cohort: Cohort, joined: Collection[int]) -> Invited:
    """What became of addresses without a place. `joined` are the people who have one."""
    mine = select(Invitation).where(Invitation.cohort_id == cohort.id, Invitation.role == Role.PARTICIPANT)
    rows = db.exec(mine.order_by(col(Invitation.id))).all()
    here = {row.email for row in rows if row.person_id in joined}
    away = {row.email: row for row in rows if row.person_id not in joined and row.email not in here}
    taken_back = sum(row.withdrawn_at is not None for row in away.values())
    erased = sum(row.withdrawn_at is None and row.accepted_at is not None for row in away.values())
    return Invited(len(away) - taken_back - erased, taken_back, erased)


def _came(db: Session, cohort: Cohort, unit_keys: Collection[str]) -> dict[int, int]:
    """{enrolment: sessions she came to}, here or as a guest or in her group before; each session once."""
    rows = db.exec(
        select(Attendance.enrolment_id, func.count(func.distinct(col(Meeting.unit_key))))
        .join(Meeting, col(Meeting.id) == col(Attendance.meeting_id))
        .join(Enrolment, col(Enrolment.id) == col(Attendance.enrolment_id))
        .where(
            Enrolment.cohort_id == cohort.id,
            col(Meeting.unit_key).in_(unit_keys),
            col(Meeting.cancelled_at).is_(None),
            col(Attendance.mark).in_(CAME),
        )
        .group_by(col(Attendance.enrolment_id))
    ).all()
    return dict(rows)


def _practice(db: Session, cohort: Cohort, held: Sequence[Meeting]) -> dict[int, tuple[int, int]]:
    """(days, minutes); who logged nothing is absent."""
    if not held:
        return {}
    rows = db.exec(
        select(
            PracticeLog.enrolment_id,
            func.count(func.distinct(col(PracticeLog.practised_on))),
            func.sum(col(PracticeLog.minutes)),
        )
        .join(Enrolment, col(Enrolment.id) == col(PracticeLog.enrolment_id))
        .where(
            Enrolment.cohort_id == cohort.id,
            col(PracticeLog.taken_back_at).is_(None),
            col(PracticeLog.practised_on).between(cohort.starts_on, held[-1].starts_on),
        )
        .group_by(col(PracticeLog.enrolment_id))
    ).all()
    return {enrolment: (days, int(minutes or 0)) for enrolment, days, minutes in rows}

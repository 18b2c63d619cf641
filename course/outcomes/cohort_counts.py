"""What there is to count of one cohort besides answers: invitations, meetings, practice. One statement for all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import Integer, Row, Select, String
from sqlmodel import Session, col, func

from course.cohorts.attendance import CAME, Attendance
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.outcomes.cohort_facts import Invited
from course.people.invitation import Invitation, Role
from course.practice.log import PracticeLog
from course.together import MOMENT, Columns, together
from curriculum.schema import Course

COUNTED = Columns(
    number=Integer(),
    owner=Integer(),
    many=Integer(),
    minutes=Integer(),
    address=String(),
    withdrawn=MOMENT,
    accepted=MOMENT,
)


@dataclass(frozen=True)
class Taken:
    """By enrolment: numbered sessions somebody came to, and days and minutes of practice while the course ran.

    `sessions` were held so far, whether or not anybody was marked in them. `invited`: what became of addresses without
    a place.
    """

    sessions: int
    came: Mapping[int, int]
    practice: Mapping[int, tuple[int, int]]
    invited: Invited


def taken(
    db: Session, cohort: Cohort, course: Course, meetings: Sequence[Meeting], joined: Collection[int]
) -> Taken:
    """`joined` are the people who have a place."""
    held = [one for one in meetings if not one.is_cancelled]
    numbered = {unit.key for unit in course.sessions}
    sessions = [one for one in held if one.unit_key in numbered]
    each = [_came(cohort, {one.unit_key for one in sessions}), _invitations(cohort)]
    if held:
        each.append(_practice(cohort, held))
    rows = db.execute(together(*each)).all()
    return Taken(
        len(sessions),
        came={row.owner: row.many for row in rows if row.sort == "came"},
        practice={row.owner: (row.many, row.minutes or 0) for row in rows if row.sort == "practice"},
        invited=_invited([row for row in rows if row.sort == "invited"], joined),
    )


def _invited(rows: Sequence[Row[Any]], joined: Collection[int]) -> Invited:
    here = {row.address for row in rows if row.owner in joined}
    in_order = sorted(rows, key=itemgetter(1))
    away = {row.address: row for row in in_order if row.owner not in joined and row.address not in here}
    taken_back = sum(row.withdrawn is not None for row in away.values())
    erased = sum(row.withdrawn is None and row.accepted is not None for row in away.values())
    return Invited(len(away) - taken_back - erased, taken_back, erased)


def _invitations(cohort: Cohort) -> Select[Any]:
    return COUNTED.rows(
        "invited",
        number=col(Invitation.id),
        owner=col(Invitation.person_id),
        address=col(Invitation.email),
        withdrawn=col(Invitation.withdrawn_at),
        accepted=col(Invitation.accepted_at),
    ).where(col(Invitation.cohort_id) == cohort.id, col(Invitation.role) == Role.PARTICIPANT)


def _came(cohort: Cohort, unit_keys: Collection[str]) -> Select[Any]:
    """Sessions somebody came to, here or as a guest or in her group before; each session once."""
    return (
        COUNTED.rows(
            "came",
            owner=col(Attendance.enrolment_id),
            many=func.count(func.distinct(col(Meeting.unit_key))),
        )
        .select_from(Attendance)
        .join(Meeting, col(Meeting.id) == col(Attendance.meeting_id))
        .join(Enrolment, col(Enrolment.id) == col(Attendance.enrolment_id))
        .where(
            col(Enrolment.cohort_id) == cohort.id,
            col(Meeting.unit_key).in_(unit_keys),
            col(Meeting.cancelled_at).is_(None),
            col(Attendance.mark).in_(CAME),
        )
        .group_by(col(Attendance.enrolment_id))
    )


def _practice(cohort: Cohort, held: Sequence[Meeting]) -> Select[Any]:
    """Days and minutes; who logged nothing is absent."""
    return (
        COUNTED.rows(
            "practice",
            owner=col(PracticeLog.enrolment_id),
            many=func.count(func.distinct(col(PracticeLog.practised_on))),
            minutes=func.sum(col(PracticeLog.minutes)),
        )
        .select_from(PracticeLog)
        .join(Enrolment, col(Enrolment.id) == col(PracticeLog.enrolment_id))
        .where(
            col(Enrolment.cohort_id) == cohort.id,
            col(PracticeLog.taken_back_at).is_(None),
            col(PracticeLog.practised_on).between(cohort.starts_on, held[-1].starts_on),
        )
        .group_by(col(PracticeLog.enrolment_id))
    )

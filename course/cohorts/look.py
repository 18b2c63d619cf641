"""`look_at`: when a subject (enrolment, invitation, facilitator, concern) is next asked what it is due.

A verb that changes a fact sets it to now in the same transaction; the pump sets it to the next moment that matters.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import column, table, update
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from course.cohorts.enrolment import Enrolment
from course.people.invitation import Invitation
from course.people.role import Facilitator

# Named without their classes, whose own modules import this one.
_MAKE_UP = table("make_up", column("meeting_id"), column("enrolment_id"))
_MEETING = table("meeting", column("id"), column("cohort_id"))


def look_again(
    db: Session, *, now: datetime, cohort_id: int | None = None, person_id: int | None = None
) -> None:
    """Ask again now about everybody of this cohort and its guests, or about everything of this person."""
    for subject in (Enrolment, Facilitator):
        mine = select(subject.id)
        if cohort_id is not None:
            here = col(subject.cohort_id) == cohort_id
            mine = mine.where(
                here | col(Enrolment.id).in_(_guests(cohort_id)) if subject is Enrolment else here
            )
        if person_id is not None:
            mine = mine.where(col(subject.person_id) == person_id)
        _at_once(db, subject, mine, now)


def look_at_staff(db: Session, *, cohort_id: int, now: datetime) -> None:
    """Ask again now about whoever runs this cohort."""
    _at_once(db, Facilitator, select(Facilitator.id).where(col(Facilitator.cohort_id) == cohort_id), now)


def look_at_everybody(db: Session, *, now: datetime) -> None:
    """After a new release of content, letter rules or time zones."""
    for subject in (Enrolment, Facilitator, Invitation):
        _at_once(db, subject, select(subject.id), now)


def _guests(cohort_id: int) -> Any:
    """Enrolments of other cohorts that come to a meeting of this one."""
    theirs = _MAKE_UP.join(_MEETING, _MEETING.c.id == _MAKE_UP.c.meeting_id)
    return core_select(_MAKE_UP.c.enrolment_id).select_from(theirs).where(_MEETING.c.cohort_id == cohort_id)


def _at_once(db: Session, subject: Any, mine: Any, now: datetime) -> None:
    """Locked in the order in which the pump locks them: neither waits for a row that waits for the other."""
    locked = mine.order_by(col(subject.id)).with_for_update()
    db.execute(update(subject).where(col(subject.id).in_(locked)).values(look_at=now))

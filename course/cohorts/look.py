"""`look_at`: when a subject (enrolment, invitation, facilitator, concern) is next asked what it is due.

A verb that changes a fact sets it to now in the same transaction; the pump sets it to the next moment that matters.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from course.cohorts.enrolment import Enrolment
from course.people.invitation import Invitation
from course.people.role import Facilitator


def look_again(
    db: Session, *, now: datetime, cohort_id: int | None = None, person_id: int | None = None
) -> None:
    """Ask again now about everybody of this cohort, or about everything of this person."""
    for subject in (Enrolment, Facilitator):
        mine = select(subject.id)
        if cohort_id is not None:
            mine = mine.where(col(subject.cohort_id) == cohort_id)
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


def _at_once(db: Session, subject: Any, mine: Any, now: datetime) -> None:
    """Locked in the order in which the pump locks them: neither waits for a row that waits for the other."""
    locked = mine.order_by(col(subject.id)).with_for_update()
    db.execute(update(subject).where(col(subject.id).in_(locked)).values(look_at=now))

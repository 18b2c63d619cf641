"""`look_at`: when a subject (enrolment, invitation, facilitator, concern) is next asked what it is due.

A verb that changes a fact sets it to now in the same transaction; the pump sets it to the next moment that matters.
"""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from course.cohorts.enrolment import Enrolment
from course.people.invitation import Invitation
from course.people.role import Facilitator


def look_again(
    db: Session, *, now: datetime, cohort_id: int | None = None, person_id: int | None = None
) -> None:
    """Ask again now about everybody of this cohort, or about everything of this person."""
    for subject in (Enrolment, Facilitator):
        mine = update(subject).values(look_at=now)
        if cohort_id is not None:
            mine = mine.where(col(subject.cohort_id) == cohort_id)
        if person_id is not None:
            mine = mine.where(col(subject.person_id) == person_id)
        db.execute(mine)


def look_at_everybody(db: Session, *, now: datetime) -> None:
    """After a new release of content, letter rules or time zones."""
    for subject in (Enrolment, Facilitator, Invitation):
        db.execute(update(subject).values(look_at=now))

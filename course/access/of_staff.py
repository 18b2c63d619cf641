"""What staff may open, fetched together with whether they may: one statement for each."""

from typing import TypeVar

from sqlalchemy import Exists, select
from sqlmodel import Session, col

from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.cohorts.programme import Programme
from course.errors import NotFound
from course.people.person import Person
from course.people.role import Facilitator, Lead, runs_now

Thing = TypeVar("Thing")


def led(db: Session, person: Person, programme_id: int) -> Programme:
    """For its leads."""
    mine = select(Programme).where(col(Programme.id) == programme_id, leads(person, col(Programme.id)))
    found: Programme = _found(db.execute(mine).scalars().first())
    return found


def run_or_led(db: Session, person: Person, cohort_id: int) -> tuple[Cohort, bool, bool]:
    """For its facilitators and the leads of its programme: the cohort, whether she leads it, whether she runs it."""
    is_lead, is_hers = leads(person, col(Cohort.programme_id)), runs(db, person, col(Cohort.id))
    mine = select(Cohort, is_lead, is_hers).where(col(Cohort.id) == cohort_id, is_hers | is_lead)
    found = _found(db.execute(mine).first())
    return found[0], found[1], found[2]


def meeting_of(db: Session, person: Person, meeting_id: int) -> tuple[Meeting, Cohort, bool]:
    """A meeting of such a cohort, the cohort, and whether she leads it."""
    is_lead = leads(person, col(Cohort.programme_id))
    mine = (
        select(Meeting, Cohort, is_lead)
        .join(Cohort, col(Cohort.id) == Meeting.cohort_id)
        .where(col(Meeting.id) == meeting_id, runs(db, person, col(Cohort.id)) | is_lead)
    )
    found = _found(db.execute(mine).first())
    return found[0], found[1], found[2]


def place_in(db: Session, person: Person, enrolment_id: int) -> tuple[Enrolment, Cohort, bool]:
    """Somebody's place in such a cohort, the cohort, and whether she leads it."""
    is_lead = leads(person, col(Cohort.programme_id))
    mine = (
        select(Enrolment, Cohort, is_lead)
        .join(Cohort, col(Cohort.id) == Enrolment.cohort_id)
        .where(col(Enrolment.id) == enrolment_id, runs(db, person, col(Cohort.id)) | is_lead)
    )
    found = _found(db.execute(mine).first())
    return found[0], found[1], found[2]


def leads(person: Person, programme_id: object) -> Exists:
    """Whether she leads this programme, as a condition."""
    mine = select(col(Lead.id)).where(
        col(Lead.programme_id) == programme_id, col(Lead.person_id) == person.id
    )
    return mine.where(col(Lead.ended_at).is_(None)).exists()


def runs(db: Session, person: Person, cohort_id: object) -> Exists:
    """Whether she facilitates this cohort today, as a condition: a substitute's days begin and end."""
    mine = select(col(Facilitator.id)).where(
        col(Facilitator.cohort_id) == cohort_id, col(Facilitator.person_id) == person.id
    )
    return mine.where(runs_now(db)).exists()


def _found(thing: Thing | None) -> Thing:
    if thing is None:
        raise NotFound
    return thing

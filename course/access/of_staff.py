"""What staff may open, fetched together with whether they may: one statement for each."""

from typing import NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Exists, select
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


class Entered(NamedTuple):
    """A cohort that somebody has come to, whether she leads and whether she runs it, and the others she may go to."""

    cohort: Cohort
    leads: bool
    runs: bool
    menu: list[Cohort]


def run_or_led_among(db: Session, person: Person, cohort_id: int, *, most: int) -> Entered:
    """The same as `run_or_led`, read together with the newest of all that are hers: at most so many, itself among them
    where it is one of these. What was brought in from elsewhere is run by nobody and stands in no menu."""
    leads, runs = is_led_by(person), is_run_by(db, person)
    asked = col(Cohort.id) == cohort_id
    mine = select(Cohort, leads, runs).where(leads | runs, asked | col(Cohort.imported_from).is_(None))
    order = col(Cohort.starts_on).desc(), col(Cohort.id)
    rows = db.execute(mine.order_by(asked.desc(), *order).limit(most + 1)).all()
    first = next(iter(rows), None)
    if first is None or first[0].id != cohort_id:
        raise NotFound
    menu = [one for one, *_roles in rows if not one.is_imported]
    menu.sort(key=lambda one: (-one.starts_on.toordinal(), one.stored_id))
    return Entered(first[0], first[1], first[2], menu[:most])


def is_hers(db: Session, person: Person) -> ColumnElement[bool]:
    """Of a cohort, whether she leads or runs it, as a condition on many of them."""
    return is_led_by(person) | is_run_by(db, person)


def is_led_by(person: Person) -> ColumnElement[bool]:
    leads = select(col(Lead.programme_id)).where(
        col(Lead.person_id) == person.id, col(Lead.ended_at).is_(None)
    )
    return col(Cohort.programme_id).in_(leads)


def is_run_by(db: Session, person: Person) -> ColumnElement[bool]:
    runs = select(col(Facilitator.cohort_id)).where(col(Facilitator.person_id) == person.id, runs_now(db))
    return col(Cohort.id).in_(runs)


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

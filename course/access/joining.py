"""Who may read what somebody told at joining: herself, and those who run her group. Leads see nothing of it."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from course.access import cohort_run_by
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.errors import NotFound
from course.people.intake_decision import Path, path
from course.people.person import Person


@dataclass(frozen=True)
class Joiner:
    """Somebody who has handed in her answers, as those who run her group may read her."""

    cohort: Cohort
    enrolment: Enrolment
    person: Person
    path: Path


def joiner_for(db: Session, person: Person, cohort_id: int, enrolment_id: int) -> Joiner:
    """Not before she has handed it in, and under the address of her own group."""
    cohort = cohort_run_by(db, person, cohort_id)
    both = select(Enrolment, Person).join(Person, col(Person.id) == Enrolment.person_id)
    found = db.exec(both.where(Enrolment.id == enrolment_id, Enrolment.cohort_id == cohort_id)).first()
    if found is None or found[1].erased_at is not None:
        raise NotFound
    stands = path(db, enrolment_id)
    if stands.intake is None or stands.intake.sent_at is None:
        raise NotFound
    return Joiner(cohort, found[0], found[1], stands)

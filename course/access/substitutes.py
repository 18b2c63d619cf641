"""Substitutes of a cohort, for its staff."""

from sqlmodel import Session

from course.access import cohort_for
from course.cohorts.cohort import Cohort
from course.errors import NotFound
from course.people.person import Person
from course.people.role import Facilitator


def substitute_for(
    db: Session, person: Person, cohort_id: int, substitute_id: int
) -> tuple[Facilitator, Cohort]:
    cohort = cohort_for(db, person, cohort_id)
    row = db.get(Facilitator, substitute_id)
    if row is None or row.cohort_id != cohort.id or row.lasts_until is None:
        raise NotFound
    return row, cohort

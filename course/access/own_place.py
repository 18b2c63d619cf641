"""Her own place with what its pages ask for, and nobody else's."""

from sqlmodel import Session

from course.cohorts.place import Place, place
from course.people.person import Person


def place_of(db: Session, person: Person, enrolment_id: int) -> Place:
    """In one statement."""
    return place(db, enrolment_id, of=person)

"""That somebody has died: who recorded it and when. What stops with it is in `course/privacy/after_death.py`."""

from datetime import datetime

from sqlmodel import Field, Session, select

from course.people.person import Person
from course.store import Row


class Death(Row, table=True):
    """`recorded_at` is real time."""

    person_id: int = Field(foreign_key="person.id", unique=True)
    recorded_at: datetime
    recorded_by: int = Field(foreign_key="person.id")


def of(db: Session, person: Person | None) -> Death | None:
    """Asked for nobody as well: a sign-in takes as long for an address that is not known."""
    return db.exec(select(Death).where(Death.person_id == (person.id if person else 0))).first()

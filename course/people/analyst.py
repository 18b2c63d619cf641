"""Who may take analysis exports of a programme: a right of its own, given by a lead and ended by one."""

from datetime import datetime

from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from course import audit, clock
from course.errors import NotFound
from course.people.person import Person
from course.store import Row


class Analyst(Row, table=True):
    """A right that ended stays as a row with its end."""

    programme_id: int = Field(foreign_key="programme.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    since: datetime
    ended_at: datetime | None = None


def is_analyst(db: Session, *, programme_id: int, person_id: int) -> bool:
    return db.exec(_living(programme_id).where(Analyst.person_id == person_id)).first() is not None


def analysts_of(db: Session, programme_id: int) -> list[Person]:
    """In the order in which they were given the right."""
    both = select(Person).join(Analyst).where(Analyst.programme_id == programme_id)
    return list(db.exec(both.where(col(Analyst.ended_at).is_(None)).order_by(col(Analyst.id))).all())


def give(db: Session, person: Person, *, programme_id: int, by: Person) -> None:
    """The same again changes nothing."""
    if is_analyst(db, programme_id=programme_id, person_id=person.stored_id):
        return
    db.add(Analyst(programme_id=programme_id, person_id=person.stored_id, since=clock.real_now(db)))
    db.flush()
    audit.record(db, "analyst.give", f"person:{person.id}", by=by.id, programme_id=programme_id)


def end(db: Session, *, programme_id: int, person_id: int, by: Person | None) -> None:
    found = db.exec(_living(programme_id).where(Analyst.person_id == person_id)).all()
    if not found:
        raise NotFound
    for row in found:
        row.ended_at = clock.real_now(db)
    audit.record(
        db, "analyst.end", f"person:{person_id}", by=by.id if by else None, programme_id=programme_id
    )


def _living(programme_id: int) -> SelectOfScalar[Analyst]:
    return select(Analyst).where(Analyst.programme_id == programme_id, col(Analyst.ended_at).is_(None))

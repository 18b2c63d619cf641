"""Not to read what one person of the group writes: nobody learns of it, and it can be ended at any time."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, select

from course.people.person import Person
from course.store import Row


class GroupMute(Row, table=True):
    """`person_id` reads nothing of `muted_id`, in any group that both are in."""

    __tablename__ = "group_mute"
    __table_args__ = (UniqueConstraint("person_id", "muted_id"),)

    person_id: int = Field(foreign_key="person.id")
    muted_id: int
    muted_at: datetime


def mute(db: Session, reader: Person, other: int, *, now: datetime) -> None:
    """The same again changes nothing."""
    # two taps at the same moment wait for each other here
    db.exec(select(Person.id).where(Person.id == reader.id).with_for_update()).one()
    if _of(db, reader, other) is None:
        db.add(GroupMute(person_id=reader.stored_id, muted_id=other, muted_at=now))
        db.flush()


def unmute(db: Session, reader: Person, other: int) -> None:
    row = _of(db, reader, other)
    if row is not None:
        db.delete(row)
        db.flush()


def _of(db: Session, reader: Person, other: int) -> GroupMute | None:
    mine = select(GroupMute).where(col(GroupMute.person_id) == reader.id, col(GroupMute.muted_id) == other)
    return db.exec(mine).first()

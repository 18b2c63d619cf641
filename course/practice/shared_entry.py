"""One entry of a journal, shared by its writer with the facilitators of her group: a copy, as it was at that moment.

What she writes into the entry afterwards is hers alone until she shares it again. Taken back, it is gone from their
page at once; whatever somebody has read by then stays read, and the page says so before.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Field, Session, col, select

from course.cohorts.enrolment import Enrolment
from course.errors import Refused
from course.people.key import Keyring
from course.people.person import Person
from course.practice import journal
from course.practice.journal import JournalEntry
from course.store import Row
from course.words import _


class SharedEntry(Row, table=True):
    """`sealed` is a copy of the entry's words, sealed with the writer's key and bound to this row's entry.

    `cohort_id` is the group whose facilitators it is for: when her place goes on in another one, this does not.
    """

    __tablename__ = "shared_entry"

    entry_id: int = Field(foreign_key="journal_entry.id", unique=True)
    enrolment_id: int = Field(foreign_key="enrolment.id", index=True)
    cohort_id: int = Field(foreign_key="cohort.id", index=True)
    key_id: int = Field(foreign_key="data_key.id")
    sealed: bytes
    shared_at: datetime


_STANDS = (col(Enrolment.left_at).is_(None), col(Enrolment.cohort_id) == col(SharedEntry.cohort_id))
"""So long somebody else reads it: while she is in the group that she shared it with."""


@dataclass(frozen=True)
class Heard:
    """A shared entry as the facilitators of the cohort read it."""

    called: str
    text: str
    written_at: datetime
    shared_at: datetime


def share(
    db: Session, ring: Keyring, person: Person, entry: JournalEntry, enrolment: Enrolment, *, now: datetime
) -> SharedEntry:
    """With whoever runs the group of this place. Shared again, the newer words take the place of the older ones."""
    if not enrolment.is_active:
        raise Refused(_("Your place there has ended, so nobody would read it."))
    text = journal.read(db, ring, entry).text
    key_id, sealed = ring.seal(db, person, text, place=_place(entry))
    # two presses at the same moment wait for each other here
    db.exec(select(JournalEntry.id).where(JournalEntry.id == entry.id).with_for_update()).one()
    row = of(db, entry) or SharedEntry(
        entry_id=entry.stored_id,
        enrolment_id=enrolment.stored_id,
        cohort_id=enrolment.cohort_id,
        key_id=key_id,
        sealed=sealed,
        shared_at=now,
    )
    row.enrolment_id, row.cohort_id = enrolment.stored_id, enrolment.cohort_id
    row.key_id, row.sealed, row.shared_at = key_id, sealed, now
    db.add(row)
    db.flush()
    return row


def take_back(db: Session, entry: JournalEntry) -> bool:
    """Whether there was something to take back."""
    row = of(db, entry)
    if row is None:
        return False
    db.delete(row)
    db.flush()
    return True


def of(db: Session, entry: JournalEntry) -> SharedEntry | None:
    return db.exec(select(SharedEntry).where(SharedEntry.entry_id == entry.id)).first()


def read_of(db: Session, entry: JournalEntry) -> SharedEntry | None:
    """What facilitators read of it now."""
    mine = select(SharedEntry).join(Enrolment, col(Enrolment.id) == SharedEntry.enrolment_id)
    return db.exec(mine.where(SharedEntry.entry_id == entry.id, *_STANDS)).first()


def shared_by(db: Session, person: Person) -> dict[int, SharedEntry]:
    """{entry id: what facilitators read of it now}, of everything she wrote, in one statement."""
    hers = (
        select(SharedEntry)
        .join(JournalEntry, col(JournalEntry.id) == SharedEntry.entry_id)
        .join(Enrolment, col(Enrolment.id) == SharedEntry.enrolment_id)
        .where(JournalEntry.person_id == person.id, *_STANDS)
    )
    return {row.entry_id: row for row in db.exec(hers).all()}


def heard(db: Session, ring: Keyring, cohort_id: int) -> list[Heard]:
    """What people share with those who facilitate this cohort, newest first. Whoever left, or goes on in another group,
    shares nothing here any more."""
    rows = db.exec(
        select(SharedEntry, JournalEntry, Person)
        .join(JournalEntry, col(JournalEntry.id) == SharedEntry.entry_id)
        .join(Enrolment, col(Enrolment.id) == SharedEntry.enrolment_id)
        .join(Person, col(Person.id) == Enrolment.person_id)
        .where(SharedEntry.cohort_id == cohort_id, *_STANDS)
        .order_by(col(SharedEntry.shared_at).desc(), col(SharedEntry.id).desc())
    ).all()
    return [
        Heard(person.called, read(db, ring, row, entry), entry.written_at, row.shared_at)
        for row, entry, person in rows
    ]


def read(db: Session, ring: Keyring, row: SharedEntry, entry: JournalEntry) -> str:
    """The words as they were shared; the entry itself is not opened."""
    return ring.open(db, row.key_id, row.sealed, place=_place(entry))


def _place(entry: JournalEntry) -> str:
    return f"shared_entry|sealed|{entry.client_id}"

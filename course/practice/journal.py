"""The journal: encrypted from the first entry with the writer's own key, and read by the writer alone.

No page or command for staff or operators reads an entry. Text is never scanned.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, Session, col, select

from course.errors import NotFound, Refused
from course.people.key import Keyring
from course.people.person import Person
from course.practice.form import SavedMeanwhile
from course.store import Row
from course.words import _

LONGEST = 50_000
"""Characters of one entry."""


class JournalEntry(Row, table=True):
    """`sealed` is nonce and ciphertext; nothing about the words is stored in the clear.

    `comes_back_on`: her local day on which she is told that it waits, with the letters of her place `told_in`.
    """

    __tablename__ = "journal_entry"

    client_id: UUID = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    unit_key: str | None = Field(default=None, max_length=64)
    key_id: int = Field(foreign_key="data_key.id")
    sealed: bytes
    written_at: datetime
    changed_at: datetime
    comes_back_on: date | None = None
    told_in: int | None = Field(default=None, foreign_key="enrolment.id", index=True)


@dataclass(frozen=True)
class ReadEntry:
    """An entry opened for its writer."""

    id: int
    client_id: UUID
    unit_key: str | None
    text: str
    written_at: datetime
    comes_back_on: date | None = None


def write(
    db: Session,
    ring: Keyring,
    person: Person,
    *,
    client_id: UUID,
    text: str,
    unit_key: str | None = None,
    since: datetime | None = None,
    now: datetime,
) -> JournalEntry:
    """A new entry, or new words for the entry with this client id (autosave, or the same form sent twice).

    `since` is the `changed_at` of the words that were on the page. SavedMeanwhile when there are others by now, unless
    the new ones hold them whole.
    """
    if len(text) > LONGEST:
        raise Refused(_("This is longer than one entry can hold. Please keep it as two."), field="text")
    key_id, sealed = ring.seal(db, person, text, place=_place(client_id))
    entry = db.exec(select(JournalEntry).where(JournalEntry.client_id == client_id).with_for_update()).first()
    if entry is None:
        entry = JournalEntry(
            client_id=client_id,
            person_id=person.stored_id,
            unit_key=unit_key,
            key_id=key_id,
            sealed=sealed,
            written_at=now,
            changed_at=now,
        )
    if entry.person_id != person.id:
        raise NotFound
    if since is not None and entry.changed_at != since and read(db, ring, entry).text not in text:
        raise SavedMeanwhile(entry.changed_at)
    entry.key_id, entry.sealed, entry.changed_at = key_id, sealed, now
    db.add(entry)
    db.flush()
    return entry


def read(db: Session, ring: Keyring, entry: JournalEntry) -> ReadEntry:
    text = ring.open(db, entry.key_id, entry.sealed, place=_place(entry.client_id))
    return ReadEntry(
        entry.stored_id, entry.client_id, entry.unit_key, text, entry.written_at, entry.comes_back_on
    )


def entries(db: Session, person: Person, *, most: int = 50) -> list[JournalEntry]:
    """Hers, newest first, still sealed."""
    mine = select(JournalEntry).where(JournalEntry.person_id == person.id)
    return list(db.exec(mine.order_by(col(JournalEntry.written_at).desc()).limit(most)).all())


def remove(db: Session, entry: JournalEntry) -> None:
    db.delete(entry)
    db.flush()


def _place(client_id: UUID) -> str:
    return f"journal_entry|sealed|{client_id}"

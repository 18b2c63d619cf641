"""A note from one who runs a group to another, or to all of them: what the next meeting should know.

Sealed with its writer's own key. Those who run the group read it, within the days of their role, and nobody else.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Field, Session, col, or_, select

from course import audit
from course.errors import Refused
from course.people.key import Keyring
from course.people.person import Person
from course.store import Row
from course.words import _

LONGEST = 4_000
SHOWN = 20


class HandoverNote(Row, table=True):
    """`to_person` None: for everybody who runs the group. `read_at`: when the one it is for first saw it."""

    __tablename__ = "handover_note"

    cohort_id: int = Field(foreign_key="cohort.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    to_person: int | None = Field(default=None, foreign_key="person.id")
    client_id: UUID = Field(unique=True)
    key_id: int = Field(foreign_key="data_key.id")
    sealed: bytes
    written_at: datetime
    read_at: datetime | None = None


@dataclass(frozen=True)
class ReadNote:
    row: HandoverNote
    words: str
    writer: str
    reader: str


def write(
    db: Session,
    ring: Keyring,
    cohort_id: int,
    words: str,
    *,
    to_person: int | None,
    client_id: UUID,
    now: datetime,
    by: Person,
) -> None:
    """Sent twice it is one."""
    text = words.replace("\r\n", "\n").strip()
    if not text:
        raise Refused(_("Please write a word or two."), field="words")
    if len(text) > LONGEST:
        raise Refused(_("A little shorter, please: up to %(n)s letters.") % {"n": LONGEST}, field="words")
    if db.exec(select(HandoverNote.id).where(HandoverNote.client_id == client_id)).first():
        return
    key_id, sealed = ring.seal(db, by, text, place=_place(client_id))
    row = HandoverNote(
        cohort_id=cohort_id,
        person_id=by.stored_id,
        to_person=to_person,
        client_id=client_id,
        key_id=key_id,
        sealed=sealed,
        written_at=now,
    )
    db.add(row)
    db.flush()
    audit.record(db, "handover.write", f"cohort:{cohort_id}", by=by.id)


def notes(db: Session, ring: Keyring, cohort_id: int, reader: Person) -> list[ReadNote]:
    """Those she wrote, those for her and those for everybody, the newest first."""
    mine = select(HandoverNote).where(
        HandoverNote.cohort_id == cohort_id,
        or_(
            col(HandoverNote.to_person).is_(None),
            HandoverNote.to_person == reader.id,
            HandoverNote.person_id == reader.id,
        ),
    )
    rows = db.exec(mine.order_by(col(HandoverNote.id).desc()).limit(SHOWN)).all()
    names = _names(db, {one for row in rows for one in (row.person_id, row.to_person) if one})
    return [
        ReadNote(
            row,
            _opened(db, ring, row),
            names.get(row.person_id, ""),
            names.get(row.to_person or 0, ""),
        )
        for row in rows
    ]


def mark_read(db: Session, note: HandoverNote, *, now: datetime) -> None:
    if note.read_at is None:
        note.read_at = now
        db.add(note)
        db.flush()


def remove(db: Session, note: HandoverNote, *, by: Person) -> None:
    db.delete(note)
    db.flush()
    audit.record(db, "handover.remove", f"cohort:{note.cohort_id}", by=by.id)


def words_of(db: Session, ring: Keyring, writer: Person) -> dict[int, str]:
    """{note: what she wrote}, for herself."""
    rows = db.exec(select(HandoverNote).where(HandoverNote.person_id == writer.id)).all()
    return {row.stored_id: _opened(db, ring, row) for row in rows}


def _opened(db: Session, ring: Keyring, row: HandoverNote) -> str:
    return ring.open(db, row.key_id, row.sealed, place=_place(row.client_id))


def _names(db: Session, people: set[int]) -> dict[int, str]:
    rows = db.exec(select(Person).where(col(Person.id).in_(people))).all()
    return {one.stored_id: one.name for one in rows}


def _place(client_id: UUID) -> str:
    return f"handover_note|sealed|{client_id}"

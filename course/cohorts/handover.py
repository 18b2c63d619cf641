"""A note from one who runs a group to another, or to all of them: what the next meeting should know, how one went.

Sealed with its writer's own key. Those who run the group read it, within the days of their role, and nobody else.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, Session, col, or_, select

from course import audit
from course.cohorts.meeting import Meeting
from course.errors import Refused
from course.people.key import Keyring
from course.people.person import Person
from course.store import Row
from course.words import _

LONGEST = 4_000
SHOWN = 20


class HandoverNote(Row, table=True):
    """`to_person` None: for everybody who runs the group. `read_at`: when the one it is for first saw it.

    `meeting_id`: how this meeting went; then it is for everybody, and stands on the page before the next one.
    """

    __tablename__ = "handover_note"

    cohort_id: int = Field(foreign_key="cohort.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    to_person: int | None = Field(default=None, foreign_key="person.id")
    client_id: UUID = Field(unique=True)
    key_id: int = Field(foreign_key="data_key.id")
    sealed: bytes
    written_at: datetime
    read_at: datetime | None = None
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id")


@dataclass(frozen=True)
class ReadNote:
    row: HandoverNote
    words: str
    writer: str
    reader: str
    held_on: date | None = None
    """The day of the meeting it is about."""


@dataclass(frozen=True)
class Waiting:
    """`unread`: how many for her in person she has not marked as read; `went`: how the newest meeting went."""

    unread: int
    went: list[ReadNote]


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
    meeting_id: int | None = None,
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
        meeting_id=meeting_id,
    )
    db.add(row)
    db.flush()
    audit.record(db, "handover.write", f"cohort:{cohort_id}", by=by.id)


def notes(db: Session, ring: Keyring, cohort_id: int, reader: Person) -> list[ReadNote]:
    """Those she wrote, those for her and those for everybody, the newest first."""
    both = select(HandoverNote, col(Meeting.starts_on)).outerjoin(
        Meeting, col(Meeting.id) == col(HandoverNote.meeting_id)
    )
    mine = both.where(
        HandoverNote.cohort_id == cohort_id,
        or_(
            col(HandoverNote.to_person).is_(None),
            HandoverNote.to_person == reader.id,
            HandoverNote.person_id == reader.id,
        ),
    )
    rows = db.exec(mine.order_by(col(HandoverNote.id).desc()).limit(SHOWN)).all()
    names = _names(db, {one for row, _day in rows for one in (row.person_id, row.to_person) if one})
    return [
        ReadNote(
            row,
            _opened(db, ring, row),
            names.get(row.person_id, ""),
            names.get(row.to_person or 0, ""),
            held_on,
        )
        for row, held_on in rows
    ]


def waiting_for(db: Session, ring: Keyring, cohort_id: int, reader: Person, *, last: int | None) -> Waiting:
    """What the page of the week shows her, in one statement and one for each writer. `last`: the newest meeting."""
    for_her = (col(HandoverNote.to_person) == reader.id) & col(HandoverNote.read_at).is_(None)
    how_it_went = (col(HandoverNote.meeting_id) == last) & col(HandoverNote.meeting_id).is_not(None)
    both = select(HandoverNote, Person).join(Person, col(Person.id) == HandoverNote.person_id)
    mine = both.where(HandoverNote.cohort_id == cohort_id, for_her | how_it_went)
    rows = db.exec(mine.order_by(col(HandoverNote.id))).all()
    about = [(row, writer) for row, writer in rows if row.meeting_id is not None]
    return Waiting(
        len(rows) - len(about),
        [ReadNote(row, _opened(db, ring, row), writer.called, "") for row, writer in about],
    )


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

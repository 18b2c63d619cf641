"""A facilitator's own voice for a meditation: kept in the database with the rest, so a copy or a removal is whole."""

from datetime import datetime
from hashlib import sha256

from sqlmodel import Field, Session, col, select

from course import audit
from course.people.person import Person
from course.store import Row
from curriculum.schema import Course, Practice

COPIES = "copies"
"""The folder below SOUND in which a site keeps what it plays; everything in it can be made anew."""


class Recording(Row, table=True):
    """`minutes` is the script's length, `seconds` what was recorded with its bells; `sha256` is the file's. The voice
    begins `begins` seconds into it."""

    programme_id: int = Field(foreign_key="programme.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    course_key: str = Field(max_length=64)
    practice_key: str = Field(max_length=64)
    minutes: int
    language: str = Field(max_length=16)
    sha256: str = Field(max_length=64)
    seconds: float
    begins: float = 0
    bytes: int
    recorded_at: datetime
    taken_back_at: datetime | None = None


class RecordedSound(Row, table=True):
    """The MP3 itself, apart from its row, so that a list of recordings loads no sound."""

    __tablename__ = "recorded_sound"

    recording_id: int = Field(foreign_key="recording.id", unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    body: bytes


def keep(
    db: Session,
    person: Person,
    *,
    programme_id: int,
    course_key: str,
    practice_key: str,
    minutes: int,
    language: str,
    seconds: float,
    begins: float = 0,
    body: bytes,
    now: datetime,
) -> Recording:
    """Store a checked and converted recording; an earlier one of the same voice and length is taken back."""
    for earlier in standing(db, programme_id, practice_key):
        if (earlier.person_id, earlier.minutes, earlier.language) == (person.id, minutes, language):
            take_back(db, earlier, now=now, by=person)
    row = Recording(
        programme_id=programme_id,
        person_id=person.stored_id,
        course_key=course_key,
        practice_key=practice_key,
        minutes=minutes,
        language=language,
        sha256=sha256(body).hexdigest(),
        seconds=seconds,
        begins=begins,
        bytes=len(body),
        recorded_at=now,
    )
    db.add(row)
    db.flush()
    db.add(RecordedSound(recording_id=row.stored_id, person_id=person.stored_id, body=body))
    db.flush()
    audit.record(db, "recording.keep", f"recording:{row.id}", by=person.id, programme_id=programme_id)
    return row


def take_back(db: Session, row: Recording, *, now: datetime, by: Person) -> None:
    """Nobody hears it from now on."""
    if row.taken_back_at is None:
        row.taken_back_at = now
        db.add(row)
        db.flush()
        audit.record(
            db, "recording.take_back", f"recording:{row.id}", by=by.id, programme_id=row.programme_id
        )


def standing(db: Session, programme_id: int, practice_key: str | None = None) -> list[Recording]:
    """The recordings of a programme that can be heard, newest first; those of one practice when it is named."""
    mine = select(Recording).where(
        Recording.programme_id == programme_id, col(Recording.taken_back_at).is_(None)
    )
    if practice_key is not None:
        mine = mine.where(Recording.practice_key == practice_key)
    return list(db.exec(mine.order_by(col(Recording.id).desc())).all())


def sound(db: Session, row: Recording) -> bytes:
    """The whole file."""
    return db.exec(select(RecordedSound.body).where(RecordedSound.recording_id == row.id)).one()


def to_record(course: Course) -> list[tuple[Practice, int]]:
    """Every text to read aloud of a course: the practice and its minutes, the longer form first."""
    return [
        (practice, script.minutes)
        for practice in course.practices
        for script in sorted(practice.scripts, key=lambda one: -one.minutes)
    ]

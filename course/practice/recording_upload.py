"""A recording on its way: pieces as they come in, until they are joined, checked and made into a finished voice."""

import wave
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import UniqueConstraint, delete
from sqlmodel import Field, Session, col, func, select

from course.errors import NotFound, Refused
from course.people.person import Person
from course.store import Row, choice
from course.words import _

PIECE = 1_000_000
"""Bytes at most in one piece; ten seconds at 48 kHz are 960 000."""
RATES = range(16_000, 48_001)
"""Samples a second that a browser may record with. Ours asks for 24 000."""
LONGEST = 1.7
"""Times the script's minutes, and a little more than what can be kept: whoever goes on and on is told."""


class UploadState(StrEnum):
    RECORDING = "recording"
    WAITING = "waiting"
    READY = "ready"
    REFUSED = "refused"


class RecordingUpload(Row, table=True):
    """`file` is the name of a file that was sent, and blank for what was recorded here: then the pieces are 16-bit mono
    samples, `rate` a second. `sentence` says why it was refused. `tries` counts how often a worker took it up."""

    __tablename__ = "recording_upload"

    client_id: UUID = Field(unique=True)
    programme_id: int = Field(foreign_key="programme.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    course_key: str = Field(max_length=64)
    practice_key: str = Field(max_length=64)
    minutes: int
    language: str = Field(max_length=16)
    file: str = Field(default="", max_length=120)
    rate: int = 0
    state: UploadState = Field(default=UploadState.RECORDING, sa_type=choice(UploadState), index=True)
    sentence: str = Field(default="", max_length=400)
    begun_at: datetime
    recording_id: int | None = Field(default=None, foreign_key="recording.id")
    tries: int = 0
    lease_owner: str | None = Field(default=None, max_length=32)
    lease_until: datetime | None = None


class RecordingPiece(Row, table=True):
    """A few seconds, or a part of a file. The numbers begin with 0 and leave none out."""

    __tablename__ = "recording_piece"
    __table_args__ = (UniqueConstraint("upload_id", "number"),)

    client_id: UUID = Field(unique=True)
    upload_id: int = Field(foreign_key="recording_upload.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    number: int
    body: bytes


def begin(
    db: Session,
    person: Person,
    *,
    client_id: UUID,
    programme_id: int,
    course_key: str,
    practice_key: str,
    minutes: int,
    language: str,
    rate: int = 0,
    file: str = "",
    now: datetime,
) -> RecordingUpload:
    """A new recording; the same client id again returns the one that is there."""
    if known := db.exec(select(RecordingUpload).where(RecordingUpload.client_id == client_id)).first():
        if known.person_id != person.id:
            raise NotFound
        return known
    if not file and rate not in RATES:
        raise Refused(
            _("This browser records in a way that cannot be used here. Please send a file instead.")
        )
    row = RecordingUpload(
        client_id=client_id,
        programme_id=programme_id,
        person_id=person.stored_id,
        course_key=course_key,
        practice_key=practice_key,
        minutes=minutes,
        language=language,
        rate=rate,
        file=file[:120],
        begun_at=now,
    )
    db.add(row)
    db.flush()
    return row


def add_piece(
    db: Session, upload: RecordingUpload, *, client_id: UUID, number: int, body: bytes
) -> RecordingPiece:
    """The same piece sent twice is one piece. Refused when another window is recording the same thing."""
    if known := db.exec(select(RecordingPiece).where(RecordingPiece.client_id == client_id)).first():
        if known.upload_id != upload.id:
            raise NotFound
        return known
    if upload.state != UploadState.RECORDING:
        raise Refused(_("This recording was kept already. Please open the page again."))
    if not body or len(body) > PIECE or len(body) % 2:
        raise Refused(_("A piece of the recording arrived damaged. Please open the page again."))
    if seconds(db, upload) > LONGEST * 60 * upload.minutes:
        raise Refused(_("This is much longer than the script. Please stop here."))
    if number in numbers(db, upload):
        raise Refused(_("This recording goes on in another window. Please close this one."))
    row = RecordingPiece(
        client_id=client_id,
        upload_id=upload.stored_id,
        person_id=upload.person_id,
        number=number,
        body=body,
    )
    db.add(row)
    db.flush()
    return row


def finish(db: Session, upload: RecordingUpload) -> None:
    """From here on the clock checks it and makes a voice of it. Refused while a piece is on its way or it is too short.

    Again after a refusal that left the pieces: it is tried once more.
    """
    if upload.state == UploadState.WAITING:
        return
    found = numbers(db, upload)
    if upload.state == UploadState.READY or not found:
        raise Refused(_("There is nothing recorded here yet."))
    if found != list(range(len(found))):
        raise Refused(_("A piece of the recording is still on its way. Please wait a moment and try again."))
    if not upload.file:
        _check_length(seconds(db, upload), upload.minutes)
    upload.state, upload.sentence, upload.tries = UploadState.WAITING, "", 0
    db.add(upload)
    db.flush()


def add_file(db: Session, upload: RecordingUpload, path: Path) -> None:
    """A whole file as pieces, which then wait for the clock."""
    with path.open("rb") as file:
        for number, body in enumerate(iter(lambda: file.read(PIECE), b"")):
            piece = RecordingPiece(
                client_id=uuid4(),
                upload_id=upload.stored_id,
                person_id=upload.person_id,
                number=number,
                body=body,
            )
            db.add(piece)
            db.flush()
            db.expunge(piece)  # only one is held at a time
    upload.state = UploadState.WAITING
    db.add(upload)
    db.flush()


def drop(db: Session, upload: RecordingUpload) -> None:
    """Thrown away, with all its pieces."""
    remove_pieces(db, upload)
    db.delete(upload)
    db.flush()


def remove_pieces(db: Session, upload: RecordingUpload) -> None:
    db.execute(delete(RecordingPiece).where(col(RecordingPiece.upload_id) == upload.id))


def newest(
    db: Session, person: Person, *, programme_id: int, course_key: str, practice_key: str, minutes: int
) -> RecordingUpload | None:
    """Where her recording of this script stands."""
    mine = select(RecordingUpload).where(
        RecordingUpload.person_id == person.id,
        RecordingUpload.programme_id == programme_id,
        RecordingUpload.course_key == course_key,
        RecordingUpload.practice_key == practice_key,
        RecordingUpload.minutes == minutes,
    )
    return db.exec(mine.order_by(col(RecordingUpload.id).desc())).first()


def numbers(db: Session, upload: RecordingUpload) -> list[int]:
    """Of the pieces that are here, in order."""
    mine = select(RecordingPiece.number).where(RecordingPiece.upload_id == upload.id)
    return list(db.exec(mine.order_by(col(RecordingPiece.number))).all())


def seconds(db: Session, upload: RecordingUpload) -> float:
    """How much has been recorded here; 0 for a file that was sent."""
    size = func.coalesce(func.sum(func.length(RecordingPiece.body)), 0)
    total = db.exec(select(size).where(RecordingPiece.upload_id == upload.id)).one()
    return total / 2 / upload.rate if upload.rate else 0


def join(db: Session, upload: RecordingUpload, path: Path) -> None:
    """All pieces as one file: the one that was sent, or a WAV of what was recorded."""
    if upload.file:
        with path.open("wb") as file:
            file.writelines(_bodies(db, upload))
        return
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(upload.rate)
        for body in _bodies(db, upload):
            sound.writeframesraw(body)


def _bodies(db: Session, upload: RecordingUpload) -> Iterator[bytes]:
    """One after the other, a few in memory."""
    mine = select(RecordingPiece.body).where(RecordingPiece.upload_id == upload.id)
    yield from db.exec(mine.order_by(col(RecordingPiece.number)).execution_options(yield_per=4))


def _check_length(length: float, minutes: int) -> None:
    from curriculum.errors import ContentError
    from curriculum.sound import voice

    try:
        voice.check_length(length, minutes, _("Your recording"))
    except ContentError as error:
        raise Refused(f"{error.file} {error.message}") from error

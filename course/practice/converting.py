"""Recordings become voices: one is claimed, joined, checked and converted, and then kept or refused with a sentence.

Any number of workers may do this at once. A claim is a lease on the database's clock; only its holder can finish, and
one that ends unfinished is taken up again by whoever comes next.
"""

import logging
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from course import clock
from course.people.person import Person
from course.practice import recording
from course.practice.recording_upload import RecordingUpload, UploadState, drop, join, remove_pieces
from course.store import reading, writing
from course.words import _
from curriculum.errors import ContentError

if TYPE_CHECKING:
    from curriculum.sound.bell import BellKey
    from curriculum.sound.voice import Voice

LEASE = timedelta(minutes=10)
"""A recording of 25 minutes takes about one on a slow machine."""
MOST_TRIES = 4
LEFT_ALONE = timedelta(days=30)
"""So long a recording waits for whoever began it."""
BELL: "BellKey" = "bowl"

log = logging.getLogger(__name__)


def convert_next(engine: Engine, *, lease: timedelta = LEASE) -> UploadState | None:
    """Take up the recording that waits longest, if none is being worked on. Returns what became of it."""
    forget_abandoned(engine)
    owner = secrets.token_hex(16)
    upload = _claim(engine, owner, lease)
    if upload is None:
        return None
    if upload.tries > MOST_TRIES:
        return _refuse(engine, upload, owner, _("It could not be prepared here. Please try again later."))
    try:
        return _prepared(engine, upload, owner)
    except DBAPIError:
        raise
    except Exception:
        # a full disk, say: whoever turns the clock goes on with its letters, and this is tried again after the lease
        log.exception("voices: recording %s could not be prepared", upload.id)
        return None


def _prepared(engine: Engine, upload: RecordingUpload, owner: str) -> UploadState | None:
    with TemporaryDirectory() as folder:
        source, finished = Path(folder) / "recorded", Path(folder) / "voice.mp3"
        with reading(engine) as db:
            join(db, upload, source)
        try:
            made = _converted(upload, source, finished)
        except ContentError as error:
            sentence = f"{error.file} {error.message}"
            return _refuse(engine, upload, owner, sentence, for_good=True)
        return _keep(engine, upload, owner, made, finished.read_bytes())


def forget_abandoned(engine: Engine) -> int:
    """What was begun, or refused, and left alone for a month is thrown away."""
    with reading(engine) as db:
        if not db.exec(_left_alone(clock.now(db)).limit(1)).first():
            return 0
    with writing(engine) as db:
        found = db.exec(_left_alone(clock.now(db)).with_for_update(skip_locked=True)).all()
        for upload in found:
            drop(db, upload)
        return len(found)


def _converted(upload: RecordingUpload, source: Path, finished: Path) -> "Voice":
    from curriculum.sound import voice

    name = upload.file or _("Your recording")
    return voice.convert(source, finished, upload.minutes, bell=BELL, file=name)


def _claim(engine: Engine, owner: str, lease: timedelta) -> RecordingUpload | None:
    """One at a time in the whole house: letters are more urgent than voices."""
    with reading(engine) as db:
        if db.exec(_waiting(clock.real_now(db))).first() is None:
            return None
    with writing(engine) as db:
        now = clock.real_now(db)
        mine = _waiting(now).with_for_update(skip_locked=True)
        taken = (
            update(RecordingUpload)
            .where(col(RecordingUpload.id).in_(mine))
            .values(lease_owner=owner, lease_until=now + lease, tries=RecordingUpload.tries + 1)
            .returning(col(RecordingUpload.id))
            .execution_options(synchronize_session=False)
        )
        key = db.execute(taken).scalar_one_or_none()
        return db.get(RecordingUpload, key) if key else None


def _waiting(now: datetime) -> Any:
    is_worked_on = col(RecordingUpload.lease_until) > now
    waits = col(RecordingUpload.state) == UploadState.WAITING
    busy = select(RecordingUpload.id).where(waits, is_worked_on)
    return (
        select(RecordingUpload.id)
        .where(waits, ~busy.exists(), col(RecordingUpload.lease_until).is_(None) | ~is_worked_on)
        .order_by(col(RecordingUpload.id))
        .limit(1)
    )


def _keep(
    engine: Engine, upload: RecordingUpload, owner: str, made: "Voice", body: bytes
) -> UploadState | None:
    with writing(engine) as db:
        mine = _still_ours(db, upload, owner)
        if mine is None:
            return None
        row = recording.keep(
            db,
            db.get_one(Person, mine.person_id),
            programme_id=mine.programme_id,
            course_key=mine.course_key,
            practice_key=mine.practice_key,
            minutes=mine.minutes,
            language=mine.language,
            seconds=made.seconds,
            begins=made.begins,
            body=body,
            now=clock.now(db),
        )
        mine.recording_id = row.stored_id
        return _end(db, mine, UploadState.READY, for_good=True)


def _refuse(
    engine: Engine, upload: RecordingUpload, owner: str, sentence: str, *, for_good: bool = False
) -> UploadState | None:
    """An earlier voice goes on being heard. The pieces stay where trying again may help."""
    with writing(engine) as db:
        mine = _still_ours(db, upload, owner)
        if mine is None:
            return None
        mine.sentence = sentence[:400]
        return _end(db, mine, UploadState.REFUSED, for_good=for_good)


def _end(db: Session, mine: RecordingUpload, state: UploadState, *, for_good: bool) -> UploadState:
    mine.state, mine.lease_owner, mine.lease_until = state, None, None
    db.add(mine)
    if for_good:
        remove_pieces(db, mine)
    return state


def _still_ours(db: Session, upload: RecordingUpload, owner: str) -> RecordingUpload | None:
    """Nothing, when she threw it away meanwhile, or our lease ended and somebody else has it."""
    mine = select(RecordingUpload).where(
        RecordingUpload.id == upload.id,
        RecordingUpload.lease_owner == owner,
        RecordingUpload.state == UploadState.WAITING,
    )
    return db.exec(mine.with_for_update()).first()


def _left_alone(now: datetime) -> Any:
    return select(RecordingUpload).where(
        col(RecordingUpload.state).in_([UploadState.RECORDING, UploadState.REFUSED]),
        RecordingUpload.begun_at < now - LEFT_ALONE,
    )

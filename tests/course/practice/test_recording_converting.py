"""A recording becomes a voice once, whoever works on it, and what is refused leaves the earlier voice alone."""

import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
import soundfile
from sqlalchemy import Engine, update
from sqlmodel import Session, col, select

from course import clock, store
from course.cohorts import programme
from course.people import person
from course.people.person import Person
from course.practice import recording
from course.practice import recording_upload as uploads
from course.practice.converting import convert_next
from course.practice.recording import Recording
from course.practice.recording_upload import RecordingPiece, RecordingUpload, UploadState
from tests.course.conftest import NOW
from tests.tasks.running import eventually

pytestmark = pytest.mark.slow  # each waits for recordings that are really converted
RATE, LENGTH = 16_000, 152
PAUSES = np.arange(RATE * LENGTH) // (2 * RATE) % 2 == 0
"""Two seconds of sound, two of silence."""
KILLED = """
import sys
from course import store
from course.practice.converting import convert_next
convert_next(store.make_engine(sys.argv[1]))
"""


@pytest.fixture
def ines(fresh_engine: Engine) -> Person:
    with store.writing(fresh_engine) as db:
        return person.welcome(db, email="ines@example.org", name="Ines", zone="Europe/Lisbon")


def send(engine: Engine, who: Person, loudness: float, *, begun_at: datetime = NOW) -> int:
    """A WAV of 152 seconds, a tone with pauses as loud as this, waiting to be prepared."""
    tone = loudness * np.sin(2 * np.pi * 220 * np.arange(RATE * LENGTH) / RATE) * PAUSES
    file = BytesIO()
    soundfile.write(file, tone.astype(np.float32), RATE, format="WAV", subtype="PCM_16")
    with store.writing(engine) as db:
        house = db.exec(select(programme.Programme)).first() or programme.create(
            db, name="Linden House", zone="Europe/Lisbon", country="PT", by=db.get_one(Person, who.stored_id)
        )
        upload = uploads.begin(
            db, who, client_id=uuid4(), programme_id=house.stored_id, course_key="eight-weeks",
            practice_key="affectionate-breathing", minutes=5, language="en", file="mine.wav", now=begun_at,
        )  # fmt: skip
        for number, at in enumerate(range(0, len(file.getvalue()), uploads.PIECE)):
            body = file.getvalue()[at : at + uploads.PIECE]
            uploads.add_piece(db, upload, client_id=uuid4(), number=number, body=body)
        uploads.finish(db, upload)
        return upload.stored_id


def uploaded(engine: Engine, key: int) -> RecordingUpload:
    with store.reading(engine) as db:
        return db.get_one(RecordingUpload, key)


def heard(db: Session) -> list[Recording]:
    return list(db.exec(select(Recording).where(col(Recording.taken_back_at).is_(None))).all())


def test_a_recording_becomes_a_voice_and_the_earlier_one_is_taken_back(
    fresh_engine: Engine, ines: Person
) -> None:
    keys = []
    for loudness in (0.2, 0.1):
        keys.append(send(fresh_engine, ines, loudness))
        assert convert_next(fresh_engine) == UploadState.READY
    with store.reading(fresh_engine) as db:
        (voice,) = heard(db)
        assert uploaded(fresh_engine, keys[1]).recording_id == voice.id
        assert len(db.exec(select(Recording)).all()) == 2
        # before: 2 s of quiet, a bell of 12 and 4 s; after: 4 s and the bell again
        assert voice.begins == 18
        assert voice.seconds == pytest.approx(18 + LENGTH + 16, abs=0.1)
        assert recording.sound(db, voice)[:2] == b"\xff\xf3"
        assert db.exec(select(RecordingPiece)).all() == []


def test_what_is_refused_leaves_the_earlier_voice_and_says_why(fresh_engine: Engine, ines: Person) -> None:
    send(fresh_engine, ines, 0.2)
    convert_next(fresh_engine)
    silent = send(fresh_engine, ines, 0)
    assert convert_next(fresh_engine) == UploadState.REFUSED
    assert uploaded(fresh_engine, silent).sentence == "mine.wav is silent. Was the right microphone chosen?"
    with store.reading(fresh_engine) as db:
        assert len(heard(db)) == 1


def test_two_workers_at_once_make_one_voice(fresh_engine: Engine, ines: Person) -> None:
    send(fresh_engine, ines, 0.2)
    with ThreadPoolExecutor(2) as workers:
        became = list(workers.map(convert_next, [fresh_engine] * 2))
    assert sorted(map(str, became)) == ["None", "ready"]
    with store.reading(fresh_engine) as db:
        assert len(db.exec(select(Recording)).all()) == 1


def test_what_a_killed_worker_had_is_taken_up_again(
    fresh_engine: Engine, fresh_url: str, ines: Person, root: Path
) -> None:
    key = send(fresh_engine, ines, 0.2)
    worker = subprocess.Popen([sys.executable, "-c", KILLED, fresh_url], cwd=root)
    assert eventually(lambda: uploaded(fresh_engine, key).lease_owner is not None)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert convert_next(fresh_engine) is None  # it may be alive still
    with store.writing(fresh_engine) as db:
        ended = clock.real_now(db) - timedelta(seconds=1)
        db.execute(update(RecordingUpload).values(lease_until=ended))
    assert convert_next(fresh_engine) == UploadState.READY
    assert uploaded(fresh_engine, key).tries == 2


def test_what_nobody_can_prepare_is_not_tried_for_ever(fresh_engine: Engine, ines: Person) -> None:
    key = send(fresh_engine, ines, 0.2)
    with store.writing(fresh_engine) as db:
        db.execute(update(RecordingUpload).values(tries=4))
    assert convert_next(fresh_engine) == UploadState.REFUSED
    assert "could not be prepared" in uploaded(fresh_engine, key).sentence
    with store.writing(fresh_engine) as db:  # its pieces are there, and trying again may help
        uploads.finish(db, db.get_one(RecordingUpload, key))
    assert convert_next(fresh_engine) == UploadState.READY


def test_where_this_machine_is_in_the_way_the_clock_goes_on_and_it_is_tried_again(
    fresh_engine: Engine, ines: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder for what is in between that is not there stands for a full disk."""
    key = send(fresh_engine, ines, 0.2)
    with monkeypatch.context() as broken:
        broken.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
        assert convert_next(fresh_engine, lease=timedelta(0)) is None
    assert uploaded(fresh_engine, key).state == UploadState.WAITING
    assert convert_next(fresh_engine) == UploadState.READY


def test_what_was_thrown_away_meanwhile_is_nobodys_voice(fresh_engine: Engine, ines: Person) -> None:
    key = send(fresh_engine, ines, 0.2)
    with ThreadPoolExecutor(1) as worker:
        became = worker.submit(convert_next, fresh_engine)
        assert eventually(lambda: uploaded(fresh_engine, key).lease_owner is not None)
        with store.writing(fresh_engine) as db:
            uploads.drop(db, db.get_one(RecordingUpload, key))
        assert became.result() is None
    with store.reading(fresh_engine) as db:
        assert db.exec(select(Recording)).all() == []


def test_what_was_left_alone_for_a_month_is_thrown_away(fresh_engine: Engine, ines: Person) -> None:
    with store.reading(fresh_engine) as db:
        now = clock.now(db)
    old, young = (send(fresh_engine, ines, 0.2, begun_at=now - timedelta(days=days)) for days in (31, 29))
    with store.writing(fresh_engine) as db:
        db.execute(update(RecordingUpload).values(state=UploadState.REFUSED))
    convert_next(fresh_engine)
    with store.reading(fresh_engine) as db:
        assert db.get(RecordingUpload, old) is None
        assert db.get(RecordingUpload, young) is not None

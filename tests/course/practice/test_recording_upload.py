"""Pieces come in any order and more than once, and become one recording; nothing is kept that cannot be a voice."""

import wave
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from course.access import own_rows
from course.cohorts.programme import Programme
from course.errors import NotFound, Refused
from course.people.person import Person
from course.practice import recording_upload as uploads
from course.practice.recording_upload import RecordingPiece, RecordingUpload, UploadState
from tests.course.conftest import NOW

SECOND = 24_000 * 2
"""Bytes of a second at 24 kHz, 16 bits, one channel."""


@pytest.fixture
def upload(db: Session, house: Programme, maya: Person) -> RecordingUpload:
    return begin(db, house, maya, uuid4())


def begin(
    db: Session, house: Programme, who: Person, client_id: UUID, *, rate: int = 24_000
) -> RecordingUpload:
    return uploads.begin(
        db, who, client_id=client_id, programme_id=house.stored_id, course_key="eight-weeks",
        practice_key="affectionate-breathing", minutes=5, language="en", rate=rate, now=NOW,
    )  # fmt: skip


def add(db: Session, upload: RecordingUpload, number: int, body: bytes) -> RecordingPiece:
    return uploads.add_piece(db, upload, client_id=uuid4(), number=number, body=body)


def test_pieces_that_came_out_of_order_are_joined_in_order(
    db: Session, upload: RecordingUpload, tmp_path: Path
) -> None:
    for number in (1, 0, 2):
        add(db, upload, number, bytes([number]) * SECOND)
    uploads.join(db, upload, tmp_path / "joined.wav")
    with wave.open(str(tmp_path / "joined.wav")) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (24_000, 1, 2)
        assert sound.readframes(3 * 24_000) == b"\0" * SECOND + b"\1" * SECOND + b"\2" * SECOND
    assert uploads.seconds(db, upload) == 3


def test_a_piece_that_arrives_twice_is_one(db: Session, upload: RecordingUpload) -> None:
    client_id = uuid4()
    for _ in range(2):
        uploads.add_piece(db, upload, client_id=client_id, number=0, body=bytes(SECOND))
    assert len(db.exec(select(RecordingPiece)).all()) == 1


def test_a_second_window_that_records_the_same_is_told(db: Session, upload: RecordingUpload) -> None:
    add(db, upload, 0, bytes(SECOND))
    with pytest.raises(Refused, match="another window"):
        add(db, upload, 0, b"\1" * SECOND)


@pytest.mark.parametrize(
    "body", [b"", b"odd", bytes(uploads.PIECE + 2)], ids=["empty", "half a sample", "huge"]
)
def test_a_damaged_piece_is_refused(db: Session, upload: RecordingUpload, body: bytes) -> None:
    with pytest.raises(Refused, match="damaged"):
        add(db, upload, 0, body)


def test_a_recording_that_goes_on_and_on_is_stopped(db: Session, house: Programme, maya: Person) -> None:
    """5 minutes times 1.7 are 510 seconds; at 16 kHz a second is 32 000 bytes."""
    upload = begin(db, house, maya, uuid4(), rate=16_000)
    for number in range(18):
        add(db, upload, number, bytes(30 * 32_000))
    with pytest.raises(Refused, match="much longer"):
        add(db, upload, 18, bytes(30 * 32_000))


def test_too_short_says_so_and_goes_on_recording(db: Session, upload: RecordingUpload) -> None:
    add(db, upload, 0, bytes(4 * SECOND))
    with pytest.raises(Refused, match=r"Your recording is 0 min 4 s long.*between 2 min 30 s and 8 min 0 s"):
        uploads.finish(db, upload)
    assert upload.state == UploadState.RECORDING
    assert uploads.numbers(db, upload) == [0]


def test_nothing_is_kept_while_a_piece_is_still_on_its_way(db: Session, upload: RecordingUpload) -> None:
    for number in (0, 2):
        add(db, upload, number, bytes(10 * SECOND))
    with pytest.raises(Refused, match="still on its way"):
        uploads.finish(db, upload)


def test_what_is_long_enough_waits_for_the_clock(db: Session, upload: RecordingUpload) -> None:
    for number in range(16):
        add(db, upload, number, bytes(10 * SECOND))
    uploads.finish(db, upload)
    assert upload.state == UploadState.WAITING
    with pytest.raises(Refused, match="kept already"):
        add(db, upload, 16, bytes(SECOND))


def test_a_file_is_the_same_again_after_it_was_cut_into_pieces(
    db: Session, house: Programme, maya: Person, tmp_path: Path
) -> None:
    sent = bytes(range(256)) * 9000  # 2.3 MB: three pieces
    (tmp_path / "sent").write_bytes(sent)
    upload = uploads.begin(
        db, maya, client_id=uuid4(), programme_id=house.stored_id, course_key="eight-weeks",
        practice_key="affectionate-breathing", minutes=5, language="en", file="mine.flac", now=NOW,
    )  # fmt: skip
    uploads.add_file(db, upload, tmp_path / "sent")
    uploads.join(db, upload, tmp_path / "joined")
    assert (tmp_path / "joined").read_bytes() == sent
    assert uploads.numbers(db, upload) == [0, 1, 2]


def test_thrown_away_leaves_nothing(db: Session, upload: RecordingUpload) -> None:
    add(db, upload, 0, bytes(SECOND))
    uploads.drop(db, upload)
    assert db.exec(select(RecordingPiece)).all() == []
    assert db.exec(select(RecordingUpload)).all() == []


def test_nobody_else_hears_it_or_adds_to_it(
    db: Session, house: Programme, upload: RecordingUpload, lena: Person
) -> None:
    with pytest.raises(NotFound):
        own_rows.upload_of(db, lena, upload.stored_id)
    with pytest.raises(NotFound):
        begin(db, house, lena, upload.client_id)

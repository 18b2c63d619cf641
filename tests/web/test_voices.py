"""A facilitator records the practices: pieces, files, sentences that say what to do, and nobody else in between."""

import wave
from io import BytesIO
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from course import store
from course.practice.converting import convert_next
from course.practice.recording import Recording
from course.practice.recording_upload import RecordingPiece, RecordingUpload, UploadState
from tests.cast import Cast
from tests.site import SignIn

SECOND = bytes(48_000)


@pytest.fixture
def ines(cast: Cast, signed_in_as: SignIn) -> FlaskClient:
    return signed_in_as(cast.ines)


@pytest.fixture
def script(cast: Cast) -> str:
    return f"/cohorts/{cast.here.cohort}/voices/loving-kindness-for-ourselves/5"


def silence(seconds: int) -> bytes:
    file = BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16_000)
        sound.writeframes(bytes(32_000 * seconds))
    return file.getvalue()


def piece(number: int, take: str, body: bytes = SECOND, client_id: str = "") -> dict[str, object]:
    return {
        "take": take,
        "client_id": client_id or str(uuid4()),
        "rate": "24000",
        "number": str(number),
        "piece": (BytesIO(body), "piece"),
    }


def send(browser: FlaskClient, script: str, name: str, body: bytes) -> TestResponse:
    """Encoded here: the test client would leave a file open behind it."""
    file = FileStorage(BytesIO(body), filename=name)
    boundary, data = encode_multipart({"client_id": str(uuid4()), "sound": file})
    return browser.post(f"{script}/file", data=data, content_type=f"multipart/form-data; boundary={boundary}")


def of(engine: Engine, cast: Cast) -> RecordingUpload | None:
    """What Ines has on its way for the five minutes of loving-kindness."""
    with store.reading(engine) as db:
        return _newest(db, cast)


def _newest(db: Session, cast: Cast) -> RecordingUpload | None:
    hers = select(RecordingUpload).where(
        RecordingUpload.person_id == cast.ines,
        RecordingUpload.practice_key == "loving-kindness-for-ourselves",
    )
    return db.exec(hers.order_by(RecordingUpload.id.desc())).first()  # type: ignore[union-attr]


def test_the_list_says_what_has_a_voice_and_what_has_none_yet(ines: FlaskClient, cast: Cast) -> None:
    page = ines.get(f"/cohorts/{cast.here.cohort}/voices").text
    without, recorded = page.split("With a voice")
    address = f"/cohorts/{cast.here.cohort}/voices/affectionate-breathing"
    assert f"{address}/20" in without
    assert f"{address}/5" not in without
    assert f"{address}/5" in recorded
    assert f"/sound/recording/{cast.here.recording}.mp3" in recorded


def test_the_script_stands_there_with_times_and_silences(ines: FlaskClient, script: str) -> None:
    page = ines.get(script).text
    assert '<li data-at="0">' in page or '<li data-at="0.0">' in page
    assert "seconds of silence" in page


def test_only_the_recorder_may_ask_for_the_microphone(ines: FlaskClient, cast: Cast, script: str) -> None:
    assert "microphone=(self)" in ines.get(script).headers["Permissions-Policy"]
    elsewhere = ines.get(f"/cohorts/{cast.here.cohort}/voices")
    assert "microphone=()" in elsewhere.headers["Permissions-Policy"]
    assert "script-src 'self';" in elsewhere.headers["Content-Security-Policy"]


def test_pieces_become_something_to_listen_to(
    ines: FlaskClient, cast: Cast, script: str, site_engine: Engine
) -> None:
    take, again = str(uuid4()), str(uuid4())
    for number, client_id in ((0, again), (1, ""), (0, again)):
        answer = ines.post(f"{script}/pieces", data=piece(number, take, client_id=client_id))
        assert answer.status_code == 200
    assert answer.json == {"seconds": 2.0}
    upload = of(site_engine, cast)
    assert upload
    listen = ines.get(f"/cohorts/{cast.here.cohort}/voices/uploads/{upload.id}/listen.wav")
    assert len(listen.data) == 44 + 2 * len(SECOND)
    part = ines.get(
        f"/cohorts/{cast.here.cohort}/voices/uploads/{upload.id}/listen.wav", headers={"Range": "bytes=0-3"}
    )
    assert (part.status_code, part.data) == (206, b"RIFF")
    assert "0:02 so far" in ines.get(script).text


def test_a_piece_is_refused_in_words(ines: FlaskClient, script: str) -> None:
    take = str(uuid4())
    ines.post(f"{script}/pieces", data=piece(0, take))
    answer = ines.post(f"{script}/pieces", data=piece(0, take))
    assert (answer.status_code, answer.json) == (
        422,
        {"sentence": "This recording goes on in another window. Please close this one."},
    )


def test_too_short_is_said_on_the_page_and_nothing_is_lost(
    ines: FlaskClient, cast: Cast, script: str, site_engine: Engine
) -> None:
    ines.post(f"{script}/pieces", data=piece(0, str(uuid4())))
    upload = of(site_engine, cast)
    assert upload
    answer = ines.post(f"/cohorts/{cast.here.cohort}/voices/uploads/{upload.id}/keep")
    assert answer.status_code == 422
    assert "Your recording is 0 min 1 s long" in answer.text
    assert "0:01 so far" in answer.text


@pytest.mark.parametrize(
    ("name", "body", "sentence"),
    [
        ("mine.m4a", b"\0\0\0\x20ftypM4A rest", "mine.m4a is an M4A or MP4 recording"),
        ("mine.webm", b"\x1aE\xdf\xa3 and the rest", "mine.webm is a WebM recording"),
        ("mine.wav", silence(3), "mine.wav is 0 min 3 s long"),
        ("mine.txt", b"My voice, in words.", "is not a sound file that can be read here"),
        ("", b"", "Please choose a sound file first."),
    ],
)
def test_a_file_that_cannot_serve_is_told_what_to_do(
    ines: FlaskClient, cast: Cast, script: str, site_engine: Engine, name: str, body: bytes, sentence: str
) -> None:
    answer = send(ines, script, name, body)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert of(site_engine, cast) is None


def test_a_file_is_taken_at_once_and_judged_by_the_clock(
    ines: FlaskClient, cast: Cast, script: str, site_engine: Engine
) -> None:
    """160 seconds at 32 000 bytes: five million, more than any other form may send."""
    answer = send(ines, script, "mine.wav", silence(160))
    assert answer.status_code == 302
    assert "It is being prepared" in ines.get(script).text
    assert convert_next(site_engine) == UploadState.REFUSED
    assert "mine.wav is silent. Was the right microphone chosen?" in ines.get(script).text
    again = ines.get(script, headers={"X-Fragment": "1"}).text
    assert again.lstrip().startswith('<div id="take"')
    assert 'data-state="refused"' in again


def test_a_file_that_is_too_large_is_told_so(
    ines: FlaskClient, script: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.security.LARGEST_FILE", 2_000_000)
    answer = send(ines, script, "mine.wav", silence(160))
    assert answer.status_code == 413
    assert "as FLAC or MP3 the same recording is smaller" in answer.text


def test_nobody_but_staff_may_send_anything_large(cast: Cast, signed_in_as: SignIn, script: str) -> None:
    for browser in (signed_in_as(cast.maya), signed_in_as(cast.olga)):
        answer = send(browser, script, "mine.wav", silence(160))
        assert answer.status_code == 404


def test_thrown_away_is_gone(ines: FlaskClient, cast: Cast, script: str, site_engine: Engine) -> None:
    ines.post(f"{script}/pieces", data=piece(0, str(uuid4())))
    upload = of(site_engine, cast)
    assert upload
    ines.post(f"/cohorts/{cast.here.cohort}/voices/uploads/{upload.id}/drop")
    assert of(site_engine, cast) is None
    with store.reading(site_engine) as db:
        left = db.exec(select(RecordingPiece).where(RecordingPiece.upload_id == upload.id)).all()
    assert left == []


def test_a_voice_is_taken_back_by_its_owner_and_by_the_lead_and_by_nobody_else(
    cast: Cast, signed_in_as: SignIn, site_engine: Engine
) -> None:
    path = f"/cohorts/{cast.here.cohort}/voices/{cast.here.recording}/take-back"
    assert signed_in_as(cast.maya).post(path).status_code == 404
    assert signed_in_as(cast.ines).post(path).status_code == 302
    with store.reading(site_engine) as db:
        assert db.get_one(Recording, cast.here.recording).taken_back_at is not None


def test_a_lead_takes_back_a_voice_of_her_programme(
    cast: Cast, signed_in_as: SignIn, site_engine: Engine
) -> None:
    path = f"/cohorts/{cast.here.cohort}/voices/{cast.here.recording}/take-back"
    assert signed_in_as(cast.lena).post(path).status_code == 302
    with store.reading(site_engine) as db:
        assert db.get_one(Recording, cast.here.recording).taken_back_at is not None


@pytest.mark.parametrize("address", ["affectionate-breathing/7", "no-such-practice/5", "supportive-touch/5"])
def test_what_has_no_script_of_that_length_has_no_recorder(
    ines: FlaskClient, cast: Cast, address: str
) -> None:
    assert ines.get(f"/cohorts/{cast.here.cohort}/voices/{address}").status_code == 404

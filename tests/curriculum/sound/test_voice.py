"""A recorded voice between two bells, and what is refused with which sentence."""

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from time import process_time

import numpy as np
import pytest
import soundfile

from curriculum.errors import ContentError
from curriculum.sound import voice
from tests.curriculum.sound.walker import info, walk

Speak = Callable[..., Path]
pytestmark = pytest.mark.slow


def refused(path: Path, minutes: int = 1) -> str:
    with pytest.raises(ContentError) as caught:
        voice.check(path, minutes, file="breath.mp3")
    assert caught.value.file == "breath.mp3"
    return f"{caught.value.field}: {caught.value.message}"


@pytest.mark.parametrize("name", ["voice.wav", "voice.flac", "voice.ogg", "voice.mp3"])
def test_four_kinds_of_file_are_heard_alike(speak: Speak, name: str) -> None:
    """Spoken at -30 dBFS; Vorbis and MP3 change a little of it, and MP3 may be a few frames longer."""
    found = voice.check(speak(name), 1, file=name)
    assert found.seconds == pytest.approx(40, abs=0.1)
    assert found.loudness == pytest.approx(-30, abs=1)
    assert found.heard == pytest.approx(0.75, abs=0.02), "30 of 40 seconds"


def test_bells_voice_and_silences_are_where_the_description_says(speak: Speak, tmp_path: Path) -> None:
    made = voice.convert(speak("v.wav"), tmp_path / "out.mp3", 1, bell="small", file="v.wav")
    sound, rate = soundfile.read(tmp_path / "out.mp3")

    def loudest(start: float, end: float) -> float:
        return float(np.abs(sound[round(start * rate) : round(end * rate)]).max())

    # 2 s of silence, 8 s of bell, 4 s, 40 s of voice, 4 s, 8 s of bell.
    assert list(made.bells) == [2, 58]
    assert made.begins == 14
    assert made.seconds == 66 == len(sound) / rate
    assert (rate, sound.ndim) == (24_000, 1)
    assert loudest(0, 1.97) < 0.001
    assert loudest(2, 2.2) == pytest.approx(0.285, abs=0.03)
    assert loudest(10.1, 13.9) < 0.001
    assert loudest(14.6, 15.5) > 0.1
    assert loudest(54.1, 57.9) < 0.001
    assert loudest(58, 58.2) == pytest.approx(0.285, abs=0.03)


@pytest.mark.parametrize("rms", [-42, -30, -14])
def test_soft_and_loud_voices_come_out_equally_loud_and_keep_below_the_peak(
    speak: Speak, tmp_path: Path, rms: float
) -> None:
    path = speak("v.wav", rms=rms)
    made = voice.convert(path, tmp_path / "out.mp3", 1, bell="wood", file="v.wav")
    sound, rate = soundfile.read(tmp_path / "out.mp3")
    said = sound[round((made.begins + 1) * rate) : round((made.begins + 19) * rate)]
    # Four fifths of the time are syllables: their RMS is 1 dB above that of the whole, and LAME takes 0.4 dB.
    assert 20 * np.log10(np.sqrt(np.mean(said**2))) == pytest.approx(-20.4, abs=1)
    assert np.abs(said).max() < 0.75


@pytest.mark.parametrize(("rate", "channels"), [(16_000, 1), (44_100, 2)])
def test_any_usual_sample_rate_and_stereo_will_do(
    speak: Speak, tmp_path: Path, rate: int, channels: int
) -> None:
    path = speak("v.wav", rate=rate, channels=channels)
    made = voice.convert(path, tmp_path / "out.mp3", 1, bell="wood", file="v.wav")
    assert list(made.bells) == [2, 52]


def test_a_practice_has_only_legal_frames_of_one_size_and_says_how_long_it_is(
    speak: Speak, tmp_path: Path
) -> None:
    made = voice.convert(speak("v.wav"), tmp_path / "out.mp3", 1, bell="wood", file="v.wav")
    data = (tmp_path / "out.mp3").read_bytes()
    seen = walk(data)[1:]
    said = info(data)
    assert {(frame.kbps, frame.rate, frame.size) for frame in seen} == {(48, 24_000, 144)}
    assert (said["frames"], said["bytes"], said["delay"]) == (len(seen), len(data), 576)
    assert len(seen) * 576 - said["delay"] - said["padding"] == made.seconds * 24_000
    assert made.bytes == len(data)


def test_the_same_recording_gives_the_same_bytes(speak: Speak, tmp_path: Path) -> None:
    path = speak("v.wav")
    first, second = (
        voice.convert(path, tmp_path / n, 1, bell="bowl", file="v.wav") for n in ("a.mp3", "b.mp3")
    )
    assert first.sha256 == second.sha256


def test_text_that_calls_itself_mp3_is_refused(tmp_path: Path) -> None:
    (tmp_path / "breath.mp3").write_text("Find a position that is comfortable.\n" * 100)
    assert refused(tmp_path / "breath.mp3").startswith("format: is not a sound file that can be read here.")


def test_bytes_that_only_begin_like_an_mp3_are_refused(tmp_path: Path) -> None:
    (tmp_path / "breath.mp3").write_bytes(b"\xff\xfb\x90\xc0" + b"nothing of the kind " * 500)
    assert refused(tmp_path / "breath.mp3").startswith(("format: looks like MP3", "length: "))


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "breath.mp3").touch()
    assert refused(tmp_path / "breath.mp3") == ": is empty. Please send it again."


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"\0\0\0\x1cftypM4A \0\0\0\0", "an M4A or MP4 recording"),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81", "a WebM recording"),
    ],
)
def test_what_phones_record_by_themselves_is_refused_with_what_to_do(
    tmp_path: Path, start: bytes, kind: str
) -> None:
    (tmp_path / "breath.m4a").write_bytes(start + bytes(1000))
    assert refused(tmp_path / "breath.m4a") == (
        f"format: is {kind}, which cannot be read here. "
        "Please record it on this page, or save it as WAV, FLAC, OGG or MP3 and send that."
    )


@pytest.mark.parametrize("name", ["voice.wav", "voice.flac", "voice.ogg", "voice.mp3"])
def test_a_file_whose_end_did_not_arrive_is_refused(speak: Speak, name: str) -> None:
    path = speak(name)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 9 // 10 + 7])
    found = refused(path)
    assert found.startswith("length: breaks off"), found


def test_a_tag_with_title_and_picture_before_an_mp3_is_passed_over(speak: Speak) -> None:
    path = speak("voice.mp3")
    tag = b"ID3\3\0\0" + bytes([0, 0, 2, 10]) + bytes(2 * 128 + 10)
    path.write_bytes(tag + path.read_bytes())
    assert voice.check(path, 1, file="voice.mp3").seconds == pytest.approx(40, abs=0.1)
    path.write_bytes(path.read_bytes()[:-7])
    assert refused(path).startswith("length: breaks off")


def test_a_silent_recording_is_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "v.wav", np.zeros(40 * 48_000), 48_000)
    assert refused(tmp_path / "v.wav") == "loudness: is silent. Was the right microphone chosen?"


def test_a_recording_with_a_few_seconds_of_voice_is_refused(speak: Speak, tmp_path: Path) -> None:
    sound, rate = soundfile.read(speak("v.wav"))
    sound[3 * rate :] = 0
    soundfile.write(tmp_path / "w.wav", sound, rate)
    assert refused(tmp_path / "w.wav").startswith("loudness: is silent for all but")


def test_a_very_quiet_recording_is_refused(speak: Speak) -> None:
    assert refused(speak("v.wav", rms=-50)).startswith("loudness: is very quiet.")


def test_a_recording_that_was_cut_off_at_the_top_is_refused(speak: Speak) -> None:
    assert refused(speak("v.wav", rms=-2)).startswith("loudness: is too loud and rasps.")


@pytest.mark.parametrize(
    ("minutes", "told"), [(2, "between 1 min 0 s and 3 min 12 s"), (10, "between 5 min 0 s")]
)
def test_a_recording_that_is_too_short_for_its_script_is_refused(
    speak: Speak, minutes: int, told: str
) -> None:
    found = refused(speak("v.wav"), minutes)
    assert found.startswith(
        f"length: is 0 min 40 s long, and a recording of this {minutes}-minute script needs"
    )
    assert told in found


def test_a_recording_that_is_too_long_for_its_script_is_refused(speak: Speak) -> None:
    assert refused(speak("v.wav", seconds=97, rate=16_000)).startswith("length: is 1 min 37 s long")
    voice.check(speak("v.wav", seconds=96, rate=16_000), 1, file="v.wav")


def test_a_telephone_line_is_refused(speak: Speak) -> None:
    assert refused(speak("v.wav", rate=8_000)).endswith(
        "44100 or 48000 samples a second, and this has 1 with 8000."
    )


def test_a_refused_recording_leaves_the_practice_that_is_there(speak: Speak, tmp_path: Path) -> None:
    good = tmp_path / "practice.mp3"
    voice.convert(speak("v.wav"), good, 1, bell="wood", file="v.wav")
    before = good.read_bytes()
    with pytest.raises(ContentError):
        voice.convert(speak("v.wav", rms=-50), good, 1, bell="wood", file="v.wav")
    assert good.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["practice.mp3", "v.wav"]


@pytest.mark.slow
def test_twenty_minutes_take_less_than_two_minutes_and_little_memory(speak: Speak, tmp_path: Path) -> None:
    """The samples alone are 230 MB at 48 kHz. Read in pieces, 100 are enough, scipy's own included."""
    sound, rate = soundfile.read(speak("v.wav", seconds=60))
    with soundfile.SoundFile(tmp_path / "long.wav", "w", rate, 1) as out:
        for _ in range(20):
            out.write(sound)
    began = process_time()
    tracemalloc.start()
    made = voice.convert(tmp_path / "long.wav", tmp_path / "out.mp3", 20, bell="bowl", file="long.wav")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert made.seconds == 2 + 12 + 4 + 1200 + 4 + 12
    assert process_time() - began < 120
    assert most < 100_000_000

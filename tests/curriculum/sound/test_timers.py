"""The timer files, decoded again and looked at with other means than they were made with."""

import json
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from curriculum.sound import timers
from tests.curriculum.sound.walker import info, walk

# Struck by hand: 6 seconds of silence, then the minutes. The wood block rings 2 seconds.
STRUCK = {
    "timer-3-none-bowl.mp3": [6, 186],
    "timer-3-half-small.mp3": [6, 96, 186],
    "timer-5-half-wood.mp3": [6, 156, 306],
    "timer-15-five-bowl.mp3": [6, 306, 606, 906],
    "timer-30-five-small.mp3": [6, 306, 606, 906, 1206, 1506, 1806],
    "timer-45-five-bowl.mp3": [6, 306, 606, 906, 1206, 1506, 1806, 2106, 2406, 2706],
}
RINGS = {"bowl": 12, "small": 8, "wood": 2}
FRAME = 0.048


class Heard(NamedTuple):
    """One file, decoded."""

    name: str
    sound: npt.NDArray[np.float32]
    rate: int
    ring: int
    """Seconds."""


@pytest.fixture(scope="module", params=STRUCK)
def heard(request: pytest.FixtureRequest, folder: Path) -> Heard:
    name: str = request.param
    sound, rate = soundfile.read(folder / name, dtype="float32")
    return Heard(name, sound, rate, RINGS[name.split("-")[3].removesuffix(".mp3")])


def described(folder: Path) -> dict[str, dict[str, object]]:
    found = json.loads((folder / "manifest.json").read_text())["timers"]
    return {timer["name"]: timer for timer in found}


def onsets(sound: npt.NDArray[np.float32], rate: int) -> list[float]:
    """Seconds at which sound begins after at least two seconds of nothing."""
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    first = np.flatnonzero(np.diff(loud, prepend=-10 * rate) > 2 * rate)
    return [float(loud[at] / rate) for at in first]


def test_the_bells_are_where_they_belong_and_where_the_manifest_says(heard: Heard, folder: Path) -> None:
    assert onsets(heard.sound, heard.rate) == pytest.approx(STRUCK[heard.name], abs=FRAME)
    assert described(folder)[heard.name]["bells"] == STRUCK[heard.name]


def test_between_the_bells_there_is_nothing(heard: Heard) -> None:
    rest = heard.sound.copy()
    for at in STRUCK[heard.name]:
        rest[round((at - 2 * FRAME) * heard.rate) : round((at + heard.ring + 2 * FRAME) * heard.rate)] = 0
    assert np.abs(rest).max() < 1e-4, "louder than -80 dBFS"


def test_a_file_lasts_to_the_sample_as_long_as_the_manifest_says(heard: Heard, folder: Path) -> None:
    seconds = described(folder)[heard.name]["seconds"]
    assert len(heard.sound) / heard.rate == seconds
    assert seconds == pytest.approx(STRUCK[heard.name][-1] + heard.ring, abs=3 * FRAME)


@pytest.mark.parametrize("bell", ["bowl", "small", "wood"])
def test_a_bell_at_the_lowest_bit_rate_still_sounds_as_it_was_made(folder: Path, bell: str) -> None:
    from curriculum.sound.bell import named, strike

    made = strike(named(bell), 12_000)  # type: ignore[arg-type]
    sound, rate = soundfile.read(folder / f"timer-3-none-{bell}.mp3")
    heard = sound[6 * rate : 6 * rate + len(made)]
    scale = heard @ made / (made @ made)
    rest = heard - scale * made
    assert scale == pytest.approx(0.95, abs=0.01)  # LAME leaves 5 % of room
    assert 10 * np.log10((heard @ heard) / (rest @ rest)) > 32


def test_every_frame_is_legal_and_of_one_size(folder: Path) -> None:
    for name in STRUCK:
        first, *rest = walk((folder / name).read_bytes())
        assert {(seen.kbps, seen.rate, seen.size) for seen in rest} == {(8, 12_000, 48)}
        assert (first.kbps, first.rate, first.starts_before) == (32, 12_000, 0)


def test_no_frame_takes_sound_from_the_piece_before_its_own(folder: Path) -> None:
    """Counted over the whole file from each silent frame on: what was left free since then is enough."""
    for name in STRUCK:
        data = (folder / name).read_bytes()
        free = 0
        for seen in walk(data)[1:]:
            assert seen.starts_before <= free
            is_silent = not any(data[seen.at + 4 : seen.at + seen.size])
            free = 0 if is_silent else free + seen.room


@pytest.mark.parametrize("name", STRUCK)
def test_the_first_frame_tells_how_long_the_file_is_and_where_each_percent_begins(
    folder: Path, name: str
) -> None:
    data = (folder / name).read_bytes()
    seen = walk(data)[1:]
    said = info(data)
    assert said["frames"] == len(seen)
    assert said["bytes"] == len(data)
    assert said["delay"] + 529 == 576, "a player drops exactly the first frame"
    assert said["padding"] == 529, "and nothing at the end"
    for percent in range(100):
        at = seen[len(seen) * percent // 100].at
        assert said[f"table{percent}"] == pytest.approx(at * 256 / len(data), abs=1)


def test_every_file_but_those_of_45_minutes_stays_below_two_megabytes(folder: Path) -> None:
    """8 kbps is the lowest bit rate: 2700 seconds of it are 2 700 000 bytes, whatever is done."""
    for path in folder.glob("*.mp3"):
        most = 2_720_000 if path.name.startswith("timer-45") else 2_000_000
        assert path.stat().st_size < most, path.name


def test_the_manifest_describes_every_file_and_nothing_else(folder: Path) -> None:
    there = described(folder)
    assert set(there) == {path.name for path in folder.glob("*.mp3")}
    assert len(there) == 3 * (3 * 2 + 4 * 3)
    for name, timer in there.items():
        data = (folder / name).read_bytes()
        assert timer["bytes"] == len(data)
        assert timer["sha256"] == sha256(data).hexdigest()


def test_a_second_build_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    timers.ringing.cache_clear()
    timers.build(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in folder.iterdir()
    }


def test_five_minutes_have_no_bell_every_five_and_ten_have_the_same_as_half(folder: Path) -> None:
    with_fives = {path.name.split("-")[1] for path in folder.glob("timer-*-five-*.mp3")}
    assert with_fives == {"15", "20", "30", "45"}

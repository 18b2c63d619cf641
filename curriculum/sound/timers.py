"""Timer files: a little silence, an opening bell, the minutes with or without bells between, a closing bell.

The closing bell is struck exactly `minutes` after the opening one and then rings out. A frame is 48 ms and a minute
1250 of them, so every strike falls on the beginning of a frame and files are put together from ready frames.
"""

from functools import cache
from math import ceil
from pathlib import Path
from typing import Literal

from curriculum.sound import frames, info, mp3
from curriculum.sound.bell import BELLS, BellKey, named, strike
from curriculum.sound.track import Track, fingerprint, put
from curriculum.text import Content

Middle = Literal["none", "half", "five"]

MINUTES = (3, 5, 10, 15, 20, 30, 45)
MIDDLES: tuple[Middle, ...] = ("none", "half", "five")
KIND = frames.Header(version=0, kbps=8, rate=12000, padding=0, mono=True)
"""MPEG-2.5 at 12 kHz and 8 kbps, the lowest bit rate there is; long frames leave more of it to the sound."""
A_MINUTE = 60 * KIND.rate // KIND.samples
OPENING = 125
"""Frames of silence before the opening bell: 6 seconds to put the phone down."""
BEFORE = 12
"""Frames a bell's own piece begins before its strike: what they leave free (255 bytes at most) goes to the attack."""
MANIFEST = "manifest.json"


class Timer(Track):
    """`minutes` lie between the opening and the closing bell; `middle` says which bells are struck between."""

    minutes: int
    middle: Middle


class Manifest(Content):
    """All timers of a folder, as its manifest.json holds them."""

    timers: tuple[Timer, ...]


def build(folder: Path) -> Manifest:
    """Every timer into the folder, the manifest last. The same program and encoder give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    manifest = Manifest(timers=tuple(write(folder, *choice) for choice in choices()))
    put(folder / MANIFEST, manifest.model_dump_json(indent=1).encode() + b"\n")
    return manifest


def choices() -> list[tuple[int, Middle, BellKey]]:
    """What a person can choose: every length, bell and middle that sounds different from the others."""
    return [
        (minutes, middle, bell.key)
        for minutes in MINUTES
        for middle in MIDDLES
        for bell in BELLS
        if middle != "five" or between(minutes, "five") not in ([], between(minutes, "half"))
    ]


def write(folder: Path, minutes: int, middle: Middle, bell: BellKey) -> Timer:
    """One timer as a file in the folder."""
    strikes = [OPENING + at for at in (0, *between(minutes, middle), minutes * A_MINUTE)]
    sound = lay(bell, strikes)
    # One silent frame goes before, and players drop exactly that one: every other begins where its number says.
    late = frames.DECODER_DELAY
    data = info.with_info([frames.silent(KIND), *sound], delay=KIND.samples - late, padding=late)
    name = f"timer-{minutes}-{middle}-{bell}.mp3"
    put(folder / name, data)
    return Timer(
        name=name,
        minutes=minutes,
        middle=middle,
        bell=bell,
        seconds=_seconds(len(sound)),
        bytes=len(data),
        sha256=fingerprint(data),
        bells=tuple(map(_seconds, strikes)),
    )


def between(minutes: int, middle: Middle) -> list[int]:
    """Frames from the opening bell to each bell before the closing one."""
    if middle == "half":
        return [minutes * A_MINUTE // 2]
    return [five * A_MINUTE for five in range(5, minutes, 5)] if middle == "five" else []


def lay(bell: BellKey, strikes: list[int]) -> list[bytes]:
    """The frames of a file with one bell struck at the beginning of each of these frames, silent elsewhere."""
    piece = ringing(bell)
    sound = [frames.silent(KIND)] * (strikes[-1] - BEFORE + len(piece))
    for at in strikes:
        sound[at - BEFORE : at - BEFORE + len(piece)] = piece
    return sound


@cache
def ringing(bell: BellKey) -> tuple[bytes, ...]:
    """One strike as frames that may be put anywhere; it is heard from frame BEFORE on. ValueError when they may not."""
    ring = strike(named(bell), KIND.rate)
    length = BEFORE + ceil(len(ring) / KIND.samples)
    quiet = mp3.silence(BEFORE * KIND.samples - frames.ENCODER_DELAY - frames.DECODER_DELAY)
    found = mp3.encode(mp3.joined(quiet, ring, mp3.silence(4 * KIND.samples)), KIND)[: length + 2]
    if not frames.stands_alone(found):
        raise ValueError(f"the frames of the bell {bell} need what stood before them")
    return tuple(found)


def _seconds(count: int) -> float:
    return count * KIND.samples / KIND.rate

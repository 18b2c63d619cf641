"""A recording as it comes in: what kind it is by its first bytes, whether all of it is there, and its samples.

Only four kinds are handed to libsndfile, which could read dozens; what nobody needs, no strange file can reach.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import soundfile

from curriculum.errors import ContentError
from curriculum.sound import frames
from curriculum.sound.bell import Samples

MAKE_IT = "Please save or export it as WAV, FLAC, OGG or MP3 and send that."
HERE_OR = "Please record it on this page, or save it as WAV, FLAC, OGG or MP3 and send that."
RATES = (16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 88_200, 96_000, 192_000)
"""Samples a second, what recorders use. Below, a voice loses its consonants; between, block sizes would not meet."""


def opened(path: Path, file: str) -> soundfile.SoundFile:
    """The recording, ready to read. ContentError with `file` as its name when it is not sound, or not whole."""
    kind = _kind(path, file)
    if not WHOLE[kind](path):
        raise ContentError(
            file, "length", "breaks off: its end did not arrive. Please send the whole file again."
        )
    try:
        sound = soundfile.SoundFile(path)
    except soundfile.LibsndfileError:
        raise ContentError(
            file, "format", f"looks like {kind} and cannot be read as sound. {MAKE_IT}"
        ) from None
    if sound.samplerate not in RATES or sound.channels > 2:
        sound.close()
        found = f"{sound.channels} with {sound.samplerate}"
        raise ContentError(
            file,
            "format",
            f"needs one or two channels with 44100 or 48000 samples a second, and this has {found}.",
        )
    return sound


def blocks(sound: soundfile.SoundFile, size: int, file: str) -> Iterator[Samples]:
    """The recording from its beginning as one channel, `size` samples at a time. ContentError when it breaks off."""
    sound.seek(0)
    read = 0
    while read < sound.frames:
        try:
            block = sound.read(size, dtype="float32", always_2d=True)
        except soundfile.LibsndfileError:
            block = np.zeros((0, 1), np.float32)
        if not len(block):
            at = f"{read // sound.samplerate // 60} min {read // sound.samplerate % 60} s"
            raise ContentError(file, "length", f"breaks off or is damaged after {at}. Please send it again.")
        read += len(block)
        yield block.mean(axis=1, dtype=np.float32)


def _kind(path: Path, file: str) -> str:
    with path.open("rb") as opened_file:
        start = opened_file.read(12)
    if not start:
        raise ContentError(file, "", "is empty. Please send it again.")
    if start[4:8] == b"ftyp":
        raise ContentError(
            file, "format", f"is an M4A or MP4 recording, which cannot be read here. {HERE_OR}"
        )
    if start[:4] == b"\x1aE\xdf\xa3":
        raise ContentError(file, "format", f"is a WebM recording, which cannot be read here. {HERE_OR}")
    if start[:4] == b"RIFF" and start[8:] == b"WAVE":
        return "WAV"
    known = {b"fLaC": "FLAC", b"OggS": "OGG"}.get(start[:4])
    if known or start[:3] == b"ID3" or start[:1] == b"\xff":
        return known or "MP3"
    raise ContentError(file, "format", f"is not a sound file that can be read here. {MAKE_IT}")


def _whole_wav(path: Path) -> bool:
    """The file is as long as it says. A recorder that could not go back leaves 0 or the highest number there."""
    with path.open("rb") as file:
        declared = int.from_bytes(file.read(8)[4:], "little")
    return declared in (0, 0xFFFFFFFF) or path.stat().st_size >= declared + 8


def _whole_ogg(path: Path) -> bool:
    """Its last page is marked as the last one (RFC 3533, section 6: flag 4 in the sixth byte)."""
    last = _tail(path, 65_536)
    at = last.rfind(b"OggS")
    return 0 <= at < len(last) - 5 and last[at + 5] & 4 != 0


def _whole_mp3(path: Path) -> bool:
    """Its last frame is complete. Frames that cannot be followed are left to the decoder to judge."""
    data = path.read_bytes()
    at = _after_id3(data)
    try:
        while at < len(data):
            at += frames.read(data, at).length
    except frames.NotAFrame:
        return True
    return at == len(data)


def _after_id3(data: bytes) -> int:
    """Where the sound begins: an ID3v2 tag says its length in four times seven bits."""
    if data[:3] != b"ID3":
        return 0
    return 10 + sum(byte << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=True))


def _tail(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - size))
        return file.read()


WHOLE: dict[str, Callable[[Path], bool]] = {
    "WAV": _whole_wav,
    "FLAC": lambda path: True,  # says how many samples it has, which reading them shows
    "OGG": _whole_ogg,
    "MP3": _whole_mp3,
}

"""A recorded voice: checked, brought to the usual loudness, and laid between two bells.

Two passes over the recording, a piece at a time: the first listens, the second writes. `check` alone answers whoever
has just sent a file; `convert` checks again and then writes, so nothing that was refused is ever converted.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import soundfile

from curriculum.errors import ContentError
from curriculum.sound import frames, info, levels, mp3, recording, resample
from curriculum.sound.bell import BellKey, Samples, named, strike
from curriculum.sound.track import Track, fingerprint, put

KIND = frames.Header(version=2, kbps=48, rate=24000, padding=0, mono=True)
"""MPEG-2 at 24 kHz and 48 kbps: a voice keeps everything up to 10 kHz; 20 minutes are 7 MB."""
OPENING, AFTER_BELL, BEFORE_BELL = 2, 4, 4
"""Seconds of silence: before the opening bell, between it and the voice, between the voice and the closing bell."""
FADE = 0.5
"""Seconds over which the recording's own room comes and goes."""
BLOCK = 20
"""Seconds read at a time, 50 pieces of 400 ms; stereo at 48 kHz is 8 MB."""
SHORTEST, LONGEST = 0.5, 1.6
"""Times the script's minutes. People read at 0.7 to 1.4 times a common pace; beyond these it is another script."""
SOFTEST = -45.0
"""dBFS RMS: 25 dB below the target, and a phone's own noise would be lifted into hearing with the voice."""
LEAST_HEARD = 0.1
"""Part of the recording in which something is heard: a script has long pauses, and words between them."""
MOST_CLIPPED = 0.001
"""Part of all samples at full scale. One sample in a thousand is already a rasping in each loud word."""


class Voice(Track):
    """A practice ready to hear; its script's first second is `begins` seconds into the file."""

    begins: float


def check(path: Path, minutes: int, *, file: str) -> levels.Levels:
    """How the recording of a script of `minutes` sounds. ContentError, naming it `file`, when it cannot serve."""
    with recording.opened(path, file) as sound:
        check_length(sound.frames / sound.samplerate, minutes, file)
        found = levels.measured(recording.blocks(sound, BLOCK * sound.samplerate, file), sound.samplerate)
    _loudness(found, file)
    return found


def look(path: Path, minutes: int, *, file: str) -> None:
    """What can be said at once, without listening to it: its kind, that all of it is there, and its length."""
    with recording.opened(path, file) as sound:
        check_length(sound.frames / sound.samplerate, minutes, file)


def convert(path: Path, into: Path, minutes: int, *, bell: BellKey, file: str) -> Voice:
    """The recording as a finished MP3 at `into`, whole or not at all. ContentError as from check."""
    found = check(path, minutes, file=file)
    ring = strike(named(bell), KIND.rate)
    with TemporaryDirectory() as folder, recording.opened(path, file) as sound:
        raw = Path(folder) / "voice.mp3"
        with mp3.writer(raw, KIND) as out:
            begins, closes = _lay(out, ring, _spoken(sound, levels.gain(found.loudness), file))
        data = _finished(mp3.sound_frames(raw.read_bytes(), KIND), closes + len(ring))
    put(into, data)
    return Voice(
        name=into.name,
        seconds=(closes + len(ring)) / KIND.rate,
        bytes=len(data),
        sha256=fingerprint(data),
        bell=bell,
        bells=(OPENING, closes / KIND.rate),
        begins=begins / KIND.rate,
    )


def struck_once(path: Path, bell: BellKey) -> None:
    """One strike as a file of its own, to be pressed in a room."""
    ring = strike(named(bell), KIND.rate)
    put(path, _finished(mp3.encode(mp3.joined(ring, mp3.silence(2 * KIND.samples)), KIND), len(ring)))


def _lay(out: soundfile.SoundFile, ring: Samples, voice: Iterable[Samples]) -> tuple[int, int]:
    """Bell, voice, bell. Returns the samples before the voice and before the closing bell."""
    opening = mp3.joined(_quiet(OPENING), ring, _quiet(AFTER_BELL))
    out.write(opening)
    closes = len(opening)
    for block in voice:
        out.write(block)
        closes += len(block)
    out.write(mp3.joined(_quiet(BEFORE_BELL), ring))
    return len(opening), closes + BEFORE_BELL * KIND.rate


def _finished(sound: list[bytes], samples: int) -> bytes:
    """The file as players read it; what the encoder put before and after our samples is dropped by them."""
    delay = frames.ENCODER_DELAY
    return info.with_info(sound, delay, padding=len(sound) * KIND.samples - delay - samples)


def _spoken(sound: soundfile.SoundFile, gain: float, file: str) -> Iterator[Samples]:
    """The recording at our rate and loudness, coming out of silence and going back into it."""
    read = recording.blocks(sound, BLOCK * sound.samplerate, file)
    louder = (levels.adjusted(block, gain) for block in resample.resampled(read, sound.samplerate, KIND.rate))
    return _faded(louder, round(FADE * KIND.rate))


def _faded(blocks: Iterable[Samples], length: int) -> Iterator[Samples]:
    """The last `length` samples are always held back, so that the end can be faded whichever block it falls into."""
    rise = np.sin(np.linspace(0, np.pi / 2, length, dtype=np.float32)) ** 2
    held = np.zeros(0, np.float32)
    first = True
    for block in blocks:
        held = mp3.joined(held, block)
        if first and len(held) >= length:
            held[:length] *= rise
            first = False
        yield held[:-length]
        held = held[-length:]
    yield held * rise[::-1][-len(held) :]


def _quiet(seconds: int) -> Samples:
    return mp3.silence(seconds * KIND.rate)


def check_length(seconds: float, minutes: int, file: str) -> None:
    """ContentError when it is too short or too long to be this script."""
    if not SHORTEST * minutes * 60 <= seconds <= LONGEST * minutes * 60:
        raise ContentError(
            file,
            "length",
            f"is {_told(seconds)} long, and a recording of this {minutes}-minute script needs between "
            f"{_told(SHORTEST * minutes * 60)} and {_told(LONGEST * minutes * 60)}.",
        )


def _loudness(found: levels.Levels, file: str) -> None:
    if found.heard == 0:
        raise ContentError(file, "loudness", "is silent. Was the right microphone chosen?")
    if found.heard < LEAST_HEARD:
        raise ContentError(file, "loudness", f"is silent for all but {found.heard:.0%} of its length.")
    if found.loudness < SOFTEST:
        raise ContentError(file, "loudness", "is very quiet. Please record again, nearer to the microphone.")
    if found.clipped > MOST_CLIPPED:
        raise ContentError(
            file,
            "loudness",
            "is too loud and rasps. Please record again, a little further from the microphone.",
        )


def _told(seconds: float) -> str:
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"

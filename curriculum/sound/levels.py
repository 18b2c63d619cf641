"""How loud a recording is, and the gentle push that brings every voice to about the same loudness.

The target is what a large publisher of audiobooks asks of spoken voice: RMS between -23 and -18 dBFS, no peak above -3
(ACX audio submission requirements). Pauses must not count, so loudness is taken as in ITU-R BS.1770-5: from 400 ms
pieces above a fixed gate, then from those no more than 10 dB below the mean of these. Without its weighting of
frequencies and overlap: one voice, close to a microphone, is measured well enough without.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from curriculum.sound.bell import Samples

PIECE = 0.4
"""Seconds of sound of which one level is taken."""
TARGET = -20.0
"""dBFS RMS; in the middle of what the source above asks for."""
PEAK, KNEE = 0.708, 0.5
"""Full scale is 1: -3 dBFS is never passed, and from -6 dBFS on what is above is bent towards it."""
HEARD = -55.0
"""dBFS RMS above which a piece counts as sound. A quiet room through a phone lies near -60 (same source)."""
AT_THE_TOP = 0.99
"""A sample this near full scale was probably cut off there."""


@dataclass(frozen=True)
class Levels:
    """`loudness` in dBFS RMS, -inf for silence; `heard` and `clipped` as parts of the whole between 0 and 1."""

    seconds: float
    loudness: float
    heard: float
    clipped: float


def measured(blocks: Iterable[Samples], rate: int) -> Levels:
    """One pass over the sound. Blocks hold whole pieces of 400 ms, except for the last one."""
    powers: list[npt.NDArray[np.float64]] = []
    samples = clipped = 0
    for block in blocks:
        samples += len(block)
        clipped += int(np.count_nonzero(np.abs(block) >= AT_THE_TOP))
        powers.append(_powers(block, round(PIECE * rate)))
    power = np.concatenate([np.zeros(0), *powers])
    heard = power[power > _power(HEARD)]
    return Levels(
        seconds=samples / rate,
        loudness=_gated(heard),
        heard=len(heard) / max(1, len(power)),
        clipped=clipped / max(1, samples),
    )


def adjusted(samples: Samples, gain: float) -> Samples:
    """Louder or softer by a factor, and bent smoothly below PEAK where that would be too much."""
    louder = samples * np.float32(gain)
    size = np.abs(louder)
    room = PEAK - KNEE
    bent = np.where(size <= KNEE, size, KNEE + room * np.tanh((size - KNEE) / room))
    held: Samples = np.copysign(bent, louder).astype(np.float32)
    return held


def gain(loudness: float) -> float:
    """The factor that takes this loudness to the target."""
    return float(10 ** ((TARGET - loudness) / 20))


def _powers(block: Samples, piece: int) -> npt.NDArray[np.float64]:
    """The mean square of each whole piece; what is left over at the end is too short to matter."""
    whole = block[: len(block) // piece * piece].reshape(-1, piece)
    powers: npt.NDArray[np.float64] = np.mean(np.square(whole, dtype=np.float64), axis=1)
    return powers


def _gated(power: npt.NDArray[np.float64]) -> float:
    if not len(power):
        return -np.inf
    loud = power[power >= power.mean() / 10]
    return float(10 * np.log10(loud.mean()))


def _power(level: float) -> float:
    return float(10 ** (level / 10))

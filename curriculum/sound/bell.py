"""Three bells, synthesised from a handful of decaying partials. Nobody's recording is in here."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
BellKey = Literal["bowl", "small", "wood"]

PEAK = 0.3
"""Full scale is 1. About -10 dBFS: a bell is noticed beside a voice at -20 dBFS and startles nobody."""
RISE = 0.08
"""Seconds until a bell is at its loudest, so that no sound comes as a surprise."""
FALL = 1.5
"""Seconds over which the last of the ring is drawn down to true silence."""


@dataclass(frozen=True)
class Partial:
    """One decaying sine: `ratio` to the bell's pitch, `loudness` beside the first, `decay` in seconds to 1/e."""

    ratio: float
    loudness: float
    decay: float


@dataclass(frozen=True)
class Bell:
    """`hertz` is the pitch, `seconds` how long it rings."""

    key: BellKey
    name: str
    hertz: float
    seconds: float
    partials: tuple[Partial, ...]


# Ratios of a thin ring, n(n^2-1)/sqrt(n^2+1) for n = 2, 3, 4, 5 over n = 2: 1, 2.83, 5.42, 8.77 (Rayleigh, The Theory
# of Sound, section 233); of a free bar: 1, 2.76, 5.40 (section 174). Ours lie near them, chosen for how they sit
# together; a pair close to 1 beats slowly, as a bowl that is not quite round does. All stay below 4 kHz, where 8 kbps
# still carries them.
BELLS = (
    Bell(
        "bowl",
        "Singing bowl",
        hertz=196,
        seconds=12,
        partials=(
            Partial(1, 1, 4.5),
            Partial(1.0045, 0.6, 4.0),
            Partial(2.76, 0.55, 2.5),
            Partial(5.2, 0.25, 1.3),
            Partial(8.1, 0.08, 0.7),
        ),
    ),
    Bell(
        "small",
        "Small bell",
        hertz=740,
        seconds=8,
        partials=(
            Partial(1, 1, 2.4),
            Partial(1.004, 0.4, 2.1),
            Partial(2.71, 0.3, 0.9),
            Partial(4.5, 0.06, 0.4),
        ),
    ),
    Bell(
        "wood",
        "Wood block",
        hertz=420,
        seconds=2,
        partials=(Partial(1, 1, 0.18), Partial(2.756, 0.5, 0.09), Partial(5.404, 0.2, 0.05)),
    ),
)


def named(key: BellKey) -> Bell:
    return next(bell for bell in BELLS if bell.key == key)


def strike(bell: Bell, rate: int) -> Samples:
    """One strike, mono, at `rate` samples a second: PEAK at its loudest, from silence and back into silence."""
    time = np.arange(round(bell.seconds * rate)) / rate
    ring = sum((_sine(partial, bell.hertz, time) for partial in bell.partials), np.zeros_like(time))
    ring *= _eased(time / RISE) * _eased((bell.seconds - time) / min(FALL, bell.seconds / 2))
    scaled: Samples = (PEAK * ring / np.abs(ring).max()).astype(np.float32)
    return scaled


def _sine(partial: Partial, hertz: float, time: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    decayed: npt.NDArray[np.float64] = partial.loudness * np.exp(-time / partial.decay)
    return decayed * np.sin(2 * np.pi * hertz * partial.ratio * time)


def _eased(part: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """From 0 to 1 along a sine squared, and 1 from there on: no corner that could be heard as a click."""
    eased: npt.NDArray[np.float64] = np.sin(np.clip(part, 0, 1) * np.pi / 2) ** 2
    return eased

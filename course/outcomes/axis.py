"""A straight scale from values to a drawing, with ticks at round numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log10

from course.outcomes.figures import plain

ROUND_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Tick:
    at: float
    value: float
    label: str


@dataclass(frozen=True)
class Axis:
    """`low` and `high` are drawn at `start` and `end`, in units of the viewBox; `start` may be the larger."""

    low: float
    high: float
    start: float
    end: float
    step: float

    @classmethod
    def over(
        cls, values: Iterable[float], *, start: float, end: float, about: int = 5, whole: bool = False
    ) -> Axis:
        """An axis that holds all values, ends on ticks and has roughly `about` steps.

        `whole`: the values count something, so every tick is a whole number.
        """
        held = list(values)
        low, high = min(held), max(held)
        if low == high:
            low, high = low - 0.5, high + 0.5
        step = round_step((high - low) / about)
        if whole:
            step = float(ceil(step))
        return cls(floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step, start, end, step)

    def at(self, value: float) -> float:
        """Where `value` is drawn, to a tenth of a unit; beyond an end of the axis, at that end."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + (self.end - self.start) * min(max(share, 0.0), 1.0), 1)

    @property
    def ticks(self) -> tuple[Tick, ...]:
        decimals = _decimals(self.step)
        values = (self.low + i * self.step for i in range(round((self.high - self.low) / self.step) + 1))
        return tuple(Tick(self.at(value), value, _label(value, decimals)) for value in values)


def round_step(least: float) -> float:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that is at least `least` (above zero)."""
    power = 10.0 ** floor(log10(least))
    return next(power * step for step in ROUND_STEPS if power * step >= least * (1 - 1e-9))


def _label(value: float, decimals: int) -> str:
    return plain(value, decimals if abs(value) > 1e-9 else 0)


def _decimals(step: float) -> int:
    """Decimals that write every multiple of `step` exactly: 0.25 needs two, 5 none."""
    return next((places for places in range(10) if abs(round(step, places) - step) < step * 1e-6), 9)

"""What the formulas need to know of people with two scores: how many, means, sums of squares. No score of anybody.

A change is later minus before. Sums of squares are around the means of the same people, so that nothing is lost to
rounding. Two sets of people that do not overlap are put together by `together` (Chan, Golub and LeVeque 1979).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the clock reads rows of figures and works nothing out: it holds no arithmetic
    from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Moments:
    """Of `n` people: mean `before` and `change`, their sums of squares and of products. All 0 for nobody."""

    n: int = 0
    before: float = 0.0
    change: float = 0.0
    ss_before: float = 0.0
    ss_change: float = 0.0
    products: float = 0.0

    @classmethod
    def of(cls, before: ArrayLike, later: ArrayLike) -> Moments:
        import numpy as np

        first = np.asarray(before, dtype=np.float64)
        if not len(first):
            return cls()
        change = np.asarray(later, dtype=np.float64) - first
        b, c = first - first.mean(), change - change.mean()
        return cls(
            len(first), float(first.mean()), float(change.mean()), float(b @ b), float(c @ c), float(b @ c)
        )

    def __add__(self, other: Moments) -> Moments:
        n = self.n + other.n
        if not n:
            return self
        share = other.n / n
        b, c = other.before - self.before, other.change - self.change
        crossed = self.n * share
        return Moments(
            n,
            self.before + b * share,
            self.change + c * share,
            self.ss_before + other.ss_before + b * b * crossed,
            self.ss_change + other.ss_change + c * c * crossed,
            self.products + other.products + b * c * crossed,
        )


def together(parts: Iterable[Moments]) -> Moments:
    return reduce(Moments.__add__, parts, Moments())

"""Two groups of different people: the standardised difference of their means."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from course.statistics.effects import ROUNDING, hedges_j
from course.statistics.noncentral import noncentralities

Interval = tuple[float, float]


@dataclass(frozen=True)
class Group:
    """What a formula needs to know of one group: how many, their mean and their standard deviation (n - 1)."""

    n: int
    mean: float
    sd: float

    @classmethod
    def of(cls, scores: ArrayLike) -> Group:
        """ValueError for fewer than two people or a score that is not a number."""
        x = np.asarray(scores, dtype=np.float64)
        if x.ndim != 1 or len(x) < 2 or not np.isfinite(x).all():
            raise ValueError("a group needs the scores of two people or more, all of them numbers")
        squares = float(np.sum((x - x.mean()) ** 2))
        return cls(
            len(x),
            float(x.mean()),
            sqrt(squares / (len(x) - 1)) if squares > ROUNDING * float(x @ x) else 0.0,
        )


@dataclass(frozen=True)
class Apart:
    """`one` minus `other`. A figure is None where nobody's score differs (Hedges and Olkin 1985)."""

    one: Group
    other: Group

    @property
    def df(self) -> int:
        return self.one.n + self.other.n - 2

    @property
    def sd_pooled(self) -> float:
        """sqrt(((n1 - 1) s1^2 + (n2 - 1) s2^2) / (n1 + n2 - 2))."""
        squares = (self.one.n - 1) * self.one.sd**2 + (self.other.n - 1) * self.other.sd**2
        return sqrt(squares / self.df)

    @property
    def d(self) -> float | None:
        """(mean 1 - mean 2) / pooled sd."""
        return (self.one.mean - self.other.mean) / self.sd_pooled if self.sd_pooled else None

    @property
    def t(self) -> float | None:
        """d / sqrt(1/n1 + 1/n2), on n1 + n2 - 2 degrees of freedom."""
        return None if self.d is None else self.d / self._unit

    @property
    def j(self) -> float:
        """The exact small-sample correction for n1 + n2 - 2 degrees of freedom (Hedges 1981)."""
        return float(hedges_j(self.df))

    @property
    def g(self) -> float | None:
        """J d (Hedges 1981)."""
        return None if self.d is None else self.j * self.d

    @property
    def g_variance(self) -> float | None:
        """1/n1 + 1/n2 + g^2 / (2 (n1 + n2)), as metafor has it."""
        return None if self.g is None else self._unit**2 + self.g**2 / (2 * (self.one.n + self.other.n))

    @property
    def glass(self) -> float | None:
        """(mean 1 - mean 2) / sd of the second group (Glass 1976)."""
        return (self.one.mean - self.other.mean) / self.other.sd if self.other.sd else None

    def d_interval(self, *, level: float = 0.95) -> Interval | None:
        """Exact: the noncentralities that t allows, times sqrt(1/n1 + 1/n2) (Cumming and Finch 2001)."""
        if self.t is None:
            return None
        low, high = noncentralities(self.t, self.df, level=level)
        return low * self._unit, high * self._unit

    @property
    def _unit(self) -> float:
        return sqrt(1 / self.one.n + 1 / self.other.n)

"""One group, before and after: every standardised change that is in use, each under its own name.

They answer different questions and differ a lot (on one sample 1.95 and 1.18), so a page names the one it shows
and never sets it beside another. Sources: Lakens 2013, Front Psychol 4:863; Cumming 2012, Understanding the
New Statistics, ch. 11; Becker 1988, BJMSP 41:257-278; Borenstein et al. 2009, Introduction to Meta-Analysis,
ch. 4; Hedges 1981, JES 6:107-128; Cumming and Finch 2001, EPM 61:532-574.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.statistics.effects import ROUNDING, hedges_j
from course.statistics.noncentral import noncentralities
from course.statistics.quantiles import Z95, t_quantile, t_two_sided

Interval = tuple[float, float]


@dataclass(frozen=True)
class Paired:
    """`before` and `after` of the same people in the same order, two people or more.

    A figure is None where it is not defined: nobody's change differs, nobody's first score differs, or two
    people are too few for it. `J` needs three.
    """

    before: NDArray[np.float64]
    after: NDArray[np.float64]

    @classmethod
    def of(cls, before: ArrayLike, after: ArrayLike) -> Paired:
        """ValueError for fewer than two pairs, unequal lengths, or a score that is not a number."""
        first, second = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
        if first.ndim != 1 or first.shape != second.shape or len(first) < 2:
            raise ValueError("a paired change needs a score before and one after, from two people or more")
        if not (np.isfinite(first).all() and np.isfinite(second).all()):
            raise ValueError("a paired change needs scores that are numbers")
        return cls(first, second)

    @property
    def n(self) -> int:
        return len(self.before)

    @property
    def df(self) -> int:
        return self.n - 1

    @cached_property
    def mean(self) -> float:
        return float((self.after - self.before).mean())

    @cached_property
    def sd_before(self) -> float:
        return _sd(self.before, self.before)

    @cached_property
    def sd_after(self) -> float:
        return _sd(self.after, self.after)

    @cached_property
    def sd(self) -> float:
        """Of the changes."""
        return _sd(self.after - self.before, np.concatenate([self.before, self.after]))

    @cached_property
    def r(self) -> float | None:
        """Pearson's correlation of before with after."""
        if not (self.sd_before and self.sd_after):
            return None
        return float(np.clip(np.corrcoef(self.before, self.after)[0, 1], -1, 1))

    @property
    def t(self) -> float | None:
        """mean / (sd / sqrt(n)), on n - 1 degrees of freedom (Student 1908)."""
        return _over(self.mean * sqrt(self.n), self.sd)

    @property
    def p(self) -> float | None:
        return None if self.t is None else t_two_sided(self.t, self.df)

    def interval(self, *, level: float = 0.95) -> Interval:
        """Of the mean change, in points of the measure."""
        half = float(t_quantile(0.5 + level / 2, self.df)) * self.sd / sqrt(self.n)
        return self.mean - half, self.mean + half

    @property
    def j(self) -> float | None:
        """The exact small-sample correction for n - 1 degrees of freedom (Hedges 1981)."""
        return float(hedges_j(self.df)) if self.df > 1 else None

    @property
    def d_z(self) -> float | None:
        """mean / sd of the changes. Never to be set beside a difference between groups."""
        return _over(self.mean, self.sd)

    @property
    def d_av(self) -> float | None:
        """mean / sqrt((sd before^2 + sd after^2) / 2) (Cumming 2012)."""
        return _over(self.mean, sqrt((self.sd_before**2 + self.sd_after**2) / 2))

    @property
    def d_av_by_mean_sd(self) -> float | None:
        """mean / ((sd before + sd after) / 2), as Lakens 2013 prints it."""
        return _over(self.mean, (self.sd_before + self.sd_after) / 2)

    @property
    def d_rm(self) -> float | None:
        """d_z sqrt(2 (1 - r)) (Borenstein 2009, 4.27)."""
        return None if self.d_z is None or self.r is None else self.d_z * sqrt(2 * (1 - self.r))

    @property
    def d_pre(self) -> float | None:
        """mean / sd before (Becker 1988)."""
        return _over(self.mean, self.sd_before)

    @property
    def d_z_se(self) -> float | None:
        """For large samples: sqrt(1/n + d_z^2 / (2n))."""
        return None if self.d_z is None else sqrt(1 / self.n + self.d_z**2 / (2 * self.n))

    @property
    def d_z_large_sample_interval(self) -> Interval | None:
        if self.d_z is None or self.d_z_se is None:
            return None
        return self.d_z - Z95 * self.d_z_se, self.d_z + Z95 * self.d_z_se

    def d_z_interval(self, *, level: float = 0.95) -> Interval | None:
        """Exact: the noncentralities that t allows, divided by sqrt(n) (Cumming and Finch 2001)."""
        if self.t is None:
            return None
        low, high = noncentralities(self.t, self.df, level=level)
        return low / sqrt(self.n), high / sqrt(self.n)

    @property
    def d_rm_variance(self) -> float | None:
        """(1/n + d_rm^2 / (2n)) 2 (1 - r) (Borenstein 2009, 4.28)."""
        if self.d_rm is None or self.r is None:
            return None
        return (1 / self.n + self.d_rm**2 / (2 * self.n)) * 2 * (1 - self.r)

    @property
    def g_z(self) -> float | None:
        """J d_z, which is also metafor's SMCC."""
        return _corrected(self.d_z, self.j)

    @property
    def g_av(self) -> float | None:
        return _corrected(self.d_av, self.j)

    @property
    def g_rm(self) -> float | None:
        return _corrected(self.d_rm, self.j)

    @property
    def smcr(self) -> float | None:
        """J d_pre: the standardised mean change that pages show (Becker 1988)."""
        return _corrected(self.d_pre, self.j)

    @property
    def smcr_variance(self) -> float | None:
        """2 (1 - r) / n + SMCR^2 / (2n), as metafor has it. Without a correlation there is none."""
        if self.smcr is None or self.r is None:
            return None
        return 2 * (1 - self.r) / self.n + self.smcr**2 / (2 * self.n)

    @property
    def smcc_variance(self) -> float | None:
        """1/n + SMCC^2 / (2n), as metafor has it."""
        return None if self.g_z is None else 1 / self.n + self.g_z**2 / (2 * self.n)


def _sd(values: NDArray[np.float64], beside: NDArray[np.float64]) -> float:
    """With n - 1; exactly 0 when they differ by no more than what rounding leaves of the numbers `beside` them."""
    squares = float(np.sum((values - values.mean()) ** 2))
    return sqrt(squares / (len(values) - 1)) if squares > ROUNDING * float(beside @ beside) else 0.0


def _over(difference: float, spread: float) -> float | None:
    return difference / spread if spread else None


def _corrected(d: float | None, j: float | None) -> float | None:
    return None if d is None or j is None else j * d

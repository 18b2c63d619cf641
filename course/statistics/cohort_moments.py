"""Moments of many cohorts side by side, and what the formulas of a comparison make of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from course.statistics.effects import MeanChange, Standardised, hedges_j
from course.statistics.moments import Moments
from course.statistics.quantiles import Z95, t_quantile

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class CohortMoments:
    """Of many cohorts at once, an array entry for each; every cohort has somebody."""

    n: NDArray[np.intp]
    before: Numbers
    change: Numbers
    ss_before: Numbers
    ss_change: Numbers
    products: Numbers

    @classmethod
    def of(cls, cohorts: Sequence[Moments]) -> CohortMoments:
        columns = zip(
            *((c.n, c.before, c.change, c.ss_before, c.ss_change, c.products) for c in cohorts), strict=True
        )
        n, *rest = [np.array(column) for column in columns] if cohorts else [np.empty(0)] * 6
        return cls(n.astype(np.intp), *(column.astype(np.float64) for column in rest))

    @cached_property
    def people(self) -> int:
        return int(self.n.sum())

    @cached_property
    def df(self) -> int:
        """Degrees of freedom inside cohorts."""
        return self.people - len(self.n)

    @cached_property
    def sd_before(self) -> float:
        """Of first scores inside cohorts, all cohorts together: sqrt(sum of squares / (N - k)); 0 for nobody."""
        return float(np.sqrt(self.ss_before.sum() / self.df)) if self.df else 0.0

    @cached_property
    def sd_change(self) -> float:
        """Of one person's change inside cohorts; 0, whatever rounding says, when everybody changed alike."""
        if not self.df:
            return 0.0
        size = float(self.n @ (self.before**2 + self.change**2))
        squares = float(self.ss_change.sum())
        return float(np.sqrt(squares / self.df)) if squares > 1e-24 * size else 0.0

    @cached_property
    def r(self) -> Numbers:
        """Pearson's correlation of before with later inside each cohort; NaN when either does not vary."""
        later = self.ss_before + 2 * self.products + self.ss_change
        with np.errstate(invalid="ignore", divide="ignore"):
            r = (self.ss_before + self.products) / np.sqrt(self.ss_before * later)
        return np.asarray(np.clip(r, -1.0, 1.0))


def mean_change(cohorts: CohortMoments, *, level: float = 0.95) -> MeanChange:
    """Mean change with its one-sample t interval, mean ± t(n-1) sd/sqrt(n) (Student 1908); NaN for one person."""
    n = cohorts.n
    with np.errstate(invalid="ignore", divide="ignore"):
        sd = np.where(n > 1, np.sqrt(cohorts.ss_change / (n - 1)), np.nan)
        half = t_quantile(0.5 + level / 2, n - 1) * sd / np.sqrt(n)
    return MeanChange(n, cohorts.change, sd, cohorts.change - half, cohorts.change + half)


def smcr(cohorts: CohortMoments) -> Standardised:
    """g = J(n-1) mean change / sd before; variance 2(1-r)/n + g^2/(2n); interval g ± 1.96 sqrt(variance).

    Becker 1988, as metafor's "SMCR" has it. NaN where nobody's first score differs or n is below 3.
    """
    n, r = cohorts.n.astype(np.float64), cohorts.r
    with np.errstate(invalid="ignore", divide="ignore"):
        sd = np.sqrt(cohorts.ss_before / (n - 1))
        d = np.where((cohorts.n > 2) & (sd > 0), cohorts.change / sd, np.nan)
        g = hedges_j(np.maximum(n - 1, 2)) * d
        variance = 2 * (1 - r) / n + g**2 / (2 * n)
    half = Z95 * np.sqrt(variance)
    return Standardised(g, variance, g - half, g + half, r)

"""How much each cohort changed: the plain mean change first, then the standardised one.

All functions work on every cohort at once. Scores are in the measure's own points; a change is after minus
before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.statistics.quantiles import Z95, log_gamma, t_quantile

Numbers = NDArray[np.float64]
Pair = tuple[float, float]

ROUNDING = 1e-24
"""Squares smaller than this share of all squares are what arithmetic leaves over, and no spread."""


@dataclass(frozen=True)
class Groups:
    """People's scores, laid end to end; `owner[i]` is the index of the cohort that person i belongs to."""

    owner: NDArray[np.intp]
    before: Numbers
    after: Numbers
    n: NDArray[np.intp]

    @classmethod
    def of(cls, cohorts: Sequence[Sequence[Pair]]) -> Groups:
        n = np.fromiter(map(len, cohorts), dtype=np.intp, count=len(cohorts))
        flat = chain.from_iterable(chain.from_iterable(cohorts))
        scores = np.fromiter(flat, dtype=np.float64, count=2 * int(n.sum())).reshape(-1, 2)
        return cls(np.repeat(np.arange(len(cohorts)), n), scores[:, 0].copy(), scores[:, 1].copy(), n)

    @cached_property
    def change(self) -> Numbers:
        return self.after - self.before

    def sums(self, values: Numbers) -> Numbers:
        """Sum of `values` (one per person) in each cohort; 0 for an empty cohort."""
        return np.bincount(self.owner, weights=values, minlength=len(self.n)).astype(np.float64, copy=False)

    def means(self, values: Numbers) -> Numbers:
        """Mean of `values` in each cohort; NaN for an empty cohort."""
        with np.errstate(invalid="ignore"):
            return self.sums(values) / self.n

    def centred(self, values: Numbers) -> Numbers:
        return values - self.means(values)[self.owner]

    def squares(self, values: Numbers) -> Numbers:
        """Sum of squared deviations from the cohort's own mean; exactly 0 when people differ by rounding alone."""
        squares = self.sums(self.centred(values) ** 2)
        return np.where(squares > ROUNDING * self.sums(values**2), squares, 0.0)

    def sds(self, values: Numbers) -> Numbers:
        """Standard deviation with n - 1; NaN for a cohort of fewer than two."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.n > 1, np.sqrt(self.squares(values) / (self.n - 1)), np.nan)

    def pooled_sd(self, values: Numbers) -> float:
        """The standard deviation inside cohorts, all cohorts together: sqrt(sum of squares / (N - k))."""
        df = int((self.n[self.n > 0] - 1).sum())
        return float(np.sqrt(self.squares(values).sum() / df)) if df else float("nan")


@dataclass(frozen=True)
class MeanChange:
    """One entry per cohort, in points of the measure."""

    n: NDArray[np.intp]
    mean: Numbers
    sd: Numbers
    low: Numbers
    high: Numbers


@dataclass(frozen=True)
class Standardised:
    """One entry per cohort. `r` is the correlation of before and after that the variance used."""

    g: Numbers
    variance: Numbers
    low: Numbers
    high: Numbers
    r: Numbers


def mean_change(groups: Groups, *, level: float = 0.95) -> MeanChange:
    """Mean change with its one-sample t interval, mean(D) ± t(n-1) sd(D)/sqrt(n) (Student 1908).

    A cohort of one has a mean and no interval (NaN).
    """
    mean, sd = groups.means(groups.change), groups.sds(groups.change)
    with np.errstate(invalid="ignore", divide="ignore"):
        half = t_quantile(0.5 + level / 2, groups.n - 1) * sd / np.sqrt(groups.n)
    return MeanChange(groups.n, mean, sd, mean - half, mean + half)


def hedges_j(df: ArrayLike) -> Numbers:
    """The exact small-sample correction J(m) = G(m/2) / (sqrt(m/2) G((m-1)/2)), m > 1 (Hedges 1981)."""
    m = np.asarray(df, dtype=np.float64)
    return np.asarray(np.exp(log_gamma(m / 2) - np.log(np.sqrt(m / 2)) - log_gamma((m - 1) / 2)))


def correlation(groups: Groups) -> Numbers:
    """Pearson's r of before with after inside each cohort; NaN when either does not vary."""
    together = groups.sums(groups.centred(groups.before) * groups.centred(groups.after))
    with np.errstate(invalid="ignore", divide="ignore"):
        r = together / np.sqrt(groups.squares(groups.before) * groups.squares(groups.after))
    return np.asarray(np.clip(r, -1.0, 1.0))


def smcr(groups: Groups) -> Standardised:
    """Standardised mean change with raw-score standardisation, corrected for small samples.

    g = J(n-1) mean(D) / sd(before); variance 2(1-r)/n + g^2/(2n); interval g ± 1.96 sqrt(variance)
    (Becker 1988, as metafor's "SMCR" has it). NaN where nobody's first score differs or n is below 3.
    """
    n = groups.n.astype(np.float64)
    r = correlation(groups)
    with np.errstate(invalid="ignore", divide="ignore"):
        d = np.where(groups.n > 2, groups.means(groups.change) / groups.sds(groups.before), np.nan)
        g = np.where(np.isfinite(d), hedges_j(np.maximum(n - 1, 2)) * d, np.nan)
        variance = 2 * (1 - r) / n + g**2 / (2 * n)
    half = Z95 * np.sqrt(variance)
    return Standardised(g, variance, g - half, g + half, r)

"""One answer from several completed copies of the same data (Rubin 1987, Multiple Imputation, ch. 3)."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, sqrt

import numpy as np
from numpy.typing import ArrayLike

from course.statistics.quantiles import t_quantile


@dataclass(frozen=True)
class Imputed:
    """`within` is the mean variance, `between` the variance over copies; `df_complete` what full data would have."""

    mean: float
    within: float
    between: float
    copies: int
    df_complete: float

    @property
    def variance(self) -> float:
        """within + (1 + 1/m) between."""
        return self.within + self._added

    @property
    def se(self) -> float:
        return sqrt(self.variance)

    @property
    def share_missing(self) -> float:
        """lambda = (1 + 1/m) between / variance."""
        return self._added / self.variance

    @property
    def increase(self) -> float:
        """r = (1 + 1/m) between / within: how much variance the gaps add."""
        return self._added / self.within

    @property
    def df_old(self) -> float:
        """(m - 1) / lambda^2 (Rubin 1987), infinite when the copies agree."""
        return (self.copies - 1) / self.share_missing**2 if self.share_missing else inf

    @property
    def df(self) -> float:
        """1 / (1/df_old + 1/df_obs) (Barnard and Rubin 1999, Biometrika 86:948-955).

        df_obs = (v + 1) / (v + 3) v (1 - lambda) with v = df_complete.
        """
        v = self.df_complete
        observed = (v + 1) / (v + 3) * v * (1 - self.share_missing)
        return 1 / (1 / self.df_old + 1 / observed)

    @property
    def information_lost(self) -> float:
        """(r + 2/(df + 3)) / (r + 1)."""
        return (self.increase + 2 / (self.df + 3)) / (self.increase + 1)

    def interval(self, *, level: float = 0.95) -> tuple[float, float]:
        half = float(t_quantile(0.5 + level / 2, self.df)) * self.se
        return self.mean - half, self.mean + half

    @property
    def _added(self) -> float:
        return (1 + 1 / self.copies) * self.between


def rubin(estimates: ArrayLike, variances: ArrayLike, *, people: int, coefficients: int = 1) -> Imputed:
    """The estimate and its variance in each of two or more copies, from a model with so many people and coefficients.

    ValueError for one copy, variances not above zero, or no more people than coefficients.
    """
    q, u = np.asarray(estimates, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    if q.ndim != 1 or len(q) < 2 or q.shape != u.shape or people <= coefficients:
        raise ValueError("imputation needs two copies or more, and more people than coefficients")
    if not (np.isfinite(q).all() and np.isfinite(u).all() and (u > 0).all()):
        raise ValueError("imputation needs estimates that are numbers, and variances above zero")
    between = float(q.var(ddof=1)) if np.ptp(q) else 0.0
    return Imputed(float(q.mean()), float(u.mean()), between, len(q), people - coefficients)

"""The average over cohorts that may truly differ: random effects by REML, interval by Hartung and Knapp."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.outcomes.quantiles import t_quantile

Numbers = NDArray[np.float64]

ENOUGH = 3
"""With fewer cohorts than this, the interval says next to nothing and is not shown."""
HALVINGS = 52
"""As many as a float has binary digits."""


@dataclass(frozen=True)
class Pooled:
    """`tau2` is the variance between cohorts, `i2` a percentage, `prediction` where the next cohort may fall.

    With one cohort there is no interval at all; with two there is one, on a single degree of freedom, which
    `is_informative` tells the page not to show. With fewer than three there is no prediction.
    """

    k: int
    mean: float
    se: float
    low: float | None
    high: float | None
    tau2: float
    i2: float
    q: float
    prediction: tuple[float, float] | None

    @property
    def is_informative(self) -> bool:
        return self.k >= ENOUGH


def random_effects(estimates: ArrayLike, variances: ArrayLike, *, level: float = 0.95) -> Pooled:
    """Pool `estimates` with sampling `variances` (both one per cohort, variances above zero).

    tau2 by restricted maximum likelihood (Viechtbauer 2005); interval mean ± t(k-1) se with the standard
    error of Knapp and Hartung (2003) never smaller than the plain one, q = max(1, q); I^2 = tau2 / (tau2 +
    typical variance) (Higgins and Thompson 2002); prediction mean ± t(k-2) sqrt(tau2 + se^2) with the plain
    standard error (Higgins, Thompson and Spiegelhalter 2009).
    """
    y, v = np.asarray(estimates, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    _refuse_what_cannot_be_pooled(y, v)
    k = len(y)
    tau2 = reml_tau2(y, v)
    w = 1 / (v + tau2)
    mean, plain = _weighted_mean(y, w), float(1 / np.sqrt(w.sum()))
    se = plain * float(np.sqrt(max(1.0, np.sum(w * (y - mean) ** 2) / (k - 1)))) if k > 1 else plain
    half = float(t_quantile(0.5 + level / 2, k - 1)) * se if k > 1 else None
    return Pooled(
        k=k,
        mean=mean,
        se=se,
        low=None if half is None else mean - half,
        high=None if half is None else mean + half,
        tau2=tau2,
        i2=_i2(v, tau2),
        q=float(np.sum((y - _weighted_mean(y, 1 / v)) ** 2 / v)),
        prediction=_prediction(k, mean, plain, tau2, level),
    )


def reml_tau2(y: Numbers, v: Numbers) -> float:
    """The variance between cohorts that maximises the restricted likelihood; 0 when that is at the edge.

    A coarse grid finds the highest hill, because the likelihood can have two; bisecting the slope finds it.
    """
    spread = float(np.ptp(y)) ** 2
    if len(y) < 2 or spread == 0:
        return 0.0
    y = y - y.mean()
    grid = np.concatenate(([0.0], np.geomspace(spread * 1e-6, spread * 4, 64)))
    top = int(np.argmax(_restricted_likelihoods(y, v, grid)))
    low, high = float(grid[max(top - 1, 0)]), float(grid[min(top + 1, len(grid) - 1)])
    if _slope(y, v, low) <= 0:
        return low
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _slope(y, v, middle) > 0 else (low, middle)
    return (low + high) / 2


def _refuse_what_cannot_be_pooled(y: Numbers, v: Numbers) -> None:
    if not len(y) or y.shape != v.shape:
        raise ValueError("pooling needs one variance for each estimate, and at least one of them")
    if not (np.isfinite(y).all() and np.isfinite(v).all() and (v > 0).all()):
        raise ValueError("pooling needs finite estimates and variances above zero")


def _weighted_mean(y: Numbers, w: Numbers) -> float:
    return float(np.sum(w * y) / w.sum())


def _restricted_likelihoods(y: Numbers, v: Numbers, tau2: Numbers) -> Numbers:
    """One for each entry of `tau2`, apart from a constant."""
    w = 1 / (v + tau2[:, np.newaxis])
    total = w.sum(axis=1)
    mean = w @ y / total
    rest = w @ y**2 - total * mean**2
    return np.asarray(0.5 * (np.log(w).sum(axis=1) - np.log(total) - rest))


def _slope(y: Numbers, v: Numbers, tau2: float) -> float:
    w = 1 / (v + tau2)
    w2 = w**2
    return float(0.5 * (np.sum(w2 * (y - _weighted_mean(y, w)) ** 2) - w.sum() + w2.sum() / w.sum()))


def _i2(v: Numbers, tau2: float) -> float:
    if len(v) < 2:
        return 0.0
    s1, s2 = np.sum(1 / v), np.sum(1 / v**2)
    typical = (len(v) - 1) * s1 / (s1**2 - s2)
    return float(100 * tau2 / (tau2 + typical))


def _prediction(k: int, mean: float, se: float, tau2: float, level: float) -> tuple[float, float] | None:
    if k < ENOUGH:
        return None
    half = float(t_quantile(0.5 + level / 2, k - 2)) * float(np.sqrt(tau2 + se**2))
    return mean - half, mean + half

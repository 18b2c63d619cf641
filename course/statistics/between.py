"""How much cohorts truly differ: the variance between them, tau2, by four methods. Never below 0."""

from __future__ import annotations

import numpy as np

from course.statistics.estimates import Estimates, Numbers
from course.statistics.quantiles import chi2_quantile

HALVINGS = 52
"""As many as a float has binary digits."""


def dersimonian_laird(cohorts: Estimates) -> float:
    """max(0, (Q - (k-1)) / (S1 - S2/S1)), S1 = sum 1/v, S2 = sum 1/v^2 (DerSimonian and Laird 1986, CCT 7:177-188)."""
    if cohorts.k < 2:
        return 0.0
    w = cohorts.weights()
    return max(0.0, (cohorts.q() - (cohorts.k - 1)) / float(w.sum() - np.sum(w**2) / w.sum()))


def paule_mandel(cohorts: Estimates) -> float:
    """The tau2 at which Q is what one expects, k - 1 (Paule and Mandel 1982, J Res NBS 87:377-385)."""
    return _where_q_is(cohorts, cohorts.k - 1) if cohorts.k > 1 else 0.0


def profile_interval(cohorts: Estimates, *, level: float = 0.95) -> tuple[float, float] | None:
    """The tau2 at which Q is the upper and the lower chi-squared quantile (Viechtbauer 2007, Stat Med 26:37-52).

    Both are 0 when cohorts are more alike than chance makes them. None for one cohort.
    """
    if cohorts.k < 2:
        return None
    high, low = (chi2_quantile(p, cohorts.k - 1) for p in (0.5 + level / 2, 0.5 - level / 2))
    return _where_q_is(cohorts, high), _where_q_is(cohorts, low)


def reml(cohorts: Estimates) -> float:
    """The tau2 that maximises the restricted likelihood, 0 when that is at the edge (Viechtbauer 2005, JEBS 30:261).

    A coarse grid finds the highest hill, because the likelihood can have two; bisecting the slope finds its top.
    """
    spread = float(np.ptp(cohorts.y)) ** 2
    if cohorts.k < 2 or spread == 0:
        return 0.0
    cohorts = Estimates(cohorts.y - cohorts.y.mean(), cohorts.v)
    grid = np.concatenate(([0.0], np.geomspace(spread * 1e-6, spread * 4, 64)))
    top = int(np.argmax(_restricted_likelihoods(cohorts, grid)))
    low, high = float(grid[max(top - 1, 0)]), float(grid[min(top + 1, len(grid) - 1)])
    if _slope(cohorts, low) <= 0:
        return low
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _slope(cohorts, middle) > 0 else (low, middle)
    return (low + high) / 2


def _where_q_is(cohorts: Estimates, target: float) -> float:
    """Q falls as tau2 grows; 0 when it is below the target from the start."""
    from scipy.optimize import brentq

    if cohorts.q() <= target:
        return 0.0
    high = float(np.ptp(cohorts.y)) ** 2
    while cohorts.q(high) > target:
        high *= 2
    return float(brentq(lambda tau2: cohorts.q(tau2) - target, 0.0, high, xtol=high * 1e-15))


def _restricted_likelihoods(cohorts: Estimates, tau2: Numbers) -> Numbers:
    """One for each entry of `tau2`, apart from a constant."""
    w = 1 / (cohorts.v + tau2[:, np.newaxis])
    total = w.sum(axis=1)
    mean = w @ cohorts.y / total
    rest = w @ cohorts.y**2 - total * mean**2
    return np.asarray(0.5 * (np.log(w).sum(axis=1) - np.log(total) - rest))


def _slope(cohorts: Estimates, tau2: float) -> float:
    w = cohorts.weights(tau2)
    rest = np.sum(w**2 * (cohorts.y - cohorts.mean(tau2)) ** 2)
    return float(0.5 * (rest - w.sum() + np.sum(w**2) / w.sum()))

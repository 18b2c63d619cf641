"""What goes with a yes: logistic regression by maximum likelihood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.statistics.undetermined import Undetermined

Numbers = NDArray[np.float64]

STEPS = 100
CERTAIN = 30.0
"""Log odds beyond which a fitted probability is 0 or 1 for all purposes."""


@dataclass(frozen=True)
class Logistic:
    """`coef` and `se` in log odds per unit of each column of the design."""

    coef: Numbers
    se: Numbers
    log_likelihood: float


def logistic(yes: ArrayLike, design: ArrayLike) -> Logistic:
    """`yes` (rows) true or false, `design` (rows, p; with its column of ones). Newton's method, which is iteratively
    reweighted least squares here; standard errors from the inverse information (McCullagh and Nelder 1989, ch. 4).

    ValueError for lengths that differ or a value that is not a number. Undetermined when a column says nothing
    new, or the columns tell yes from no without error, so that the likelihood has no top (Albert and Anderson
    1984, Biometrika 71:1-10).
    """
    y, x = np.asarray(yes, dtype=np.float64), np.asarray(design, dtype=np.float64)
    if x.ndim != 2 or y.shape != (len(x),) or not (np.isfinite(x).all() and np.isin(y, (0, 1)).all()):
        raise ValueError("logistic regression needs a yes or no, and numbers, for each row")
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise Undetermined("two columns of the design say the same thing")
    scale = np.abs(x).max(axis=0)
    coef, information = _climb(y, x / scale)
    se = np.sqrt(np.diag(np.linalg.inv(information)))
    return Logistic(coef / scale, se / scale, _log_likelihood(y, x / scale, coef))


def _climb(y: Numbers, x: Numbers) -> tuple[Numbers, Numbers]:
    coef = np.zeros(x.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-x @ coef))
        information = (x * (chance * (1 - chance))[:, np.newaxis]).T @ x
        slope = x.T @ (y - chance)
        step = np.asarray(np.linalg.solve(information, slope), dtype=np.float64)
        coef = coef + _shortened(y, x, coef, step)
        if np.abs(x @ coef).max() > CERTAIN:
            break
        if step @ slope < 1e-20:
            return coef, information
    raise Undetermined("yes and no can be told apart without error, so nothing can be said of how much")


def _shortened(y: Numbers, x: Numbers, coef: Numbers, step: Numbers) -> Numbers:
    """Halved while it would lead downwards."""
    here = _log_likelihood(y, x, coef)
    for _ in range(30):
        if _log_likelihood(y, x, coef + step) >= here - 1e-12:
            break
        step = step / 2
    return step


def _log_likelihood(y: Numbers, x: Numbers, coef: Numbers) -> float:
    odds = x @ coef
    return float(y @ odds - np.logaddexp(0, odds).sum())

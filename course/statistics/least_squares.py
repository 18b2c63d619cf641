"""Ordinary least squares, for one cohort by itself."""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from course.statistics.effects import ROUNDING
from course.statistics.small_sample import Contrast
from course.statistics.undetermined import Undetermined


def least_squares(score: ArrayLike, design: ArrayLike, weights: ArrayLike) -> Contrast:
    """`weights` (p) times the coefficients of `score` (rows) on `design` (rows, p), on rows - p degrees of freedom.

    ValueError for lengths that differ or a value that is not a number; Undetermined for too few rows, a column
    that says nothing new, or scores that follow the design without error.
    """
    y, x, w = (np.asarray(each, dtype=np.float64) for each in (score, design, weights))
    if x.ndim != 2 or y.shape != (len(x),) or not (np.isfinite(y).all() and np.isfinite(x).all()):
        raise ValueError("least squares needs a score, and numbers, for each row")
    df = len(x) - x.shape[1]
    if df < 1 or np.linalg.matrix_rank(x) < x.shape[1]:
        raise Undetermined("too few rows, or two columns of the design say the same thing")
    orthonormal, triangle = np.linalg.qr(x)
    coef = np.linalg.solve(triangle, orthonormal.T @ y)
    squares = float(np.sum((y - x @ coef) ** 2))
    if squares <= ROUNDING * float(y @ y):
        raise Undetermined("scores follow the design without error")
    return Contrast(
        float(w @ coef), sqrt(squares / df) * float(np.linalg.norm(np.linalg.solve(triangle.T, w))), df
    )

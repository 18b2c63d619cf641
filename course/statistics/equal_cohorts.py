"""What cohorts would show if only chance set them apart: the yardstick of a funnel that is honest for small groups.

The textbook limits, mean ± 1.96 sigma / sqrt(n), take mean and sigma as known. Here both come from the same few
people, so a cohort is partly compared with itself (its mean varies by sigma^2 (1/n - 1/N), not sigma^2 / n) and
sigma wobbles (hence t instead of z). With both, equal cohorts of any size leave the 95 % limits 1 time in 20
exactly, when scores are normal. Cook and Weisberg 1982, Residuals and Influence in Regression, ch. 2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.statistics.effects import ROUNDING
from course.statistics.quantiles import t_quantile
from course.statistics.undetermined import Undetermined

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class EqualCohorts:
    """In points of the measure; the arrays have one entry per cohort.

    `values` are cohort means adjusted for who came: `mean` plus what the cohort has more than its own people
    lead one to expect. Their variance is `sigma`^2 `unit`; `sigma` has `df` degrees of freedom.
    """

    mean: float
    sigma: float
    df: int
    people: int
    n: NDArray[np.intp]
    values: Numbers
    unit: Numbers

    @property
    def se(self) -> Numbers:
        return self.sigma * np.sqrt(self.unit)

    @property
    def standardised(self) -> Numbers:
        """(value - mean) / se: a t variable with `df` degrees of freedom each, when cohorts are equal.

        0 for a cohort that fully decides what is expected of it.
        """
        more = self.values - self.mean
        return np.divide(more, self.se, out=np.zeros_like(more), where=self.se > 0)

    def half_widths(self, within: float, *, tau2: float = 0.0) -> Numbers:
        """How far from `mean` each cohort may lie in `within` (0.95, say) of all cases; wider by `tau2`."""
        quantile = t_quantile(0.5 + within / 2, self.df)
        return np.asarray(quantile * np.sqrt(self.se**2 + tau2))

    def outside(self, within: float, *, tau2: float = 0.0) -> NDArray[np.bool_]:
        return np.abs(self.values - self.mean) > self.half_widths(within, tau2=tau2)


def equal_cohorts(owner: ArrayLike, scores: ArrayLike, *, known: ArrayLike | None = None) -> EqualCohorts:
    """From people's `scores`, laid end to end; `owner[i]` is the index of the cohort that person i belongs to.

    `known` (people, or people x columns) is what is known of each person beforehand, her first score above all:
    cohorts are then compared with what ordinary least squares over everybody expects of such people. sigma is
    the spread that is left inside cohorts, with a separate mean for each.
    ValueError for lengths that differ or a cohort of nobody; Undetermined for one cohort, or no spread inside.
    """
    y, design, whose = _checked(owner, scores, known)
    n = np.bincount(whose)
    sigma, df = _spread_inside(y, design[:, 1:], whose, n)
    orthonormal, _ = np.linalg.qr(design)
    more = _means(y - orthonormal @ (orthonormal.T @ y), whose, n)
    leverage = np.sum(np.column_stack([_means(q, whose, n) for q in orthonormal.T]) ** 2, axis=1)
    mean = float(y.mean())
    return EqualCohorts(mean, sigma, df, len(y), n, mean + more, np.maximum(1 / n - leverage, 0.0))


def _checked(
    owner: ArrayLike, scores: ArrayLike, known: ArrayLike | None
) -> tuple[Numbers, Numbers, NDArray[np.intp]]:
    y, whose = np.asarray(scores, dtype=np.float64), np.asarray(owner, dtype=np.intp)
    extra = (
        np.empty((len(y), 0)) if known is None else np.asarray(known, dtype=np.float64).reshape(len(y), -1)
    )
    if y.shape != whose.shape or not (np.isfinite(y).all() and np.isfinite(extra).all()):
        raise ValueError(
            "comparing cohorts needs one score and one cohort for each person, all of them numbers"
        )
    if len(y) and not np.bincount(whose).all():
        raise ValueError("a cohort of nobody cannot be compared")
    if len(np.unique(whose)) < 2:
        raise Undetermined("one cohort alone has nothing to be compared with")
    return y, np.column_stack([np.ones(len(y)), extra]), whose


def _spread_inside(
    y: Numbers, extra: Numbers, whose: NDArray[np.intp], n: NDArray[np.intp]
) -> tuple[float, int]:
    """The standard deviation around each cohort's own mean, after `extra`, and its degrees of freedom."""
    inside = np.column_stack([column - _means(column, whose, n)[whose] for column in (*extra.T, y)])
    slopes, _, rank, _ = np.linalg.lstsq(inside[:, :-1], inside[:, -1])
    squares, df = float(np.sum((inside[:, -1] - inside[:, :-1] @ slopes) ** 2)), len(y) - len(n) - int(rank)
    if df < 1 or squares <= ROUNDING * float(y @ y):
        raise Undetermined("people inside each cohort do not differ, so there is no yardstick for cohorts")
    return float(np.sqrt(squares / df)), df


def _means(values: Numbers, whose: NDArray[np.intp], n: NDArray[np.intp]) -> Numbers:
    return np.bincount(whose, weights=values) / n

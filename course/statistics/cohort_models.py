"""Cohorts set beside each other at the same first score, from sums alone.

The same answers as `equal_cohorts`, `random_intercept` and `repeated_waves` give for the people themselves.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from course.statistics.cohort_moments import CohortMoments
from course.statistics.equal_cohorts import EqualCohorts
from course.statistics.random_intercept import RandomIntercept, Sums, fit_sums
from course.statistics.small_sample import Contrast
from course.statistics.undetermined import Undetermined

Numbers = NDArray[np.float64]


def equal(cohorts: CohortMoments, *, adjusted: bool) -> EqualCohorts:
    """The yardstick of a funnel of mean changes; `adjusted` for first scores (the residual of later on before).

    Undetermined for one cohort, or when people inside cohorts do not differ.
    """
    if len(cohorts.n) < 2:
        raise Undetermined("one cohort alone has nothing to be compared with")
    b, c = _around(cohorts.n, cohorts.before), _around(cohorts.n, cohorts.change)
    more, leverage = c, np.full(len(b), 1 / cohorts.people)
    if adjusted:
        spread = float(cohorts.ss_before.sum() + cohorts.n @ b**2)
        if not spread > 0:
            raise Undetermined("nobody's first score differs")
        more = c - b * float(cohorts.products.sum() + cohorts.n @ (b * c)) / spread
        leverage = leverage + b**2 / spread
    sigma, df = _spread_inside(cohorts, adjusted)
    mean = float(cohorts.n @ cohorts.change) / cohorts.people
    return EqualCohorts(
        mean, sigma, df, cohorts.people, cohorts.n, mean + more, np.maximum(1 / cohorts.n - leverage, 0.0)
    )


def at_the_same_first_score(cohorts: CohortMoments) -> tuple[Contrast, RandomIntercept]:
    """later ~ 1 + before + (1 | cohort) by REML: the change of people with the average first score.

    Degrees of freedom by Satterthwaite. Undetermined as `random_intercept.fit`.
    """
    columns = np.column_stack([np.ones(len(cohorts.n)), _around(cohorts.n, cohorts.before), cohorts.change])
    inside = np.zeros((3, 3))
    inside[1:, 1:] = [
        [cohorts.ss_before.sum(), cohorts.products.sum()],
        [cohorts.products.sum(), cohorts.ss_change.sum()],
    ]
    sizes = np.unique(cohorts.n)
    between = [size * columns[cohorts.n == size].T @ columns[cohorts.n == size] for size in sizes]
    count = [cohorts.df, *(int(np.sum(cohorts.n == size)) for size in sizes)]
    model = fit_sums(
        Sums(
            np.array([inside, *between]),
            np.array([0, *sizes], dtype=np.float64),
            np.array(count, dtype=np.float64),
        )
    )
    return model.fixed.satterthwaite([1, 0]), model


def _spread_inside(cohorts: CohortMoments, adjusted: bool) -> tuple[float, int]:
    squares, df = float(cohorts.ss_change.sum()), cohorts.df
    spread = float(cohorts.ss_before.sum())
    if adjusted and spread > 0:
        squares, df = squares - float(cohorts.products.sum()) ** 2 / spread, df - 1
    if df < 1 or squares <= 1e-20 * float(cohorts.n @ (cohorts.before**2 + cohorts.change**2)):
        raise Undetermined("people inside each cohort do not differ, so there is no yardstick for cohorts")
    return float(np.sqrt(squares / df)), df


def _around(n: NDArray[np.intp], values: Numbers) -> Numbers:
    return np.asarray(values - float(n @ values) / int(n.sum()))

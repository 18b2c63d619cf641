"""Did those who took part more end up with more? An association: who feels better may also practise more."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from course.statistics.least_squares import least_squares
from course.statistics.random_intercept import fit
from course.statistics.small_sample import Contrast


def dose_association(
    after: ArrayLike, before: ArrayLike, dose: ArrayLike, *, cohort: ArrayLike | None = None
) -> Contrast:
    """Points of `after` per unit of `dose` (ten minutes a day, or all eight meetings = 1) at the same `before`.

    after ~ 1 + before + dose, with an own level for each `cohort` (REML, Kenward and Roger) when two cohorts or
    more are given, else by least squares. ValueError and Undetermined as `random_intercept.fit` and
    `least_squares`: a dose that is the same for everybody among them.
    """
    first, amount = np.asarray(before, dtype=np.float64), np.asarray(dose, dtype=np.float64)
    if first.ndim != 1 or first.shape != amount.shape:
        raise ValueError("a dose association needs a score before and a dose for each person")
    design = np.column_stack([np.ones(len(first)), first, amount])
    if cohort is None or len(np.unique(np.asarray(cohort))) < 2:
        return least_squares(after, design, [0, 0, 1])
    return fit(after, design, cohort).fixed.kenward_roger([0, 0, 1])

"""How alike people of one cohort are, by analysis of variance, and what that costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from course.statistics.undetermined import Undetermined


@dataclass(frozen=True)
class OneWay:
    """Mean squares between and within cohorts; `n0` is the size of a usual cohort as this analysis weighs it."""

    between: float
    within: float
    n0: float
    usual_size: float

    @property
    def icc(self) -> float:
        """(MSB - MSW) / (MSB + (n0 - 1) MSW), sometimes below 0 (Donner and Koval 1980, Biometrics 36:19-25)."""
        return (self.between - self.within) / (self.between + (self.n0 - 1) * self.within)

    @property
    def design_effect(self) -> float:
        """How many times more people the same certainty needs: 1 + (mean size - 1) ICC (Kish 1965, Survey Sampling)."""
        return 1 + (self.usual_size - 1) * self.icc


def one_way(values: ArrayLike, cohort: ArrayLike) -> OneWay:
    """One value and one cohort (whatever names it) for each person; n0 = (N - sum n^2 / N) / (J - 1).

    ValueError for lengths that differ or a value that is not a number; Undetermined for one cohort, or when
    nobody differs inside cohorts.
    """
    y, index = np.asarray(values, dtype=np.float64), np.unique(np.asarray(cohort), return_inverse=True)[1]
    if y.shape != index.shape or not np.isfinite(y).all():
        raise ValueError(
            "comparing cohorts needs one value and one cohort for each person, all of them numbers"
        )
    n = np.bincount(index)
    if len(n) < 2 or len(y) <= len(n):
        raise Undetermined("how alike people of one cohort are needs two cohorts, and one with two people")
    means = np.bincount(index, weights=y) / n
    within = float(np.sum((y - means[index]) ** 2)) / (len(y) - len(n))
    if not within:
        raise Undetermined("people inside each cohort do not differ")
    between = float(n @ (means - y.mean()) ** 2) / (len(n) - 1)
    return OneWay(between, within, float((len(y) - n @ n / len(y)) / (len(n) - 1)), len(y) / len(n))

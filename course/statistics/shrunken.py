"""Each cohort's own value, drawn towards the average the more, the less is known of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course.statistics.estimates import Estimates, Numbers


@dataclass(frozen=True)
class Shrunken:
    """One entry per cohort. Never to be ranked: compare the intervals."""

    value: Numbers
    se: Numbers


def shrunken(cohorts: Estimates, tau2: float) -> Shrunken:
    """l y + (1 - l) mean with l = tau2 / (tau2 + v), and its se sqrt(l v + (1 - l)^2 se^2).

    Empirical Bayes, or BLUP (Raudenbush and Bryk 1985, J Educ Stat 10:75-98).
    """
    share = tau2 / (tau2 + cohorts.v)
    value = share * cohorts.y + (1 - share) * cohorts.mean(tau2)
    return Shrunken(value, np.sqrt(share * cohorts.v + (1 - share) ** 2 * cohorts.se(tau2) ** 2))

"""Is any cohort unusual? Control limits for a cohort's mean (Spiegelhalter 2005, Stat Med 24:1185-1202)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.statistics.equal_cohorts import EqualCohorts
from course.statistics.quantiles import binomial_tail, t_quantile

Numbers = NDArray[np.float64]

NINETEEN_IN_TWENTY = 1.96
ALMOST_ALL = 3.09
WITHIN_95 = 0.95
WITHIN_998 = 0.998
"""Limits that 499 cohorts in 500 stay within when only chance is at work."""


@dataclass(frozen=True)
class Funnel:
    """Cohorts beside what equal ones would show, in points; the tuples have one entry per cohort.

    `mean`, `sigma` (of one person), its degrees of freedom `df` and the number of `people` are what the limits are
    drawn from; `tau2` widens them where all cohorts differ a little.
    """

    mean: float
    sigma: float
    df: int
    people: int
    n: tuple[int, ...]
    values: tuple[float, ...]
    outside_95: tuple[bool, ...]
    outside_998: tuple[bool, ...]
    tau2: float = 0.0

    @classmethod
    def of(cls, cohorts: EqualCohorts, *, tau2: float = 0.0) -> Funnel:
        return cls(
            mean=cohorts.mean,
            sigma=cohorts.sigma,
            df=cohorts.df,
            people=cohorts.people,
            n=tuple(cohorts.n.tolist()),
            values=tuple(cohorts.values.tolist()),
            outside_95=tuple(cohorts.outside(WITHIN_95, tau2=tau2).tolist()),
            outside_998=tuple(cohorts.outside(WITHIN_998, tau2=tau2).tolist()),
            tau2=tau2,
        )

    @property
    def apart(self) -> tuple[int, ...]:
        """Which cohorts stand apart: those beyond the outer limits, if more are than chance gives.

        Among hundreds of cohorts one or two lie out there by chance alone, so a lone one is then no news.
        """
        beyond = sum(self.outside_998)
        if not beyond or binomial_tail(beyond, len(self.n), 1 - WITHIN_998) >= 0.05:
            return ()
        return tuple(i for i, out in enumerate(self.outside_998) if out)

    def limits(self, n: ArrayLike, within: float) -> tuple[Numbers, Numbers]:
        """The low and the high limit for any number of people of the usual kind, to draw.

        mean ± t sqrt(sigma^2 (1/n - 1/people) + tau2).
        """
        unit = np.maximum(1 / np.asarray(n, dtype=np.float64) - 1 / self.people, 0.0)
        half = t_quantile(0.5 + within / 2, self.df) * np.sqrt(self.sigma**2 * unit + self.tau2)
        return self.mean - half, self.mean + half


def limits(mean: float, sigma: float, n: ArrayLike, z: float) -> tuple[Numbers, Numbers]:
    """The textbook's limits for the mean of `n` people, mean and sigma being known: mean ± z sigma / sqrt(n).

    1.96 and 3.09 are the z in use. With mean and sigma taken from a few small groups they flag too few cohorts,
    so pages use `Funnel.limits`.
    """
    half = z * sigma / np.sqrt(np.asarray(n, dtype=np.float64))
    return mean - half, mean + half

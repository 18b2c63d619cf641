"""Is any cohort unusual? Control limits for a cohort's mean (Spiegelhalter 2005, Stat Med 24:1185-1202)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.outcomes.quantiles import binomial_tail

Numbers = NDArray[np.float64]

NINETEEN_IN_TWENTY = 1.96
ALMOST_ALL = 3.09
"""Limits that about 499 cohorts in 500 stay within when only chance is at work."""
BEYOND_ALMOST_ALL = 0.002


@dataclass(frozen=True)
class Funnel:
    """`mean` and `sigma` (of one person's change) in points; the arrays have one entry per cohort shown."""

    mean: float
    sigma: float
    n: tuple[int, ...]
    values: tuple[float, ...]
    outside_95: tuple[bool, ...]
    outside_998: tuple[bool, ...]

    @property
    def apart(self) -> tuple[int, ...]:
        """Which cohorts stand apart: those beyond the outer limits, if more are than chance gives.

        Among hundreds of cohorts one or two lie out there by chance alone, so a lone one is then no news.
        """
        beyond = sum(self.outside_998)
        if not beyond or binomial_tail(beyond, len(self.n), BEYOND_ALMOST_ALL) >= 0.05:
            return ()
        return tuple(i for i, out in enumerate(self.outside_998) if out)


def limits(
    mean: float, sigma: float, n: ArrayLike, z: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Low and high limit for the mean of `n` people: mean ± z sigma / sqrt(n)."""
    half = z * sigma / np.sqrt(np.asarray(n, dtype=np.float64))
    return mean - half, mean + half


def funnel(mean: float, sigma: float, n: NDArray[np.intp], values: NDArray[np.float64]) -> Funnel:
    return Funnel(
        mean=mean,
        sigma=sigma,
        n=tuple(n.tolist()),
        values=tuple(values.tolist()),
        outside_95=_outside(mean, sigma, n, values, NINETEEN_IN_TWENTY),
        outside_998=_outside(mean, sigma, n, values, ALMOST_ALL),
    )


def _outside(
    mean: float, sigma: float, n: NDArray[np.intp], values: NDArray[np.float64], z: float
) -> tuple[bool, ...]:
    low, high = limits(mean, sigma, n, z)
    return tuple(((values < low) | (values > high)).tolist())

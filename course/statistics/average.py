"""The average over cohorts with its interval, and where a next cohort may fall, each in the forms in use."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from course.statistics.estimates import Estimates
from course.statistics.quantiles import Z95, t_quantile, t_two_sided, z_two_sided

Interval = tuple[float, float]

ENOUGH = 3
"""With fewer cohorts than this, intervals over cohorts say next to nothing and are not shown."""


@dataclass(frozen=True)
class Average:
    """`df` is None where the normal distribution is used. One cohort has no t interval."""

    mean: float
    se: float
    df: int | None
    interval: Interval | None
    p: float | None


def plain(cohorts: Estimates, tau2: float = 0.0) -> Average:
    """mean ± 1.96 / sqrt(sum w), w = 1/(v + tau2): Wald's interval. tau2 = 0 is the fixed-effect average."""
    mean, se = cohorts.mean(tau2), cohorts.se(tau2)
    return Average(mean, se, None, (mean - Z95 * se, mean + Z95 * se), z_two_sided(mean / se))


def knapp_hartung(cohorts: Estimates, tau2: float, *, ad_hoc: bool, level: float = 0.95) -> Average:
    """mean ± t(k-1) sqrt(q) / sqrt(sum w), q = sum w (y - mean)^2 / (k-1) (Knapp and Hartung 2003, Stat Med 22:2693).

    `ad_hoc` never lets it be narrower than the plain one, q = max(1, q), for cohorts that happen to be alike.
    Without it the standard error is 0 when all cohorts have the same estimate. One cohort has no interval.
    """
    mean, se, df = cohorts.mean(tau2), cohorts.se(tau2), cohorts.k - 1
    if not df:
        return Average(mean, se, df, None, None)
    q = cohorts.q(tau2) / df
    se *= sqrt(max(1.0, q) if ad_hoc else q)
    half = float(t_quantile(0.5 + level / 2, df)) * se
    return Average(mean, se, df, (mean - half, mean + half), t_two_sided(mean / se, df) if se else None)


def prediction(cohorts: Estimates, tau2: float, *, level: float = 0.95) -> Interval | None:
    """mean ± t(k-2) sqrt(tau2 + se^2), plain se (Higgins, Thompson and Spiegelhalter 2009, JRSS A 172:137-159).

    None for fewer than three cohorts.
    """
    if cohorts.k < ENOUGH:
        return None
    return _around(cohorts, tau2, cohorts.se(tau2), float(t_quantile(0.5 + level / 2, cohorts.k - 2)))


def prediction_by_z(cohorts: Estimates, tau2: float) -> Interval:
    """mean ± 1.96 sqrt(tau2 + se^2), plain se: as metafor prints it by default. Too narrow for few cohorts."""
    return _around(cohorts, tau2, cohorts.se(tau2), Z95)


def prediction_by_knapp_hartung(cohorts: Estimates, tau2: float) -> Interval | None:
    """mean ± t(k-1) sqrt(tau2 + se^2) with the standard error of Knapp and Hartung: metafor's with test="knha"."""
    if cohorts.k < 2:
        return None
    se = knapp_hartung(cohorts, tau2, ad_hoc=False).se
    return _around(cohorts, tau2, se, float(t_quantile(0.975, cohorts.k - 1)))


def _around(cohorts: Estimates, tau2: float, se: float, quantile: float) -> Interval:
    half = quantile * sqrt(tau2 + se**2)
    return cohorts.mean(tau2) - half, cohorts.mean(tau2) + half

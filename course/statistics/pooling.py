"""The average over cohorts that may truly differ: random effects by REML, interval by Hartung and Knapp."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike

from course.statistics.average import ENOUGH, knapp_hartung, prediction
from course.statistics.between import reml
from course.statistics.estimates import Estimates
from course.statistics.heterogeneity import i2

__all__ = ["ENOUGH", "Pooled", "random_effects"]


@dataclass(frozen=True)
class Pooled:
    """`tau2` is the variance between cohorts, `i2` a percentage, `prediction` where the next cohort may fall.

    With one cohort there is no interval at all; with two there is one, on a single degree of freedom, which
    `is_informative` tells the page not to show. With fewer than three there is no prediction.
    """

    k: int
    mean: float
    se: float
    low: float | None
    high: float | None
    tau2: float
    i2: float
    q: float
    prediction: tuple[float, float] | None

    @property
    def is_informative(self) -> bool:
        return self.k >= ENOUGH


def random_effects(estimates: ArrayLike, variances: ArrayLike, *, level: float = 0.95) -> Pooled:
    """Pool `estimates` with sampling `variances` (both one per cohort, variances above zero).

    tau2 by restricted maximum likelihood; interval mean ± t(k-1) se with the standard error of Knapp and
    Hartung never smaller than the plain one; I^2 = tau2 / (tau2 + typical variance); prediction
    mean ± t(k-2) sqrt(tau2 + se^2) with the plain standard error. ValueError for what cannot be pooled.
    """
    cohorts = Estimates.of(estimates, variances)
    tau2 = reml(cohorts)
    average = knapp_hartung(cohorts, tau2, ad_hoc=True, level=level)
    low, high = average.interval or (None, None)
    return Pooled(
        k=cohorts.k,
        mean=average.mean,
        se=average.se,
        low=low,
        high=high,
        tau2=tau2,
        i2=i2(cohorts, tau2),
        q=cohorts.q(),
        prediction=prediction(cohorts, tau2, level=level),
    )

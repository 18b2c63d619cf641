"""When all cohorts differ a little more than chance (Spiegelhalter 2005, Stat Med 24:1185-1202)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

EACH_TENTH = 0.1


@dataclass(frozen=True)
class Overdispersion:
    """`phi` is the mean of squared z-scores; `tau2` the variance to add to each cohort's own, 0 when there is none."""

    phi: float
    tau2: float


def overdispersion(z: ArrayLike, se: ArrayLike, *, share: float = EACH_TENTH) -> Overdispersion:
    """From each cohort's standardised distance `z` from the average and its standard error `se`.

    The `share` most extreme at either end are first drawn in to the quantile where they begin, so that a true
    outlier does not widen the limits that should show it. phi = sum(z^2) / k; tau2 = (k phi - (k-1)) /
    (S1 - S2/S1) when k phi > k - 1, with S1 = sum 1/se^2, S2 = sum 1/se^4.
    ValueError unless there is one `se` above zero for each of two or more z-scores.
    """
    scores, errors = np.asarray(z, dtype=np.float64), np.asarray(se, dtype=np.float64)
    if scores.shape != errors.shape or len(scores) < 2 or not (errors > 0).all():
        raise ValueError("over-dispersion needs two cohorts or more, each with a standard error above zero")
    k, drawn_in = len(scores), np.clip(scores, *np.quantile(scores, [share, 1 - share]))
    phi, w = float(np.mean(drawn_in**2)), 1 / errors**2
    spare = max(0.0, k * phi - (k - 1))
    return Overdispersion(phi, spare / float(w.sum() - np.sum(w**2) / w.sum()))

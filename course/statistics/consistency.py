"""Do the items of a scale go together? Cronbach's alpha and each item's share in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Consistency:
    """`item_rest` has one correlation per item, with the sum of the others. None where an item or sum never varies."""

    alpha: float | None
    standardised: float | None
    item_rest: tuple[float | None, ...]


def consistency(answers: ArrayLike) -> Consistency:
    """Of `answers`, people in rows and items in columns, already reversed where the key says so; none missing.

    alpha = k/(k-1) (1 - sum of item variances / variance of the sum) (Cronbach 1951, Psychometrika 16:297-334);
    standardised k r / (1 + (k-1) r) with the mean correlation r. ValueError for fewer than two people or items.
    """
    x = np.asarray(answers, dtype=np.float64)
    if x.ndim != 2 or min(x.shape) < 2 or not np.isfinite(x).all():
        raise ValueError("consistency needs two people and two items or more, with every answer given")
    k, total = x.shape[1], x.sum(axis=1)
    spread = float(total.var(ddof=1))
    alpha = k / (k - 1) * (1 - float(x.var(axis=0, ddof=1).sum()) / spread) if np.ptp(total) else None
    return Consistency(alpha, _standardised(x), tuple(_correlation(item, total - item) for item in x.T))


def _standardised(x: Numbers) -> float | None:
    if not np.ptp(x, axis=0).all():
        return None
    k = x.shape[1]
    mean_r = float((np.corrcoef(x.T).sum() - k) / (k * (k - 1)))
    below = 1 + (k - 1) * mean_r
    return k * mean_r / below if abs(below) > 1e-12 else None


def _correlation(one: Numbers, other: Numbers) -> float | None:
    return float(np.corrcoef(one, other)[0, 1]) if np.ptp(one) and np.ptp(other) else None

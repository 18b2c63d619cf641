"""Control limits for a share of people, such as attendance (Spiegelhalter 2005, Stat Med 24:1185-1202, A.1.1)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from course.statistics.quantiles import binomial_up_to


def share_limits(share: float, n: Iterable[int], p: float) -> NDArray[np.float64]:
    """For each group size in `n`, the share that a group stays under with probability `p` if `share` is true.

    Exact binomial, interpolated: with r the smallest count whose cumulative probability F(r) reaches p, the
    limit is (r - (F(r) - p) / f(r)) / n. It can be a little below 0 where even nobody at all is no surprise.
    ValueError for a share or p outside 0 to 1, or a group of nobody.
    """
    sizes = list(n)
    if not (0 <= share <= 1 and 0 < p < 1) or min(sizes, default=1) < 1:
        raise ValueError("limits for a share need a share from 0 to 1 and groups of one person or more")
    return np.array([_limit(share, size, p) for size in sizes])


def _limit(share: float, n: int, p: float) -> float:
    up_to = binomial_up_to(n, share)
    r = int(np.searchsorted(up_to, p))
    alone = up_to[r] - (up_to[r - 1] if r else 0.0)
    return float((r - (up_to[r] - p) / alone) / n)

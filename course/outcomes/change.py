"""How much the people of one cohort changed between two waves, in points and standardised."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from course.outcomes.cohort_facts import Pairs
from course.statistics.moments import Moments
from course.statistics.paired import Paired
from course.statistics.quantiles import Z95, t_quantile

Interval = tuple[float, float]


@dataclass(frozen=True)
class Standard:
    """SMCR: the mean change in standard deviations of the first score, corrected for few people; `r` is what its
    interval used (Becker 1988)."""

    g: float
    low: float
    high: float
    r: float


@dataclass(frozen=True)
class Change:
    """Of `n` people with both scores. `interval` is None when everybody changed by the same amount.

    `before` and `later` are mean scores, None where they would, beside other figures, give a few people away.
    """

    n: int
    mean: float
    interval: Interval | None
    standard: Standard | None
    sd_before: float
    before: float | None = None
    later: float | None = None


def change_of(pairs: Pairs, *, with_levels: bool) -> Change | None:
    """None for fewer than two people: of one person there is no average to show."""
    if len(pairs) < 2:
        return None
    before, later = np.array(list(pairs.values()), dtype=np.float64).T
    paired = Paired.of(before, later)
    return Change(
        n=paired.n,
        mean=paired.mean,
        interval=paired.interval() if paired.sd > 0 else None,
        standard=_standard(paired),
        sd_before=paired.sd_before,
        before=float(before.mean()) if with_levels else None,
        later=float(later.mean()) if with_levels else None,
    )


def change_kept(moments: Moments) -> Change:
    """From frozen figures: no levels, because the people of today are others."""
    n, sd = moments.n, sqrt(moments.ss_change / (moments.n - 1))
    half = float(t_quantile(0.975, n - 1)) * sd / sqrt(n)
    return Change(
        n=n,
        mean=moments.change,
        interval=(moments.change - half, moments.change + half) if sd > 0 else None,
        standard=None,
        sd_before=sqrt(moments.ss_before / (n - 1)),
    )


def _standard(paired: Paired) -> Standard | None:
    g, variance, r = paired.smcr, paired.smcr_variance, paired.r
    if g is None or variance is None or r is None:
        return None
    half = Z95 * sqrt(variance)
    return Standard(g, g - half, g + half, r)

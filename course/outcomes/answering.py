"""Did unusually few people of a cohort answer again? Shares beside what chance would give groups of their size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from course.outcomes.comparison import Comparison
from course.statistics.pooling import ENOUGH
from course.statistics.proportion_funnel import share_limits
from course.statistics.quantiles import binomial_tail

WITHIN_95, WITHIN_998 = 0.95, 0.998


@dataclass(frozen=True)
class Answered:
    """`both` of `started` people of a cohort that is shown have both scores."""

    name: str
    both: int
    started: int

    @property
    def share(self) -> float:
        return self.both / self.started


@dataclass(frozen=True)
class Answering:
    """`share` of everybody in these cohorts; `apart` names those beyond the outer limits, if they are more than chance
    gives."""

    cohorts: tuple[Answered, ...]
    share: float
    apart: tuple[str, ...]

    def limits(
        self, n: NDArray[np.float64], within: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Low and high, by the exact binomial distribution; a share is never under 0 or over 1."""
        sizes = n.round().astype(int).tolist()
        low, high = (share_limits(self.share, sizes, p) for p in (0.5 - within / 2, 0.5 + within / 2))
        return np.clip(low, 0, 1), np.clip(high, 0, 1)


def answering(comparison: Comparison) -> Answering | None:
    """Of the cohorts shown. None for fewer than three, or when all answered or none did."""
    cohorts = [
        Answered(row.name, row.change.n, row.started)
        for row in comparison.shown
        if row.change and row.started
    ]
    if len(cohorts) < ENOUGH:
        return None
    share = sum(one.both for one in cohorts) / sum(one.started for one in cohorts)
    if share == 1:
        return None
    found = Answering(tuple(cohorts), share, ())
    return Answering(found.cohorts, share, _apart(found))


def _apart(found: Answering) -> tuple[str, ...]:
    sizes, place = np.unique([one.started for one in found.cohorts], return_inverse=True)
    low, high = found.limits(sizes.astype(np.float64), WITHIN_998)
    shares = np.array([one.share for one in found.cohorts])
    outside = ((shares < low[place]) | (shares > high[place])).tolist()
    if binomial_tail(sum(outside), len(outside), 1 - WITHIN_998) >= 0.05:
        return ()
    return tuple(one.name for one, out in zip(found.cohorts, outside, strict=True) if out)

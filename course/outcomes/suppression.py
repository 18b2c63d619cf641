"""Which figures stay hidden because too few people stand behind them.

`hidden` is called once, in `compare`; page, chart, table and CSV are made from what it let through, so none
of them ever holds a hidden figure. The order of the rules:

1. A cohort with at least one and fewer than `threshold.scores` people with both scores is hidden altogether.
2. A hidden cohort is in no total, so no subtraction inside a report, or between two of its filters, finds it.
3. Where a total over everybody is published elsewhere, a second cohort is hidden with the first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PEOPLE_BEHIND_A_SCORE = 8
PEOPLE_BEHIND_A_COUNT = 5


@dataclass(frozen=True)
class Threshold:
    """The fewest people a figure may stand for. A programme may raise both and lower neither."""

    scores: int = PEOPLE_BEHIND_A_SCORE
    counts: int = PEOPLE_BEHIND_A_COUNT

    def __post_init__(self) -> None:
        if self.scores < PEOPLE_BEHIND_A_SCORE or self.counts < PEOPLE_BEHIND_A_COUNT:
            raise ValueError(
                f"the fewest people behind a score is {PEOPLE_BEHIND_A_SCORE} and behind a count "
                f"{PEOPLE_BEHIND_A_COUNT}; a programme may only raise these"
            )


def hidden(counts: NDArray[np.intp], threshold: int, *, total_elsewhere: bool = False) -> NDArray[np.bool_]:
    """Which of these cells are hidden. A cell of nobody is shown: it gives nobody away.

    Decide over all cells of the programme first and filter afterwards: with `total_elsewhere` the second cell
    must be the same under every filter.
    """
    hide = (counts > 0) & (counts < threshold)
    if total_elsewhere and hide.any():
        for i in np.argsort(counts, kind="stable"):
            if hide.sum() > 1 and counts[hide].sum() >= threshold:
                break
            hide[i] |= counts[i] > 0
    return hide


def shown_count(count: int | None, threshold: int) -> int | None:
    """The count itself, or None where it is unknown or stands for too few."""
    return None if count is None or 0 < count < threshold else count

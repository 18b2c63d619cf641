"""What those without a later score could change: bounds on the average, and how they differed at the start."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from course.outcomes.cohort_facts import Pairs
from course.outcomes.scores import Better, Measured
from course.statistics.dropout import Dropout, dropout
from course.statistics.undetermined import Undetermined


@dataclass(frozen=True)
class Bounds:
    """The average change over all `of` people who began, if the `missing` ones had fared as each field says.

    `unchanged`: as they came. `worst_quarter`: like the quarter whose change was least hoped for, None where that
    quarter is too small to speak of. `scale_end`: they began like the others and ended at the worst score there
    is, None where that average first score may not be told.
    """

    of: int
    missing: int
    unchanged: float
    worst_quarter: float | None
    scale_end: float | None


def bounds(
    pairs: Pairs, of: int, measure: Measured, *, fewest: int, with_level: bool = True
) -> Bounds | None:
    """None when nobody is missing, or when no direction is worse. No first score of a missing person is in it.

    `with_level`: the average first score of the people with both may be told, which the end of the scale tells.
    """
    missing = of - len(pairs)
    if missing <= 0 or not pairs or measure.better is Better.NEITHER:
        return None
    before, later = np.array(list(pairs.values()), dtype=np.float64).T
    change, worst = later - before, measure.low if measure.better is Better.HIGHER else measure.high
    quarter = float(np.quantile(change, 0.25 if measure.better is Better.HIGHER else 0.75))

    def over_all(if_missing: float) -> float:
        return float(change.sum() + missing * if_missing) / of

    return Bounds(
        of=of,
        missing=missing,
        unchanged=over_all(0.0),
        worst_quarter=over_all(quarter) if len(pairs) >= 4 * fewest else None,
        scale_end=over_all(worst - float(before.mean())) if with_level else None,
    )


def at_the_start(
    first: Mapping[int, float], with_later: Collection[int], *, threshold: int
) -> Dropout | None:
    """First scores of those with and without a later one; None where either are too few to show."""
    gone = [number not in with_later for number in first]
    if min(sum(gone), len(gone) - sum(gone)) < threshold:
        return None
    try:
        return dropout(list(first.values()), gone)
    except Undetermined:
        return None

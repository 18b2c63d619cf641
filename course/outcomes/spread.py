"""How scores lie on their scale at each wave, in bins that give nobody away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from course.outcomes.axis import round_step

ABOUT = 16
"""Roughly so many bins before any are put together."""


@dataclass(frozen=True)
class Row:
    """One wave. `counts` has one entry per bin, each 0 or large enough; `median` and `quarters` are None where fewer
    people than that lie on one side of them, and `mean` where it would give a few people away."""

    wave: str
    n: int
    counts: tuple[int, ...]
    mean: float | None
    median: float | None
    quarters: tuple[float, float] | None


@dataclass(frozen=True)
class Spread:
    """`edges` from the low end of the scale to the high one; a bin holds its lower edge, the last one both."""

    edges: tuple[float, ...]
    rows: tuple[Row, ...]


def spread(
    scores: Mapping[str, Sequence[float]],
    *,
    low: float,
    high: float,
    fewest: int,
    with_mean: Sequence[str],
) -> Spread | None:
    """`scores` by wave, in order; every wave has enough people to show. `with_mean` are those whose mean may be shown.

    The bins are the finest in which none holds between 1 and `fewest` - 1 people at any wave. None when that leaves
    one bin for everybody: then there is no picture, only figures.
    """
    fine = _fine_edges(low, high)
    counted = [_counts(values, fine) for values in scores.values()]
    edges = _merged(fine, counted, fewest)
    rows = tuple(_row(wave, values, edges, fewest, wave in with_mean) for wave, values in scores.items())
    if not any(sum(n > 0 for n in row.counts) > 1 for row in rows):
        return None
    return Spread(edges, rows)


def _fine_edges(low: float, high: float) -> tuple[float, ...]:
    """The ends of the scale, and round numbers between them."""
    step = round_step((high - low) / ABOUT)
    first, last = floor(low / step + 1e-9) + 1, ceil(high / step - 1e-9)
    return (low, *(step * i for i in range(first, last)), high)


def _counts(values: Sequence[float], edges: Sequence[float]) -> list[int]:
    """The last bin holds its upper edge. Scores a rounding error below an edge belong above it."""
    found, _ = np.histogram(np.asarray(values) + 1e-9, [*edges[:-1], edges[-1] + 1e-6])
    return [int(n) for n in found]


def _merged(edges: tuple[float, ...], counted: Sequence[Sequence[int]], fewest: int) -> tuple[float, ...]:
    """The cut of neighbouring bins into the most pieces of which none is small at any wave (by dynamic programming).

    best[i] holds the edges chosen for the bins before i, None where they cannot be cut so.
    """
    best: list[tuple[float, ...] | None] = [(edges[0],)]
    for end in range(1, len(edges)):
        cuts = (
            (*kept, edges[end])
            for start in range(end)
            if (kept := best[start]) is not None and _is_safe(counted, start, end, fewest)
        )
        best.append(max(cuts, key=len, default=None))
    return best[-1] or (edges[0], edges[-1])


def _is_safe(counted: Sequence[Sequence[int]], start: int, end: int, fewest: int) -> bool:
    return all(not 0 < sum(counts[start:end]) < fewest for counts in counted)


def _row(wave: str, values: Sequence[float], edges: tuple[float, ...], fewest: int, with_mean: bool) -> Row:
    n = len(values)
    quarters = np.quantile(values, [0.25, 0.75]) if n >= 4 * fewest else None
    return Row(
        wave=wave,
        n=n,
        counts=tuple(_counts(values, edges)),
        mean=float(np.mean(values)) if with_mean else None,
        median=float(np.median(values)) if n >= 2 * fewest else None,
        quarters=(float(quarters[0]), float(quarters[1])) if quarters is not None else None,
    )

"""Everybody's rows, over the whole programme: whoever answered at one time only counts too, and who was lost is seen.

Filters do not reach this. Of the people left over in a cohort there are so few that two filters which differ by one
cohort could be subtracted; so they are counted over all cohorts that are shown, in batches that were full when they
were frozen (course/outcomes/batching.py), and a rest waits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from course.outcomes.frozen import SMALL, Frozen
from course.outcomes.scores import CohortScores, Wave
from course.outcomes.suppression import Threshold, merged
from course.statistics.dropout import NOTABLE
from course.statistics.moments import Moments, together
from course.statistics.patterns import Patterns
from course.statistics.repeated_waves import of_patterns
from course.statistics.small_sample import Contrast
from course.statistics.two_groups import Apart, Group
from course.statistics.undetermined import Undetermined


@dataclass(frozen=True)
class Rows:
    """People who answered the same occasions: how many, sums of their scores and of the products of these."""

    n: int
    total: tuple[float, ...]
    products: tuple[tuple[float, ...], ...]

    def __add__(self, other: Rows) -> Rows:
        return Rows(
            self.n + other.n,
            tuple(a + b for a, b in zip(self.total, other.total, strict=True)),
            tuple(
                tuple(a + b for a, b in zip(one, two, strict=True))
                for one, two in zip(self.products, other.products, strict=True)
            ),
        )

    def group(self, occasion: int) -> Group:
        """ValueError for fewer than two."""
        mean = self.total[occasion] / self.n
        squares = max(0.0, self.products[occasion][occasion] - self.n * mean**2)
        return Group(self.n, mean, sqrt(squares / (self.n - 1)))


@dataclass(frozen=True)
class Lost:
    """First scores of `left` people who did not answer again, beside `stayed` who did. `apart` is the standardised
    difference, those who left minus those who stayed; None where nobody differs."""

    left: int
    stayed: int
    apart: float | None

    @property
    def is_notable(self) -> bool:
        return self.apart is not None and abs(self.apart) > NOTABLE


@dataclass(frozen=True)
class Everybody:
    """`change` uses the rows of `people`, `more` of whom have only one of the two scores. None while too few do."""

    people: int
    more: int
    change: Contrast | None
    lost: Lost | None


def everybody(
    cohorts: Sequence[CohortScores],
    batches: Iterable[Frozen],
    *,
    wave: Wave,
    form: str,
    threshold: Threshold,
) -> Everybody:
    """`cohorts` are all of the programme at this wave, `batches` everything that was put together at it."""
    shown = [one for one in cohorts if one.pairs and one.n >= threshold.scores and one.form == form]
    rows = _left_over(batches, {int(one.cohort_id) for one in shown}, wave, form, threshold.scores)
    if not _has_occasion_between(wave) and shown:
        rows["11"] = of_pairs(together(one.pairs for one in shown if one.pairs))
    people = sum(one.n for one in rows.values())
    both = sum(one.n for pattern, one in rows.items() if pattern[0] == pattern[-1] == "1")
    return Everybody(people, people - both, _change(rows) if people > both else None, _lost(rows, wave))


def of_pairs(pairs: Moments) -> Rows:
    """What the sums of changes say of the first and of the later score."""
    n, first, last = pairs.n, pairs.before, pairs.before + pairs.change
    crossed = pairs.ss_before + pairs.products
    later = crossed + pairs.products + pairs.ss_change
    return Rows(
        n,
        (n * first, n * last),
        (
            (pairs.ss_before + n * first**2, crossed + n * first * last),
            (crossed + n * first * last, later + n * last**2),
        ),
    )


def _has_occasion_between(wave: Wave) -> bool:
    return wave in {Wave.SIX_MONTHS, Wave.TWELVE_MONTHS}


def _left_over(
    batches: Iterable[Frozen], shown: set[int], wave: Wave, form: str, threshold: int
) -> dict[str, Rows]:
    """By pattern, every full batch whose cohorts are all shown; under a raised threshold several are one."""
    found: dict[str, list[Frozen]] = defaultdict(list)
    for one in batches:
        if one.wave == wave and one.form == form and one.cells != SMALL and shown.issuperset(one.cohorts):
            found[one.cells].append(one)
    rows = {}
    for pattern, mine in found.items():
        places = [place for group in merged([one.n for one in mine], threshold) for place in group]
        if places:
            rows[pattern] = _sum(_rows(mine[place]) for place in places)
    return rows


def _rows(batch: Frozen) -> Rows:
    figures = batch.figures
    return Rows(batch.n, tuple(figures["total"]), tuple(tuple(row) for row in figures["products"]))


def _sum(rows: Iterator[Rows]) -> Rows:
    whole = next(rows)
    for one in rows:
        whole += one
    return whole


def _change(rows: dict[str, Rows]) -> Contrast | None:
    """From the first occasion to the last, by likelihood (course/statistics/repeated_waves.py)."""
    there = np.array([[one == "1" for one in pattern] for pattern in rows])
    n = np.array([one.n for one in rows.values()], dtype=np.float64)
    total = np.array([one.total for one in rows.values()])
    products = np.array([one.products for one in rows.values()])
    centre = float(total.sum() / (n @ there).sum())
    around = n[:, np.newaxis] * there * centre
    crossed = total[:, :, np.newaxis] * there[:, np.newaxis, :] * centre
    products = (
        products
        - crossed
        - crossed.transpose(0, 2, 1)
        + centre**2 * (n[:, np.newaxis, np.newaxis] * there[:, :, np.newaxis] * there[:, np.newaxis, :])
    )
    try:
        model = of_patterns(
            Patterns(there, n[np.newaxis], (total - around)[np.newaxis], products[np.newaxis]), centre=centre
        )
        return model.change(0, there.shape[1] - 1)
    except Undetermined:
        return None


def _lost(rows: dict[str, Rows], wave: Wave) -> Lost | None:
    """Of those who answered at the occasion before: who did not answer at this one, beside who did."""
    left, stayed = ("110", "111") if _has_occasion_between(wave) else ("10", "11")
    if left not in rows or stayed not in rows:
        return None
    gone, there = rows[left], rows[stayed]
    return Lost(gone.n, there.n, Apart(gone.group(0), there.group(0)).d)

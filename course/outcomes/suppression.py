"""Which figures stay hidden because too few people stand behind them. There is no other place that decides it.

Everything that is published is a sum over *atoms*: sets of people that do not overlap and each hold at least the
threshold. Whatever is added or subtracted then is again a sum over whole atoms, so nobody in a smaller set can be
told apart. Which atoms there are:

1. A cohort whose people with both scores reach the threshold is one. `hidden` says which are not.
2. What is left over in several cohorts (small cohorts for a year, people who answered only once) is put together in
   the order in which it closed until the threshold is reached. `batches` says what belongs together, and more at the
   end never changes what stands. A rest that is not full yet is in no figure.
3. A programme may raise its threshold. `merged` then puts atoms together that are too small for it.

Classes of one cohort (deteriorated, improved, neither) are parts of a total that is known: `showable`. Selections that
overlap inside one cohort are judged in `beside`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def showable(counts: Mapping[str, int], fewest: int) -> dict[str, int]:
    """Which of these classes, which add up to a total that is known, may be shown.

    A class needs `fewest` people in it and as many outside. Nobody in it is few as well: that would say of each
    person that she is not. All but one would give the last away, so it is all of them, or the first that may be shown
    alone: the order of `counts` is that in which one is preferred.
    """
    everybody = sum(counts.values())
    may = [each for each, n in counts.items() if fewest <= n <= everybody - fewest]
    return {each: counts[each] for each in (may if len(may) == len(counts) else may[:1])}


def batches(counts: Sequence[int], least: int) -> list[tuple[int, ...]]:
    """The places of cells that are counted together, each time so many that `least` people are reached.

    `counts` stand in the order in which they closed; cells of nobody are in no batch, nor is a rest at the end.
    """
    found: list[tuple[int, ...]] = []
    pool: list[int] = []
    for place, count in enumerate(counts):
        if not count:
            continue
        pool.append(place)
        if sum(counts[one] for one in pool) >= least:
            found.append(tuple(pool))
            pool = []
    return found


def merged(counts: Sequence[int], threshold: int) -> list[tuple[int, ...]]:
    """What atoms of these sizes become under a raised threshold: large ones stand alone, small ones in batches."""
    small = [place for place, count in enumerate(counts) if count < threshold]
    alone = [(place,) for place, count in enumerate(counts) if count >= threshold]
    together = [
        tuple(small[one] for one in batch) for batch in batches([counts[place] for place in small], threshold)
    ]
    return [*alone, *together]


def may_correct(n: int, corrected: int, *, least: int = PEOPLE_BEHIND_A_SCORE) -> bool:
    """Whether figures of `n` people may give way to figures of `corrected` people.

    The old ones have been read, so a difference of a few people would show what those answered.
    """
    return n == corrected or abs(n - corrected) >= least


def tells_one_apart(only_here: int, only_there: int) -> bool:
    """Whether two figures on the spread of first scores would, set side by side, give one person's score.

    They are of nearly the same people: `only_here` are in the first alone, `only_there` in the second alone.
    """
    return only_here + only_there == 1

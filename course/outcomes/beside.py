"""Which scores of a measure, and which averages of first scores, may stand side by side in a report.

Averages over nearly the same people, and of scores that are made from each other, can be subtracted. So all scores of
a measure count as one figure here, and each is shown only where no adding and subtracting isolates a few people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from course.outcomes.suppression import tells_one_apart

People = frozenset[int]

MOST_SMALL_BLOCKS = 12
"""With more groups of a few people than this there are too many sums to try: then a figure stays hidden, which is
always safe."""


def showable(selections: Mapping[str, People], *, threshold: int) -> dict[str, bool]:
    """{name: whether it is shown}, each judged beside those before it. Fewer than `threshold` people never are."""
    shown: list[People] = []
    return {name: _added(people, shown, threshold) for name, people in selections.items()}


def _added(people: People, shown: list[People], threshold: int) -> bool:
    if len(people) < threshold:
        return False
    if people in shown:
        return True
    if not may_show(people, beside=shown, threshold=threshold):
        return False
    shown.append(people)
    return True


def standardised(selections: Sequence[People]) -> list[bool]:
    """For which of these people the spread of first scores may be told, as a standardised change does."""
    shown: list[People] = []
    answers = []
    for people in selections:
        answers.append(not any(tells_one_apart(len(people - other), len(other - people)) for other in shown))
        if answers[-1]:
            shown.append(people)
    return answers


def may_show(wanted: People, *, beside: Iterable[People], threshold: int) -> bool:
    """Whether no adding and subtracting of totals over these selections isolates 1 to `threshold` - 1 people.

    A set of people can be isolated when its indicator is a linear combination of the selections' indicators,
    that is, when it lies in their row space. People who are in exactly the same selections cannot be told
    apart, so only unions of such blocks are tried.
    """
    selections = [*beside, wanted]
    blocks, sizes = _blocks(selections)
    if sum(size < threshold for size in sizes) > MOST_SMALL_BLOCKS:
        return False
    space = np.linalg.pinv(blocks) @ blocks
    return not any(_lies_in(space, union) for union in _small_unions(sizes, threshold))


def _blocks(selections: Sequence[People]) -> tuple[NDArray[np.float64], list[int]]:
    """Selections × blocks of people with equal membership, and how many people each block holds."""
    everyone = People().union(*selections)
    sizes = Counter(tuple(person in chosen for chosen in selections) for person in everyone)
    membership = np.array(list(sizes), dtype=np.float64).reshape(len(sizes), len(selections))
    return membership.T, list(sizes.values())


def _small_unions(sizes: Sequence[int], threshold: int) -> Iterator[tuple[int, ...]]:
    small = [i for i, size in enumerate(sizes) if size < threshold]
    for how_many in range(1, min(len(small), threshold - 1) + 1):
        for union in combinations(small, how_many):
            if sum(sizes[i] for i in union) < threshold:
                yield union


def _lies_in(space: NDArray[np.float64], union: tuple[int, ...]) -> bool:
    indicator = np.zeros(len(space))
    indicator[list(union)] = 1
    return bool(np.allclose(space @ indicator, indicator, atol=1e-9))

"""Selections that overlap inside one cohort: everybody, those who finished, those in the room.

Two of them shown side by side also show their difference. Before a selection is offered beside others, ask
`may_show`; to choose among several, widest first, use `showable`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

People = frozenset[Hashable]


def showable(selections: Sequence[People], *, threshold: int) -> list[bool]:
    """Which of these may be shown together, each judged beside the ones before it."""
    shown: list[People] = []
    answers = []
    for wanted in selections:
        answers.append(may_show(wanted, beside=shown, threshold=threshold))
        if answers[-1]:
            shown.append(wanted)
    return answers


def may_show(wanted: People, *, beside: Iterable[People], threshold: int) -> bool:
    """Whether no adding and subtracting of totals over these selections isolates 1 to `threshold` - 1 people.

    A set of people can be isolated when its indicator is a linear combination of the selections' indicators,
    that is, when it lies in their row space. People who are in exactly the same selections cannot be told
    apart, so only unions of such blocks are tried.
    """
    selections = [*beside, wanted]
    blocks, sizes = _blocks(selections)
    space = np.linalg.pinv(blocks) @ blocks
    return not any(_lies_in(space, union) for union in _small_unions(sizes, threshold))


def _blocks(selections: Sequence[People]) -> tuple[NDArray[np.float64], list[int]]:
    """Selections × blocks of people with equal membership, and how many people each block holds."""
    everyone = frozenset[Hashable]().union(*selections)
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

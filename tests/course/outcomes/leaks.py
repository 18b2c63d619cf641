"""An oracle that reads what was published, works out whose sums those are, and solves for whatever they give away.

It knows the people and plain arithmetic, and nothing of how the house decides what to hide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from tests.course.outcomes.closing_world import Group, Scores

Cell = tuple[int, str]
"""A cohort and the occasions its people answered: nobody can tell people of one cell apart by any total."""
LATER = {"after": 1, "six-months": 2}


@dataclass(frozen=True)
class Published:
    """One number on a page: of `what` ("after", "six-months": changes; "first": first scores), of how many people."""

    what: str
    n: int
    total: float


def cells_of(groups: Sequence[Group]) -> dict[Cell, list[Scores]]:
    patterns = [f"{code:03b}" for code in range(1, 8)]
    found = {(group.number, pattern): group.of(pattern) for group in groups for pattern in patterns}
    return {cell: people for cell, people in found.items() if people}


def both(cells: Mapping[Cell, list[Scores]], number: int, wave: str) -> frozenset[Cell]:
    """The cells of a cohort's people with both scores."""
    return frozenset(
        cell for cell in cells if cell[0] == number and cell[1][0] == "1" and cell[1][LATER[wave]] == "1"
    )


def unanswered(cells: Mapping[Cell, list[Scores]], number: int) -> frozenset[Cell]:
    """The cells of those who answered before and not after."""
    return frozenset(cell for cell in cells if cell[0] == number and cell[1][:2] == "10")


def value(what: str, scores: Scores) -> float:
    first = scores[0] or 0.0
    return first if what == "first" else (scores[LATER[what]] or 0.0) - first


def size(cells: Mapping[Cell, list[Scores]], chosen: Iterable[Cell]) -> int:
    return sum(len(cells[cell]) for cell in chosen)


def total(cells: Mapping[Cell, list[Scores]], what: str, chosen: Iterable[Cell]) -> float:
    return sum(value(what, scores) for cell in chosen for scores in cells[cell])


def whose(
    cells: Mapping[Cell, list[Scores]], one: Published, parts: Sequence[frozenset[Cell]]
) -> frozenset[Cell]:
    """The union of parts whose people give just this number: scores are such that there is one, and no other."""
    parts = [part for part in parts if part]
    for how_many in range(1, len(parts) + 1):
        for some in combinations(parts, how_many):
            chosen = frozenset().union(*some)
            if size(cells, chosen) == one.n and abs(total(cells, one.what, chosen) - one.total) < 1e-6:
                return chosen
    raise AssertionError(f"{one} is of nobody that could be")


def given_away(
    cells: Mapping[Cell, list[Scores]], published: Iterable[frozenset[Cell]], least: int
) -> list[set[Cell]]:
    """Sets of fewer than `least` people whose total is a sum and difference of published totals."""
    known, names = list(dict.fromkeys(published)), sorted(cells)
    if not known:
        return []
    matrix = np.array([[float(name in chosen) for name in names] for chosen in known])
    within = np.linalg.pinv(matrix) @ matrix
    found = []
    for small in _small_sets(cells, names, matrix, least):
        indicator = np.array([float(name in small) for name in names])
        if np.allclose(within @ indicator, indicator, atol=1e-7):
            found.append(small)
    return found


def _small_sets(
    cells: Mapping[Cell, list[Scores]], names: Sequence[Cell], matrix: np.ndarray, least: int
) -> Iterator[set[Cell]]:
    """Unions of cells that are always published together, of fewer than `least` people."""
    alike: dict[tuple[float, ...], set[Cell]] = {}
    for place, name in enumerate(names):
        if matrix[:, place].any():
            alike.setdefault(tuple(matrix[:, place]), set()).add(name)
    blocks = [block for block in alike.values() if size(cells, block) < least]
    for how_many in range(1, least):
        for some in combinations(blocks, how_many):
            chosen = set().union(*some)
            if size(cells, chosen) < least:
                yield chosen

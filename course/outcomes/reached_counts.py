"""Whom a course reached and who left it, by what people said about themselves, without giving anybody away. Pure.

How many joined, completed and left in all is known to staff from elsewhere, so a number under five is never hidden
alone: in its column and in its row at least one more is, and what is hidden there is at least five people together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from course.outcomes.suppression import PEOPLE_BEHIND_A_COUNT


class End(StrEnum):
    """How the course ended for somebody who had joined: she came to enough of it, or left or stayed away."""

    COMPLETED = "completed"
    LEFT = "left"


ENDS = tuple(End)


@dataclass(frozen=True)
class Line:
    """One answer. None: too few people behind it. `choice` None: those who said nothing of it."""

    choice: str | None
    words: str
    joined: int | None
    completed: int | None
    left: int | None


def lines(
    people: Iterable[tuple[str | None, End]],
    choices: Sequence[tuple[str | None, str]],
    *,
    least: int = PEOPLE_BEHIND_A_COUNT,
) -> tuple[Line, ...]:
    """`people`: what each chose and how it ended. `choices`: every answer there is with its words, in order."""
    counted = Counter(people)
    cells = np.array([[counted[choice, end] for end in ENDS] for choice, _words in choices], dtype=np.intp)
    table = np.column_stack((cells.sum(axis=1), cells))
    hide = _mask(table, least)
    return tuple(
        Line(choice, said, *(None if is_hidden else int(n) for n, is_hidden in zip(row, mask, strict=True)))
        for (choice, said), row, mask in zip(choices, table, hide, strict=True)
    )


def is_empty(found: Sequence[Line]) -> bool:
    """Whether nothing in it may be said: every number is nobody or hidden."""
    return not any(line.joined for line in found if line.choice is not None)


def _mask(table: NDArray[np.intp], least: int) -> NDArray[np.bool_]:
    """Rows and columns in turn until nothing more has to be hidden. The first column is what the others add up to."""
    hide = (table > 0) & (table < least)
    while True:
        before = hide.copy()
        for column in range(table.shape[1]):
            hide[:, column] = _wider(table[:, column], hide[:, column], least)
        for row in range(table.shape[0]):
            hide[row, 1:] = hide[row, 0] | _wider(table[row, 1:], hide[row, 1:], least)
        if (hide == before).all():
            return hide


def _wider(counts: NDArray[np.intp], hide: NDArray[np.bool_], least: int) -> NDArray[np.bool_]:
    """The total of this line is known: beside what is hidden the smallest others are, nobody last, until it is safe."""
    wider = hide.copy()
    for place in np.lexsort((counts, counts == 0)):
        if not wider.any() or (wider.sum() > 1 and counts[wider].sum() >= least):
            break
        wider[place] = True
    return wider

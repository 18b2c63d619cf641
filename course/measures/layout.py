"""How many questions stand on one page. It is stored with the answers, and a measure keeps it for one person.

The same sentences on another page are answered a little differently, so whoever answered a measure one question at a
time before the course does so after it and half a year later too, whatever screen she sits at by then.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from itertools import groupby
from typing import Protocol, TypeVar


class Layout(IntEnum):
    """The version of the question pages. In each: vertical options in a fixed order, words without numbers, none chosen
    beforehand; never a table."""

    ONE = 1
    FOUR = 2
    """Item by item, four below each other; offered where the screen is at least 900 px wide."""


PER_PAGE = {Layout.ONE: 1, Layout.FOUR: 4}


class Answered(Protocol):
    """What counts of an assessment; `layout` is None where answers came from paper, by phone or from a file."""

    @property
    def wave_key(self) -> str: ...
    @property
    def measure_key(self) -> str: ...
    @property
    def layout(self) -> int | None: ...
    @property
    def answered_at(self) -> object: ...


class Asked(Protocol):
    @property
    def measure_key(self) -> str: ...
    @property
    def layout(self) -> Layout: ...


Item = TypeVar("Item", bound=Asked)


def kept(hers: Sequence[Answered], wave_key: str) -> Mapping[str, Layout]:
    """{measure: the layout in which she first answered it, at another time than this wave}; `hers` oldest first."""
    earlier = [one for one in hers if one.wave_key != wave_key and one.answered_at is not None]
    return {one.measure_key: Layout(one.layout) for one in reversed(earlier) if one.layout is not None}


def pages(questions: Iterable[Item]) -> tuple[tuple[Item, ...], ...]:
    """The questions page by page, in order. A page never holds questions of two measures."""
    found: list[tuple[Item, ...]] = []
    for (_measure, layout), group in groupby(questions, key=lambda one: (one.measure_key, one.layout)):
        rest, many = tuple(group), PER_PAGE[layout]
        found += [rest[at : at + many] for at in range(0, len(rest), many)]
    return tuple(found)

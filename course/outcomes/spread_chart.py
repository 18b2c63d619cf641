"""Where people stand on the scale at each wave: a dot for each, spread over its bin, and their average."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import ceil

from course.outcomes.axis import Axis
from course.outcomes.drawing import Drawing, Mark, box, dot, line, words
from course.outcomes.figures import plain
from course.outcomes.scores import Measured
from course.outcomes.spread import Row, Spread
from course.words import _, ngettext

WIDTH, LEFT, RIGHT = 336.0, 12.0, 324.0
PITCH = 8.4
RADIUS = 3.5
MOST_DOTS = 120
HEAD, GAP = 26.0, 14.0


def people_per_dot(spread: Spread) -> int:
    return ceil(max(row.n for row in spread.rows) / MOST_DOTS)


def chart(
    spread: Spread, names: Mapping[str, str], measure: Measured, *, label: str, description: str
) -> Drawing:
    """`names` of the waves. Every dot lies somewhere in its bin: where in it says nothing."""
    axis = Axis(measure.low, measure.high, LEFT, RIGHT, _step(measure))
    per = people_per_dot(spread)
    top, marks = 0.0, list[Mark]()
    for row in spread.rows:
        height = _height(row, spread, axis, per)
        marks += _row(row, spread, axis, measure, names[row.wave], per, top, height)
        top += HEAD + height + GAP
    marks += _scale(axis, top - GAP + 4)
    return Drawing(WIDTH, top - GAP + 30, tuple(marks), label, description)


def _step(measure: Measured) -> float:
    """Four or five ticks that begin and end with the scale."""
    whole = measure.high - measure.low
    return next((whole / parts for parts in (4, 5, 3) if (whole / parts).is_integer()), whole / 4)


def _columns(axis: Axis, low: float, high: float) -> int:
    return max(1, int((axis.at(high) - axis.at(low) - 2) // PITCH))


def _dots(count: int, per: int) -> int:
    return round(count / per) or (1 if count else 0)


def _height(row: Row, spread: Spread, axis: Axis, per: int) -> float:
    bins = zip(pairwise(spread.edges), row.counts, strict=True)
    rows = max(ceil(_dots(count, per) / _columns(axis, *edges)) for edges, count in bins)
    return max(rows, 2) * PITCH + 6


def _row(
    row: Row, spread: Spread, axis: Axis, measure: Measured, name: str, per: int, top: float, height: float
) -> Iterator[Mark]:
    floor = top + HEAD + height
    yield words("name", 0, top + 16, name)
    people = ngettext("%(n)d person", "%(n)d people", row.n) % {"n": row.n}
    yield words("muted", WIDTH, top + 16, ", ".join([people, *_middle_words(row, measure)]), anchor="end")
    if row.quarters:
        low, high = (axis.at(value) for value in row.quarters)
        yield box("half", low, top + HEAD, high - low, height)
    for edge in spread.edges[1:-1]:
        yield line("hair", axis.at(edge), top + HEAD, axis.at(edge), floor)
    yield line("rule", LEFT, floor, RIGHT, floor)
    for (low, high), count in zip(pairwise(spread.edges), row.counts, strict=True):
        yield from _bin(axis, low, high, _dots(count, per), floor)
    middle = row.mean if row.mean is not None else row.median
    if middle is not None:
        yield line("middle", axis.at(middle), top + HEAD - 4, axis.at(middle), floor + 5)


def _middle_words(row: Row, measure: Measured) -> list[str]:
    if row.mean is not None:
        return [_("average %(mean)s") % {"mean": plain(row.mean, measure.decimals)}]
    if row.median is not None:
        return [_("median %(median)s") % {"median": plain(row.median, measure.decimals)}]
    return []


def _bin(axis: Axis, low: float, high: float, dots: int, floor: float) -> Iterator[Mark]:
    """Rows of dots from the floor up, each row centred in the bin."""
    columns, middle = _columns(axis, low, high), (axis.at(low) + axis.at(high)) / 2
    for level in range(ceil(dots / columns)):
        here = min(columns, dots - level * columns)
        for place in range(here):
            yield dot("seat", middle + (place - (here - 1) / 2) * PITCH, floor - 5 - level * PITCH, RADIUS)


def _scale(axis: Axis, top: float) -> Iterator[Mark]:
    for tick in axis.ticks:
        yield words("axis", tick.at, top + 16, tick.label, anchor="middle")

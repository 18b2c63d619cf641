"""Average changes with their intervals, a row each on one scale: wave by wave, or score by score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from course.outcomes.axis import Axis
from course.outcomes.drawing import Drawing, Form, Mark, arrow, box, dot, line, words
from course.words import _, ngettext


@dataclass(frozen=True)
class Row:
    """`ends` is the interval, None when everybody changed by the same amount. Without `mean` the words `instead` stand
    in the row and nothing else. `apart`: drawn as an open circle, for what is not the first thing to look at."""

    name: str
    n: int | None = None
    mean: float | None = None
    ends: tuple[float, float] | None = None
    figures: str = "–"
    instead: str = ""
    apart: bool = False


WIDE = Form(width=640, left=272, right=476, row=36, strip=18, top=34, letters=27)
NARROW = Form(width=336, left=10, right=326, row=76, strip=40, top=6, letters=32)
FOOT = 46.0


def wide(rows: Sequence[Row], *, label: str, description: str, more: str, head: str) -> Drawing:
    """`more` says what the right-hand side of the scale means, `head` what the rows are."""
    axis = _axis(rows, WIDE)
    marks = [*_heads(head), *_scale(axis, WIDE, len(rows), more)]
    for i, row in enumerate(rows):
        marks += _wide_row(row, WIDE.top + i * WIDE.row, axis)
    return Drawing(WIDE.width, WIDE.top + len(rows) * WIDE.row + FOOT, tuple(marks), label, description)


def narrow(rows: Sequence[Row], *, label: str, description: str, more: str) -> Drawing:
    axis = _axis(rows, NARROW)
    marks = [*_scale(axis, NARROW, len(rows), more)]
    for i, row in enumerate(rows):
        marks += _narrow_row(row, NARROW.top + i * NARROW.row, axis)
    return Drawing(NARROW.width, NARROW.top + len(rows) * NARROW.row + FOOT, tuple(marks), label, description)


def _axis(rows: Sequence[Row], form: Form) -> Axis:
    """A scale with zero and every interval on it."""
    ends = [end for row in rows if row.mean is not None for end in (row.mean, *(row.ends or ()))]
    return Axis.over([0.0, *ends] if any(ends) else [-1.0, 1.0], start=form.left, end=form.right, about=4)


def _heads(head: str) -> Iterator[Mark]:
    yield words("head", 0, 20, head)
    yield words("head", 254, 20, _("People"), anchor="end")
    yield words("head", (WIDE.left + WIDE.right) / 2, 20, _("Average change"), anchor="middle")
    yield words("head", WIDE.width, 20, _("Change and interval"), anchor="end")
    yield line("rule", 0, WIDE.top - 4, WIDE.width, WIDE.top - 4)


def _scale(axis: Axis, form: Form, rows: int, more: str) -> Iterator[Mark]:
    bottom = form.top + rows * form.row
    for tick in axis.ticks:
        yield line("grid", tick.at, form.top, tick.at, bottom)
        yield words("axis", tick.at, bottom + 18, tick.label, anchor="middle")
    zero = axis.at(0)
    yield line("zero", zero, form.top, zero, bottom)
    is_right = zero <= (form.left + form.right) / 2
    yield words(
        "axis",
        form.right - 30 if is_right else form.left,
        bottom + 38,
        more,
        anchor="end" if is_right else "start",
    )
    if is_right:
        yield arrow(form.right - 24, bottom + 34)


def _wide_row(row: Row, top: float, axis: Axis) -> Iterator[Mark]:
    y = top + WIDE.strip
    yield words("name", 0, y + 5, fitted(row.name, WIDE.letters))
    yield words("number", 254, y + 5, "–" if row.n is None else str(row.n), anchor="end")
    yield from _mark(row, y, axis, WIDE)
    yield words("number", WIDE.width, y + 5, row.figures, anchor="end")
    yield line("hair", 0, top + WIDE.row, WIDE.width, top + WIDE.row)


def _narrow_row(row: Row, top: float, axis: Axis) -> Iterator[Mark]:
    yield box("behind", 0, top + 5, NARROW.width, 21)
    yield words("name", 0, top + 21, fitted(row.name, NARROW.letters))
    if row.n is not None:
        people = ngettext("%(n)d person", "%(n)d people", row.n) % {"n": row.n}
        yield words("number", NARROW.width, top + 21, people, anchor="end")
    yield from _mark(row, top + NARROW.strip, axis, NARROW)
    if row.mean is not None:
        yield words("number under", NARROW.width, top + 65, row.figures, anchor="end")
    yield line("hair", 0, top + NARROW.row, NARROW.width, top + NARROW.row)


def _mark(row: Row, y: float, axis: Axis, form: Form) -> Iterator[Mark]:
    if row.mean is None:
        yield box("hidden-row", form.left, y - 13, form.right - form.left, 26, round_by=6)
        yield words("muted", (form.left + form.right) / 2, y + 5, row.instead, anchor="middle")
        return
    if row.ends:
        yield line("interval", axis.at(row.ends[0]), y, axis.at(row.ends[1]), y)
    yield dot("point apart" if row.apart else "point", axis.at(row.mean), y, 5.2)


def fitted(name: str, letters: int) -> str:
    """The name, cut at its end when the drawing has no room for it; the table has it whole."""
    return name if len(name) <= letters else name[: letters - 1].rstrip() + "…"

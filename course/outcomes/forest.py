"""The forest: a row for each cohort in order of its start, all on one scale, in two drawings.

`wide` has rows like a table; `narrow`, for a phone, a name and a number of people, then a strip across the screen with
the figures under it. Nothing here knows a hidden number, because the comparison holds none.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

from course.outcomes import row_words
from course.outcomes.axis import Axis
from course.outcomes.comparison import Change, Comparison, Row
from course.outcomes.drawing import Drawing, Form, Mark, arrow, box, dot, line, shape, words
from course.outcomes.scores import Unit
from course.statistics.pooling import Pooled
from course.words import _, ngettext

LARGEST_DOT = 7.2
SMALLEST_DOT = 3.0
DRAWN_IN = 3.6
FOOT = 46.0


WIDE = Form(width=780, left=352, right=592, row=38, strip=19, top=50, letters=24)
NARROW = Form(width=328, left=10, right=318, row=78, strip=40, top=6, letters=30)


def wide(comparison: Comparison) -> Drawing:
    return _drawing(comparison, WIDE)


def narrow(comparison: Comparison) -> Drawing:
    return _drawing(comparison, NARROW)


def _drawing(comparison: Comparison, form: Form) -> Drawing:
    together = row_words.together_figures(comparison)
    rows = len(comparison.rows) + (together is not None)
    bottom = form.top + rows * form.row
    return Drawing(
        width=form.width,
        height=bottom + FOOT,
        marks=tuple(_marks(comparison, form, bottom, together)),
        label=comparison.sentence,
        description=row_words.description(comparison),
    )


def _marks(comparison: Comparison, form: Form, bottom: float, together: str | None) -> Iterator[Mark]:
    axis = _axis(comparison, form)
    most = max((row.change.n for row in comparison.shown if row.change), default=1)
    if form is WIDE:
        yield from _heads(comparison)
    yield from _scale(comparison, axis, form, bottom, together is not None)
    top = form.top
    for row in comparison.rows:
        yield from _row(row, top, comparison, axis, form)
        yield from _mark(row, top + form.strip, comparison, axis, form, most)
        yield line("hair", 0, top + form.row, form.width, top + form.row)
        top += form.row
    if together is not None and comparison.pooled is not None:
        yield from _together(comparison, top, form, together)
        yield from _diamond(comparison.pooled, top + form.strip, axis)


def _axis(comparison: Comparison, form: Form) -> Axis:
    """A scale with zero, every interval and the prediction on it."""
    ends = [end for row in comparison.rows if row.change for end in (row.change.low, row.change.high)]
    pooled = comparison.pooled
    if pooled is not None and pooled.is_informative and pooled.prediction:
        ends += pooled.prediction
    return Axis.over([0.0, *ends] if ends else [-1.0, 1.0], start=form.left, end=form.right)


def _heads(comparison: Comparison) -> Iterator[Mark]:
    first = _("Year of the start") if comparison.unit is Unit.YEAR else _("Cohort, by start date")
    yield words("head", 0, 30, first)
    yield words("head", 254, 30, _("Finished"), anchor="end")
    yield words("head", 336, 30, _("Both scores"), anchor="end")
    yield words("head", WIDE.middle, 30, _("Average change"), anchor="middle")
    yield words("head", WIDE.width, 30, _("Change and interval"), anchor="end")
    yield line("rule", 0, 42, WIDE.width, 42)


def _scale(comparison: Comparison, axis: Axis, form: Form, bottom: float, together: bool) -> Iterator[Mark]:
    """Grid, the band of all together, the line of no change, and the words under them."""
    for tick in axis.ticks:
        yield line("grid", tick.at, form.top, tick.at, bottom)
        yield words("axis", tick.at, bottom + 18, tick.label, anchor="middle")
    pooled = comparison.pooled
    if together and pooled and pooled.low is not None and pooled.high is not None:
        low, high = axis.at(pooled.low), axis.at(pooled.high)
        yield box("band", low, form.top, high - low, bottom - form.top)
        yield line("pooled", axis.at(pooled.mean), form.top, axis.at(pooled.mean), bottom)
    zero = axis.at(0)
    yield line("zero", zero, form.top, zero, bottom)
    about = {"about": comparison.measure.about}
    if zero <= form.middle:
        yield words("axis", form.right - 28, bottom + 38, _("more %(about)s") % about, anchor="end")
        yield arrow(form.right - 22, bottom + 34)
    else:
        yield words("axis", form.left + 28, bottom + 38, _("less %(about)s") % about)
        yield arrow(form.left + 22, bottom + 34, right=False)


def _row(row: Row, top: float, comparison: Comparison, axis: Axis, form: Form) -> Iterator[Mark]:
    name, y = fitted(row.name, form.letters), top + form.strip
    kind = "number" if row.change else "muted"
    if form is WIDE:
        yield words("name", 0, y + 5, name)
        yield words(kind, 254, y + 5, row_words.finished_of(row), anchor="end")
        yield words(kind, 336, y + 5, row_words.people(row, comparison), anchor="end")
        yield words(kind, form.width, y + 5, row_words.figures(row, comparison), anchor="end")
        return
    yield box("behind", 0, top + 5, form.width, 21)
    yield words("name", 0, top + 21, name)
    yield words("number", form.width, top + 21, row_words.people_in_words(row, comparison), anchor="end")
    if row.change:
        yield words("number under", form.width, top + 67, row_words.figures(row, comparison), anchor="end")


def _mark(row: Row, y: float, comparison: Comparison, axis: Axis, form: Form, most: int) -> Iterator[Mark]:
    if row.change is None:
        yield box("hidden-row", form.left, y - 13, form.right - form.left, 26, round_by=6)
        yield words("muted", form.middle, y + 5, row_words.instead(row, comparison), anchor="middle")
        return
    change = row.change
    yield line("interval", axis.at(change.low), y, axis.at(change.high), y)
    yield dot("point", axis.at(change.mean), y, radius(change, most))
    if change.drawn_in is not None:
        yield dot("hollow", axis.at(change.drawn_in), y, DRAWN_IN)


def radius(change: Change, most: int) -> float:
    """The dot's area grows with the people behind it; `most` is the largest number of them."""
    return round(max(SMALLEST_DOT, LARGEST_DOT * sqrt(change.n / most)), 1)


def _together(comparison: Comparison, top: float, form: Form, figures: str) -> Iterator[Mark]:
    y, name = top + form.strip, row_words.together_name(comparison)
    both = comparison.facts.both.count
    if form is WIDE:
        yield words("name together", 0, y + 5, name)
        yield words("number together", 254, y + 5, row_words.together_finished(comparison), anchor="end")
        yield words("number together", 336, y + 5, str(both), anchor="end")
        yield words("number together", form.width, y + 5, figures, anchor="end")
        return
    people = ngettext("%(n)d person", "%(n)d people", both) % {"n": both}
    yield box("behind", 0, top + 5, form.width, 21)
    yield words("name together", 0, top + 21, name)
    yield words("number together", form.width, top + 21, people, anchor="end")
    yield words("number together under", form.width, top + 67, figures, anchor="end")


def _diamond(pooled: Pooled, y: float, axis: Axis) -> Iterator[Mark]:
    """As wide as the interval; the line through it reaches as far as the next cohort's own change may lie."""
    if pooled.low is None or pooled.high is None:
        return
    if pooled.prediction:
        low, high = (axis.at(end) for end in pooled.prediction)
        yield line("pooled", low, y, high, y)
        yield line("pooled", low, y - 5, low, y + 5)
        yield line("pooled", high, y - 5, high, y + 5)
    left, middle, right = axis.at(pooled.low), axis.at(pooled.mean), axis.at(pooled.high)
    yield shape("diamond", f"M{left},{y} L{middle},{y - 8} L{right},{y} L{middle},{y + 8}Z")


def fitted(name: str, letters: int) -> str:
    """The name, cut at its end when the drawing has no room for it; the table has it whole."""
    return name if len(name) <= letters else name[: letters - 1].rstrip() + "…"

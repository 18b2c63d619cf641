"""Where each mark of the forest chart goes; web/templates/macros/forest.html draws it.

Two forms of one chart: `wide`, rows like a table, and `narrow`, for a phone, where each cohort is a name and
its number of people, then a strip across the screen with the figures under it. All places are in units of
the viewBox. Nothing here knows a hidden number, because the comparison holds none.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from course.outcomes import row_words
from course.outcomes.axis import Axis, Tick
from course.outcomes.compare import Comparison, Row
from course.words import _

LARGEST_DOT = 7.2
SMALLEST_DOT = 3.0


@dataclass(frozen=True)
class Form:
    """The measures of one form. `strip` is how far below a row's top the interval lies."""

    width: float
    left: float
    right: float
    row: float
    strip: float
    top: float
    name_letters: int


WIDE = Form(width=780, left=352, right=592, row=38, strip=19, top=50, name_letters=24)
NARROW = Form(width=328, left=10, right=318, row=78, strip=40, top=6, name_letters=30)


@dataclass(frozen=True)
class Mark:
    """A dot with its interval. The dot's area grows with the people behind it."""

    x: float
    low: float
    high: float
    radius: float


@dataclass(frozen=True)
class Strip:
    """One cohort's row, `top` its upper edge and `y` the line of its interval.

    `mark` is None for a cohort without figures to show; `instead` then says why.
    """

    top: float
    y: float
    name: str
    finished: str
    people: str
    people_in_words: str
    figures: str
    mark: Mark | None
    instead: str


@dataclass(frozen=True)
class Together:
    """The pooled row: a diamond from `low` over `x` to `high`, and a band as wide behind all rows."""

    top: float
    y: float
    x: float
    low: float
    high: float
    name: str
    finished: str
    people: str
    figures: str


@dataclass(frozen=True)
class Forest:
    form: Form
    height: float
    bottom: float
    """Where the plot ends and the labels of the axis begin."""
    zero: float
    ticks: tuple[Tick, ...]
    strips: tuple[Strip, ...]
    together: Together | None
    more: str
    less: str
    label: str
    description: str

    @property
    def middle(self) -> float:
        return (self.form.left + self.form.right) / 2


def wide(comparison: Comparison) -> Forest:
    return _forest(comparison, WIDE)


def narrow(comparison: Comparison) -> Forest:
    return _forest(comparison, NARROW)


def _forest(comparison: Comparison, form: Form) -> Forest:
    axis = _axis(comparison, form)
    most = max((row.change.n for row in comparison.rows if row.change), default=1)
    strips = tuple(
        _strip(row, form.top + i * form.row, form, axis, comparison, most)
        for i, row in enumerate(comparison.rows)
    )
    end = form.top + len(strips) * form.row
    together = _together(comparison, end, form, axis)
    bottom = end + (form.row if together else 0)
    return Forest(
        form=form,
        height=bottom + 46,
        bottom=bottom,
        zero=axis.at(0),
        ticks=axis.ticks,
        strips=strips,
        together=together,
        more=_("more %(about)s →") % {"about": comparison.measure.about},
        less=_("← less %(about)s") % {"about": comparison.measure.about},
        label=comparison.sentence,
        description=row_words.description(comparison),
    )


def _axis(comparison: Comparison, form: Form) -> Axis:
    """A scale with zero and every interval on it."""
    ends = [end for row in comparison.rows if row.change for end in (row.change.low, row.change.high)]
    return Axis.over([0.0, *ends] if ends else [-1.0, 1.0], start=form.left, end=form.right)


def _strip(row: Row, top: float, form: Form, axis: Axis, comparison: Comparison, most: int) -> Strip:
    return Strip(
        top=top,
        y=top + form.strip,
        name=fitted(row.name, form.name_letters),
        finished=row_words.finished_of(row),
        people=row_words.people(row, comparison),
        people_in_words=row_words.people_in_words(row, comparison),
        figures=row_words.figures(row, comparison),
        mark=_mark(row, axis, most),
        instead=row_words.instead(row, comparison),
    )


def _mark(row: Row, axis: Axis, most: int) -> Mark | None:
    if row.change is None:
        return None
    radius = max(SMALLEST_DOT, LARGEST_DOT * sqrt(row.change.n / most))
    change = row.change
    return Mark(axis.at(change.mean), axis.at(change.low), axis.at(change.high), round(radius, 1))


def _together(comparison: Comparison, top: float, form: Form, axis: Axis) -> Together | None:
    """None with fewer than three cohorts: they are then shown singly."""
    pooled, figures = comparison.pooled, row_words.together_figures(comparison)
    if pooled is None or pooled.low is None or pooled.high is None or figures is None:
        return None
    return Together(
        top=top,
        y=top + form.strip,
        x=axis.at(pooled.mean),
        low=axis.at(pooled.low),
        high=axis.at(pooled.high),
        name=row_words.together_name(comparison),
        finished=row_words.together_finished(comparison),
        people=str(comparison.facts.both.count),
        figures=figures,
    )


def fitted(name: str, letters: int) -> str:
    """The name, cut at its end when the drawing has no room for it; the table has it whole."""
    return name if len(name) <= letters else name[: letters - 1].rstrip() + "…"

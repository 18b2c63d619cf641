"""The comparison as a table for the page, in words and figures as in the chart; and what every table is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from course.outcomes.comparison import Comparison, Row
from course.outcomes.figures import signed, span
from course.outcomes.row_words import (
    figures,
    finished_of,
    instead,
    people,
    together_figures,
    together_finished,
    together_name,
)
from course.outcomes.scores import Measured, Unit
from course.words import _

Cell = str | int | float | None

FULL_WIDTH = (
    "\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
)
FORMULA_STARTS = tuple("=+-@\t\r\n\0" + FULL_WIDTH)
"""A spreadsheet may run a text cell that begins with one of these."""


@dataclass(frozen=True)
class Table:
    """`numbers` are the columns, from 0, that hold figures."""

    heads: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]


def table(comparison: Comparison, *, day: Callable[[date], str] = date.isoformat) -> Table:
    """For the page: words and figures as in the chart, names in full, and the standardised change.

    `day` writes a date the way the reader's language does.
    """
    measure = comparison.measure
    heads = (
        _("Year") if comparison.unit is Unit.YEAR else _("Cohort"),
        _("Started on"),
        _("Finished"),
        _("Both scores"),
        _("At six months"),
        owned(_("Average change and interval"), measure),
        owned(_("Drawn towards the average"), measure),
        owned(_("At the same start"), measure),
        owned(_("Standardised change (SMCR)"), measure),
    )
    lines = [_line(row, comparison, day) for row in comparison.rows]
    numbers = tuple(range(2, len(heads)))
    whole = Table(heads, (*lines, *_last_line(comparison)), numbers)
    return _without_day(whole) if comparison.unit is Unit.YEAR else whole


def _without_day(whole: Table) -> Table:
    """A year begins when it begins."""
    lines = tuple((line[0], *line[2:]) for line in whole.lines)
    return Table((whole.heads[0], *whole.heads[2:]), lines, tuple(place - 1 for place in whole.numbers))


def guarded(text: str) -> str:
    """The text, with an apostrophe before it when it could start a formula, leading spaces or not."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def owned(head: str, measure: Measured) -> str:
    """The heading, saying so when the questions are in our own words and not the validated form."""
    return head if measure.validated else _("%(heading)s (own wording)") % {"heading": head}


def _line(row: Row, comparison: Comparison, day: Callable[[date], str]) -> tuple[str, ...]:
    change, decimals = row.change, comparison.measure.decimals
    return (
        row.name,
        day(row.starts_on),
        finished_of(row),
        people(row, comparison),
        "–" if row.followed is None else str(row.followed),
        figures(row, comparison) if change else instead(row, comparison),
        _signed(change.drawn_in if change else None, decimals),
        _signed(change.adjusted if change else None, decimals),
        _standardised(row),
    )


def _signed(value: float | None, decimals: int) -> str:
    return "–" if value is None else signed(value, decimals)


def _standardised(row: Row) -> str:
    change = row.change
    if change is None or change.g is None or change.g_low is None or change.g_high is None:
        return "–"
    return f"{signed(change.g, 2)} ({span(change.g_low, change.g_high, 2)})"


def _last_line(comparison: Comparison) -> list[tuple[str, ...]]:
    together, followed = together_figures(comparison), comparison.facts.followed
    if together is None:
        return []
    reached = str(followed.count) if followed else "–"
    both = str(comparison.facts.both.count)
    finished = together_finished(comparison)
    return [(together_name(comparison), "", finished, both, reached, together, "–", "–", "–")]

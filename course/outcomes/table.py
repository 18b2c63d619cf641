"""The comparison as a table: words for the page, plain numbers for a spreadsheet, both as in the chart."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO

from course.outcomes.compare import Comparison, Row
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
from course.outcomes.scores import Wave
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
    heads = (
        _("Cohort"),
        _("Started on"),
        _("Finished"),
        _("Both scores"),
        _("At six months"),
        owned(_("Average change and interval"), comparison),
        owned(_("Standardised change"), comparison),
    )
    lines = [_line(row, comparison, day) for row in comparison.rows]
    return Table(heads, (*lines, *_last_line(comparison)), numbers=(2, 3, 4, 5, 6))


def csv_rows(comparison: Comparison) -> Iterator[list[Cell]]:
    """A header, a row for each cohort in order of its start, then all shown together.

    Text is guarded against being run as a formula; numbers stay numbers, a negative one with its plain minus.
    """
    yield [guarded(head) for head in _csv_heads(comparison)]
    for row in comparison.rows:
        yield [guarded(cell) if isinstance(cell, str) else cell for cell in _csv_cells(row, comparison)]
    if comparison.shown:
        yield _csv_together(comparison)


def csv_text(comparison: Comparison) -> str:
    """The rows as RFC 4180 text."""
    out = StringIO(newline="")
    csv.writer(out).writerows(csv_rows(comparison))
    return out.getvalue()


def guarded(text: str) -> str:
    """The text, with an apostrophe before it when it could start a formula, leading spaces or not."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def owned(head: str, comparison: Comparison) -> str:
    """The heading, saying so when the questions are in our own words and not the validated form."""
    return head if comparison.measure.validated else _("%(heading)s (own wording)") % {"heading": head}


def _line(row: Row, comparison: Comparison, day: Callable[[date], str]) -> tuple[str, ...]:
    return (
        row.name,
        day(row.starts_on),
        finished_of(row),
        people(row, comparison),
        "–" if row.followed is None else str(row.followed),
        figures(row, comparison) if row.change else instead(row, comparison),
        _standardised(row),
    )


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
    return [(together_name(comparison), "", finished, both, reached, together, "–")]


def _csv_heads(comparison: Comparison) -> list[str]:
    later = _("after") if comparison.wave is Wave.AFTER else _("six months")
    change = _("%(measure)s, average change before to %(later)s") % {
        "measure": comparison.measure.name,
        "later": later,
    }
    return [
        _("Cohort"),
        _("Started on"),
        _("Shown"),
        _("Started"),
        _("Finished"),
        _("Both scores"),
        _("Reached at six months"),
        owned(change, comparison),
        owned(_("Interval from (95 percent)"), comparison),
        owned(_("Interval to (95 percent)"), comparison),
        owned(_("Standardised change (SMCR)"), comparison),
        owned(_("SMCR interval from (95 percent)"), comparison),
        owned(_("SMCR interval to (95 percent)"), comparison),
        owned(_("Correlation of before and later score"), comparison),
    ]


def _csv_cells(row: Row, comparison: Comparison) -> list[Cell]:
    shown = _("yes") if row.change else instead(row, comparison)
    counts: list[Cell] = [row.started, row.finished, row.change.n if row.change else None, row.followed]
    return [row.name, row.starts_on.isoformat(), shown, *counts, *_csv_figures(row)]


def _csv_figures(row: Row) -> list[Cell]:
    change = row.change
    if change is None:
        return [None] * 7
    found = (change.mean, change.low, change.high, change.g, change.g_low, change.g_high, change.r)
    return [_rounded(value) for value in found]


def _csv_together(comparison: Comparison) -> list[Cell]:
    facts, pooled = comparison.facts, comparison.pooled
    known = pooled is not None and pooled.is_informative
    figures = [pooled.mean, pooled.low, pooled.high] if pooled is not None and known else [None] * 3
    return [
        guarded(together_name(comparison)),
        None,
        _("yes"),
        facts.started,
        facts.finished.count,
        facts.both.count,
        facts.followed.count if facts.followed else None,
        *(_rounded(value) for value in figures),
        *[None] * 4,
    ]


def _rounded(value: float | None) -> float | None:
    """Four decimals: more would be noise, and enough to set beside other software."""
    return None if value is None else round(value, 4) + 0.0

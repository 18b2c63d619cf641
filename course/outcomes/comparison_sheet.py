"""The comparison as plain numbers for a spreadsheet: what the page shows, and nothing more."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

from course.outcomes.comparison import Comparison, Row
from course.outcomes.comparison_words import later
from course.outcomes.everybody import Everybody
from course.outcomes.row_words import instead, together_name
from course.outcomes.scores import Unit
from course.outcomes.sheet import Sheet
from course.outcomes.table import Cell, owned
from course.statistics.small_sample import Contrast
from course.words import _

FIGURES = 10
"""Columns of scores; before them stand name, day, what is shown, and four counts."""


def sheet(comparison: Comparison, everybody: Everybody) -> Sheet:
    """A row for each cohort in order of its start, then all shown together, then what the models say."""
    rows = [_row(row, comparison) for row in comparison.rows]
    return Sheet(_heads(comparison), (*rows, *_together(comparison), *_models(comparison, everybody)))


def _heads(comparison: Comparison) -> tuple[str, ...]:
    measure = comparison.measure
    change = _("%(measure)s, average change before to %(later)s") % {
        "measure": measure.name,
        "later": later(comparison.wave),
    }
    counts = (_("Started"), _("Finished"), _("Both scores"), _("Reached at six months"))
    scores = (
        change,
        _("Interval from (95 percent)"),
        _("Interval to (95 percent)"),
        _("Drawn towards the average (BLUP)"),
        _("At the same start (case mix)"),
        _("Standardised change (SMCR)"),
        _("SMCR interval from (95 percent)"),
        _("SMCR interval to (95 percent)"),
        _("Correlation of before and later score"),
        _("Degrees of freedom"),
    )
    first = _("Year") if comparison.unit is Unit.YEAR else _("Cohort")
    return (first, _("Started on"), _("Shown"), *counts, *(owned(head, measure) for head in scores))


def _row(row: Row, comparison: Comparison) -> tuple[Cell, ...]:
    shown = _("yes") if row.change else instead(row, comparison)
    change = row.change
    counts = (row.started, row.finished, change.n if change else None, row.followed)
    figures: tuple[Cell, ...] = (None,) * FIGURES
    if change:
        figures = (
            change.mean,
            change.low,
            change.high,
            change.drawn_in,
            change.adjusted,
            change.g,
            change.g_low,
            change.g_high,
            change.r,
            change.n - 1,
        )
    return (row.name, row.starts_on.isoformat(), shown, *counts, *figures)


def _together(comparison: Comparison) -> Iterator[tuple[Cell, ...]]:
    if not comparison.shown:
        return
    facts, pooled = comparison.facts, comparison.pooled
    counts = (
        facts.started,
        facts.finished.count,
        facts.both.count,
        facts.followed.count if facts.followed else None,
    )
    known = pooled is not None and pooled.is_informative
    figures = _figures(pooled.mean, pooled.low, pooled.high, pooled.k - 1) if pooled and known else _figures()
    yield (together_name(comparison), None, _("yes"), *counts, *figures)


def _models(comparison: Comparison, everybody: Everybody) -> Iterator[tuple[Cell, ...]]:
    """To as many decimals as the page has: these lines are of the whole programme or of models over it."""
    pooled, decimals = comparison.pooled, comparison.measure.decimals
    if pooled and pooled.is_informative:
        yield _line(_("Spread of true changes (tau)"), sqrt(pooled.tau2))
        yield _line(_("Share of the spread that is more than chance (I2, percent)"), pooled.i2)
        if pooled.prediction:
            yield _line(_("Where another one may lie (prediction interval)"), None, *pooled.prediction)
    if comparison.adjusted:
        yield _line(_("Of people who began alike (mixed model)"), *_rounded(comparison.adjusted, decimals))
    if everybody.change:
        name = _("With everybody’s answers, whole programme (likelihood)")
        yield _line(name, *_rounded(everybody.change, decimals), people=everybody.people)
    if everybody.lost and everybody.lost.apart is not None:
        name = _("First scores of those who did not answer again, minus the others, in standard deviations")
        yield _line(name, round(everybody.lost.apart, 2), people=everybody.lost.left + everybody.lost.stayed)


def _line(
    name: str,
    value: float | None,
    low: float | None = None,
    high: float | None = None,
    df: float | None = None,
    *,
    people: int | None = None,
) -> tuple[Cell, ...]:
    return (name, None, _("yes"), None, None, people, None, *_figures(value, low, high, df))


def _figures(
    value: float | None = None, low: float | None = None, high: float | None = None, df: float | None = None
) -> tuple[Cell, ...]:
    return (value, low, high, *(None,) * (FIGURES - 4), df)


def _rounded(one: Contrast, decimals: int) -> tuple[float, float, float, float]:
    low, high = one.interval()
    return round(one.value, decimals), round(low, decimals), round(high, decimals), round(one.df, 1)

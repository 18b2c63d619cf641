"""The charts of one cohort with their words and tables. Nothing here knows a hidden number: the report holds none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from course.outcomes import interval_chart
from course.outcomes.change import Change
from course.outcomes.cohort_report import CohortReport
from course.outcomes.cohort_view import Part, Showing
from course.outcomes.cohort_words import (
    capital,
    change_figures,
    instead,
    level_figures,
    owned,
    standard_figures,
)
from course.outcomes.interval_chart import Row
from course.outcomes.pairs_picture import pairs_picture
from course.outcomes.picture import Picture
from course.outcomes.scores import Measured
from course.outcomes.sheet import Sheet
from course.outcomes.spread_picture import spread_picture
from course.outcomes.table import Cell, Table
from course.words import _


def pictures(report: CohortReport) -> dict[str, Picture]:
    """By key, in the order of the page; one that cannot be shown is absent."""
    return {one.key: one for one in _pictures(report)}


def _pictures(report: CohortReport) -> Iterator[Picture]:
    if any(one.change for one in report.waves):
        yield _changes(report)
    if report.spread:
        yield spread_picture(report, report.spread)
    if report.end and report.end_change and (report.lines or report.groups):
        yield pairs_picture(report, report.end, report.end_change)
    if len(report.parts) > 1 and any(part.change for part in report.parts):
        yield _parts(report)


def _changes(report: CohortReport) -> Picture:
    measure = report.main.says
    rows = [
        _row(capital(one.wave.name), one.showing, one.change, measure, apart=one.wave != report.wave)
        for one in report.waves
    ]
    lines = tuple(_line(capital(one.wave.name), one.showing, one.change, measure) for one in report.waves)
    data = tuple(_cells(capital(one.wave.name), one.showing, one.change) for one in report.waves)
    return Picture(
        key="changes",
        title=_changes_title(report),
        unit=_("%(name)s. Dot: average change of the people with both scores. Line: 95%% interval.")
        % {"name": owned(measure.name, measure)},
        method=_interval_method(measure),
        wide=interval_chart.wide(
            rows,
            label=report.claim.sentence,
            description=_described(rows),
            more=_more(measure),
            head=_("From before to"),
        ),
        narrow=interval_chart.narrow(
            rows, label=report.claim.sentence, description=_described(rows), more=_more(measure)
        ),
        table=_table(_("From before to"), lines, measure),
        sheet=_sheet(_("From before to"), data, measure),
    )


def _changes_title(report: CohortReport) -> str:
    """A sentence with the figure it is about."""
    if report.change is None or report.wave is None:
        return report.claim.sentence
    words = _("%(name)s changed by %(figures)s points from before to %(wave)s")
    return words % {
        "name": report.main.says.name,
        "figures": change_figures(report.change, report.main.says),
        "wave": report.wave.name,
    }


def _parts(report: CohortReport) -> Picture:
    wave = report.wave.name if report.wave else ""
    rows = [
        _row(
            part.scored.says.name,
            part.showing,
            part.change,
            part.scored.says,
            apart=not _is_first(part, report),
        )
        for part in report.parts
    ]
    validated = report.main.says
    label = _("Each part of %(measure)s by itself, from before to %(wave)s") % {
        "measure": report.main.whole or validated.name,
        "wave": wave,
    }
    lines = tuple(
        _line(part.scored.says.name, part.showing, part.change, part.scored.says) for part in report.parts
    )
    data = tuple(_cells(part.scored.says.name, part.showing, part.change) for part in report.parts)
    return Picture(
        key="parts",
        title=label,
        unit=_(
            "Full dots: what this measure shows first. Open dots: its parts. To the right a score rose, which for some "
            "is not what one hopes for."
        ),
        method=_interval_method(validated),
        wide=interval_chart.wide(
            rows, label=label, description=_described(rows), more=_("score rose"), head=_("Score")
        ),
        narrow=interval_chart.narrow(rows, label=label, description=_described(rows), more=_("score rose")),
        table=_table(_("Score"), lines, validated),
        sheet=_sheet(_("Score"), data, validated),
    )


def _is_first(part: Part, report: CohortReport) -> bool:
    return part.scored.is_headline or part.scored.key == report.main.key


def _row(name: str, showing: Showing, change: Change | None, measure: Measured, *, apart: bool) -> Row:
    if change is None:
        return Row(name, instead=instead(showing))
    return Row(name, change.n, change.mean, change.interval, change_figures(change, measure), apart=apart)


def _table(first: str, lines: tuple[tuple[str, ...], ...], measure: Measured) -> Table:
    heads = (
        first,
        _("Both scores"),
        owned(_("Average scores"), measure),
        owned(_("Average change and interval"), measure),
        owned(_("Standardised change (SMCR)"), measure),
    )
    return Table(heads, lines, numbers=(1, 2, 3, 4))


def _line(name: str, showing: Showing, change: Change | None, measure: Measured) -> tuple[str, ...]:
    if change is None:
        return (name, "–", "–", instead(showing), "–")
    return (
        name,
        str(change.n),
        level_figures(change, measure),
        change_figures(change, measure),
        standard_figures(change),
    )


def _sheet(first: str, data: tuple[tuple[Cell, ...], ...], measure: Measured) -> Sheet:
    heads = (
        first,
        _("Shown"),
        _("Both scores"),
        owned(_("Average before"), measure),
        owned(_("Average later"), measure),
        owned(_("Average change"), measure),
        owned(_("Interval from (95 percent)"), measure),
        owned(_("Interval to (95 percent)"), measure),
        owned(_("Standardised change (SMCR)"), measure),
        owned(_("SMCR interval from (95 percent)"), measure),
        owned(_("SMCR interval to (95 percent)"), measure),
        owned(_("Correlation of before and later score"), measure),
    )
    return Sheet(heads, data)


def _cells(name: str, showing: Showing, change: Change | None) -> tuple[Cell, ...]:
    if change is None:
        return (name, instead(showing), *[None] * 10)
    standard = change.standard
    return (
        name,
        _("yes"),
        change.n,
        change.before,
        change.later,
        change.mean,
        *(change.interval or (None, None)),
        *((standard.g, standard.low, standard.high, standard.r) if standard else [None] * 4),
    )


def _interval_method(measure: Measured) -> str:
    words = _(
        "The later score minus the one before, averaged; interval from Student’s t. A change, not an effect."
    )
    return words if measure.validated else f"{words} " + _("Our own wording, not the validated form.")


def _more(measure: Measured) -> str:
    return _("more %(about)s") % {"about": measure.about}


def _described(rows: Sequence[Row]) -> str:
    """The chart in a paragraph, for people who do not see it."""
    said = [
        _("%(name)s: %(figures)s, %(n)d people.") % {"name": row.name, "figures": row.figures, "n": row.n}
        if row.n is not None
        else _("%(name)s: %(instead)s.") % {"name": row.name, "instead": row.instead}
        for row in rows
    ]
    return " ".join(said)

"""The whole report of one cohort for a spreadsheet: one figure a row, with its section."""

from __future__ import annotations

from collections.abc import Iterator

from course.outcomes.change import Change
from course.outcomes.cohort_report import CohortReport
from course.outcomes.cohort_told import Told, told
from course.outcomes.cohort_words import capital, instead, owned
from course.outcomes.scores import Measured
from course.outcomes.sheet import Sheet
from course.outcomes.table import Cell
from course.words import _

Row = tuple[Cell, ...]


def cohort_sheet(report: CohortReport) -> Sheet:
    """What is hidden is an empty cell with its reason beside it, as on the page."""
    said = told(report)
    heads = (_("Section"), _("What"), _("Value"), _("From"), _("To"), _("People"), _("Note"))
    return Sheet(heads, tuple(_rows(report, said)))


def _rows(report: CohortReport, said: Told) -> Iterator[Row]:
    facts = report.facts
    yield (_("Cohort"), facts.name, None, None, None, None, facts.programme)
    yield (_("Cohort"), _("Started on"), facts.starts_on.isoformat(), None, None, None, None)
    for step, told_step in zip(report.steps, said.steps, strict=True):
        yield (_("Steps"), told_step.title, step.n, None, None, step.of, "; ".join(told_step.losses) or None)
    for one in report.waves:
        name = _("From before to %(wave)s") % {"wave": one.wave.name}
        yield from _change(name, one.change, report.main.says, instead(one.showing))
    for part in (*report.parts, *report.others):
        yield from _change(part.scored.says.name, part.change, part.scored.says, instead(part.showing))
    lines = ((_("Reliable change"), said.classes), (_("Cut-off"), said.crossings))
    for section, pairs in lines:
        for words, figure in pairs:
            yield (section, words, int(figure), None, None, None, None)
    if said.yardstick:
        yield (_("Reliable change"), said.yardstick, None, None, None, None, said.class_note or None)
    yield from _rest(report, said)


def _change(name: str, change: Change | None, measure: Measured, why: str) -> Iterator[Row]:
    section = owned(measure.name, measure)
    if change is None:
        yield (section, name, None, None, None, None, why)
        return
    low, high = change.interval or (None, None)
    yield (section, name, change.mean, low, high, change.n, _("average change, 95 percent interval"))
    if change.before is not None:
        yield (section, name, change.before, None, None, change.n, _("average before"))
        yield (section, name, change.later, None, None, change.n, _("average later"))
    if change.standard is not None:
        found = change.standard
        note = _("standardised change (SMCR), r = %(r)s") % {"r": f"{found.r:.4f}"}
        yield (section, name, found.g, found.low, found.high, change.n, note)


def _rest(report: CohortReport, said: Told) -> Iterator[Row]:
    if report.bounds:
        found = report.bounds
        values = (found.unchanged, found.worst_quarter, found.scale_end)
        named = [value for value in values if value is not None]
        for (words, _figure), value in zip(said.bounds, named, strict=True):
            yield (_("If those without a later score"), words, value, None, None, found.of, None)
    for association, (words, _figure) in zip(report.associations, said.associations, strict=True):
        yield (
            _("Attendance and practice, an association"),
            words,
            association.value,
            association.low,
            association.high,
            association.n,
            None,
        )
    for sentence in (said.start, *said.caveats):
        if sentence:
            yield (_("Read with care"), capital(sentence), None, None, None, None, None)

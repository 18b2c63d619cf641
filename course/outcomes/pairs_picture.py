"""The chart of the same people before and later, with its words. Its table and file hold groups, never one person."""

from __future__ import annotations

from collections.abc import Iterator

from course.outcomes import pairs_chart
from course.outcomes.change import Change
from course.outcomes.cohort_facts import WaveSeen
from course.outcomes.cohort_report import CohortReport
from course.outcomes.cohort_words import capital, owned
from course.outcomes.drawing import Drawing
from course.outcomes.figures import plain
from course.outcomes.picture import Picture
from course.outcomes.sheet import Sheet
from course.outcomes.table import Table
from course.words import _

Line = tuple[str, int, float | None, float | None]


def pairs_picture(report: CohortReport, wave: WaveSeen, change: Change) -> Picture:
    measure = report.main.says
    rows = list(_rows(report, change))
    label = _("How the same %(n)d people moved, from before to %(wave)s") % {"n": change.n, "wave": wave.name}
    heads = (_("Group"), _("People"), owned(_("Average before"), measure), owned(_("Average later"), measure))
    written = tuple(
        (name, str(n), *("–" if mean is None else plain(mean, measure.decimals) for mean in means))
        for name, n, *means in rows
    )
    return Picture(
        key="pairs",
        title=label,
        unit=f"{owned(measure.name, measure)}. {_unit(report)}",
        method=_(
            "Whoever began lowest tends to rise and whoever began highest to fall, with or without a course: scores "
            "far from the average are partly chance."
        ),
        wide=_drawing(report, wave, label, rows),
        narrow=None,
        table=Table(heads, written, (1, 2, 3)),
        sheet=Sheet(heads, tuple(rows)),
    )


def _rows(report: CohortReport, change: Change) -> Iterator[Line]:
    for place, group in enumerate(report.groups):
        name = pairs_chart.group_name(place, len(report.groups))
        yield name, group.n, group.before, group.later
    yield _("Everybody"), change.n, change.before, change.later


def _unit(report: CohortReport) -> str:
    if report.lines:
        return _("A thin line for each person, the dark one for their average.")
    words = _("Open circle: before. Full circle: later. Each group has at least %(n)d people.")
    return words % {"n": report.threshold.scores}


def _drawing(report: CohortReport, wave: WaveSeen, label: str, rows: list[Line]) -> Drawing:
    measure = report.main.says
    said = " ".join(
        _("%(name)s, %(n)d people: from %(before)s to %(later)s.")
        % {
            "name": name,
            "n": n,
            "before": plain(before, measure.decimals),
            "later": plain(later, measure.decimals),
        }
        for name, n, before, later in rows
        if before is not None and later is not None
    )
    if report.lines:
        later = capital(wave.name)
        return pairs_chart.slopes(report.lines, measure, later=later, label=label, description=said)
    return pairs_chart.dumbbells(report.groups, measure, label=label, description=said)

"""The chart of where people stood, with its words and its table of bins."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from course.outcomes import spread_chart
from course.outcomes.cohort_report import CohortReport
from course.outcomes.cohort_words import capital, listed, owned
from course.outcomes.figures import plain
from course.outcomes.picture import Picture
from course.outcomes.sheet import Sheet
from course.outcomes.spread import Spread
from course.outcomes.table import Table
from course.words import _


def spread_picture(report: CohortReport, found: Spread) -> Picture:
    measure = report.main.says
    names = {wave.key: capital(wave.name) for wave in report.facts.waves}
    label = _("Where people stood on the scale %(waves)s") % {
        "waves": listed([names[row.wave].lower() for row in found.rows])
    }
    heads = (_("Scores"), *(names[row.wave] for row in found.rows))
    bins = [f"{low:g}–{high:g}" for low, high in pairwise(found.edges)]
    counts = list(zip(*(row.counts for row in found.rows), strict=True))
    lines = [(name, *(str(n) for n in each)) for name, each in zip(bins, counts, strict=True)]
    method = _(
        "Scores are put together in steps so that none holds one to %(n)d people. Where in its step a dot lies says "
        "nothing."
    )
    return Picture(
        key="spread",
        title=label,
        unit=f"{owned(measure.name, measure)}. {_unit(report, found)}",
        method=method % {"n": report.threshold.counts - 1},
        wide=spread_chart.chart(
            found, names, measure, label=label, description=_described(found, names, bins)
        ),
        narrow=None,
        table=Table(heads, (*lines, *_middles(found, measure.decimals)), tuple(range(1, len(heads)))),
        sheet=Sheet(heads, tuple((name, *each) for name, each in zip(bins, counts, strict=True))),
    )


def _unit(report: CohortReport, found: Spread) -> str:
    per = spread_chart.people_per_dot(found)
    said = [_("A dot for each person.") if per == 1 else _("A dot for about %(n)d people.") % {"n": per}]
    if any(row.mean is not None for row in found.rows):
        said.append(_("Dark line: average."))
    if any(row.quarters for row in found.rows):
        said.append(_("Shaded: the middle half."))
    words = _("Before: the people who also have the score “%(wave)s”.")
    return " ".join([*said, words % {"wave": report.end.name if report.end else ""}])


def _middles(found: Spread, decimals: int) -> Iterator[tuple[str, ...]]:
    yield (_("People"), *(str(row.n) for row in found.rows))
    yield (_("Average"), *("–" if row.mean is None else plain(row.mean, decimals) for row in found.rows))
    yield (_("Median"), *("–" if row.median is None else plain(row.median, decimals) for row in found.rows))


def _described(found: Spread, names: dict[str, str], bins: list[str]) -> str:
    said = []
    for row in found.rows:
        held = [
            _("%(n)d at %(bin)s") % {"n": n, "bin": name}
            for name, n in zip(bins, row.counts, strict=True)
            if n
        ]
        said.append(f"{names[row.wave]}: {', '.join(held)}.")
    return " ".join(said)

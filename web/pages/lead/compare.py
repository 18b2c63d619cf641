"""Cohorts side by side: the claim first, then the figures, the caveats, a table and a file of the same."""

from dataclasses import dataclass

from flask import Response, render_template
from flask import request as http
from flask.typing import ResponseReturnValue

from course import audit
from course.cohorts.programme import Programme
from course.errors import NotFound
from course.outcomes import forest, funnel_chart
from course.outcomes.compare import Comparison, compare
from course.outcomes.gather import comparable, gather, measured, threshold
from course.outcomes.scores import Measured, ScoresDisagree, Wave
from course.outcomes.table import csv_text, table
from curriculum.loader import load_measure
from web import formats, request, staff
from web.doors import Door, door
from web.pages.lead.blueprint import pages, programme_for

BYTE_ORDER_MARK = "\ufeff"
"""Spreadsheets read the file as UTF-8 only with it."""


@dataclass(frozen=True)
class Choice:
    """One score to look at, as an address names it."""

    measure: str
    score: str
    says: Measured


@pages.get("/<int:programme_id>/compare", endpoint="compare")
@door(Door.SIGNED_IN)
def page(programme_id: int) -> ResponseReturnValue:
    programme = programme_for(programme_id)
    choices, wave = _choices(programme), _wave()
    chosen = _chosen(choices)
    frame = {**staff.in_programme(programme, "compare"), "choices": choices, "chosen": chosen, "wave": wave}
    if chosen is None:
        return render_template("lead/compare_empty.html", **frame, sentence=None)
    try:
        found = _comparison(programme, chosen, wave)
    except ScoresDisagree as disagree:
        return render_template("lead/compare_empty.html", **frame, sentence=disagree.sentence)
    return render_template(
        "lead/compare.html",
        **frame,
        found=found,
        wide=forest.wide(found),
        narrow=forest.narrow(found),
        funnel=funnel_chart.chart(found),
        table=table(found, day=formats.long_date),
    )


@pages.post("/<int:programme_id>/compare.csv")
@door(Door.SIGNED_IN)
def compare_csv(programme_id: int) -> ResponseReturnValue:
    """What the page shows and nothing more. A POST, because a line of the audit says that it left the house."""
    programme = programme_for(programme_id)
    chosen, wave = _chosen(_choices(programme)), _wave()
    if chosen is None:
        raise NotFound
    text = csv_text(_comparison(programme, chosen, wave))
    audit.record(
        request.db(),
        "comparison.download",
        f"programme:{programme_id}",
        by=request.person().id,
        programme_id=programme_id,
        score=chosen.says.key,
        wave=wave.value,
    )
    name = f"comparison-{chosen.measure}-{chosen.score}-{wave.value}.csv"
    return Response(
        BYTE_ORDER_MARK + text,
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _choices(programme: Programme) -> list[Choice]:
    """What is asked here first, then what was only brought in from earlier records."""
    pairs = sorted(comparable(request.db(), programme), key=lambda pair: not load_measure(pair[0]).askable)
    return [Choice(*pair, measured(*pair)) for pair in pairs]


def _chosen(choices: list[Choice]) -> Choice | None:
    """The score the address names, or the first one there is; a score nobody has is not there."""
    wanted = http.args.get("measure"), http.args.get("score")
    if wanted == (None, None):
        return choices[0] if choices else None
    for one in choices:
        if (one.measure, one.score) == wanted:
            return one
    raise NotFound


def _wave() -> Wave:
    wanted = http.args.get("wave", Wave.AFTER.value)
    if wanted not in {one.value for one in Wave}:
        raise NotFound
    return Wave(wanted)


def _comparison(programme: Programme, chosen: Choice, wave: Wave) -> Comparison:
    cohorts = gather(request.db(), programme, chosen.measure, chosen.score, now=request.now())
    return compare(cohorts, chosen.says, wave=wave, threshold=threshold(programme))

"""Cohorts side by side: the claim first, then the figures, the caveats, and files of the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from flask import Response, render_template
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course import audit
from course.cohorts.cohort import Held
from course.cohorts.programme import Programme
from course.errors import NotFound
from course.outcomes import harms, primary
from course.outcomes.comparison_pictures import pictures
from course.outcomes.comparison_sheet import sheet
from course.outcomes.comparison_words import later, said
from course.outcomes.gather import comparable, measured, threshold
from course.outcomes.published import published, warning
from course.outcomes.record import Record, record
from course.outcomes.scores import Measured, ScoresDisagree, Unit, Wave
from course.outcomes.selection import Selection
from course.outcomes.view import View
from curriculum.errors import ContentError
from curriculum.loader import course_title, load_measure
from web import formats, request, staff
from web.chart_files import chart_file, sheet_file
from web.doors import Door, door
from web.pages.lead.blueprint import pages, programme_for

BASE = "/<int:programme_id>/compare"
BY = {one.value: one for one in Unit}


@dataclass(frozen=True)
class Choice:
    """One score to look at, as an address names it."""

    measure: str
    score: str
    says: Measured


@dataclass(frozen=True)
class Asked:
    """What an address asks for. `wrong`: {field of the filter: why it could not be read}."""

    programme: Programme
    choices: list[Choice]
    chosen: Choice
    view: View
    is_primary: bool
    has_primary: bool
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def picks_some(self) -> bool:
        return not self.view.selection.is_everything

    def address(self, **changed: str) -> dict[str, str]:
        """The words of an address that asks for the same, some of it changed."""
        view, picked = self.view, self.view.selection
        words = {
            "measure": self.chosen.measure,
            "score": self.chosen.score,
            "wave": view.wave.value,
            "course": picked.course or "",
            "held": picked.held or "",
            "from": picked.since.isoformat() if picked.since else "",
            "to": picked.until.isoformat() if picked.until else "",
            "by": view.by or "",
            **changed,
        }
        return {key: value for key, value in words.items() if value}


@pages.get(BASE, endpoint="compare")
@door(Door.SIGNED_IN)
def page(programme_id: int) -> ResponseReturnValue:
    programme = programme_for(programme_id)
    asked = _asked(programme)
    frame = {**staff.in_programme(programme, "compare"), "asked": asked}
    if asked is None:
        return render_template("lead/compare_empty.html", **frame, sentence=None)
    frame |= {**_filters(asked), "later": later}
    if asked.wrong:
        return render_template("lead/compare_empty.html", **frame, sentence=None), 422
    try:
        found, everyone = asked.view.comparison, asked.view.everybody
    except ScoresDisagree as disagree:
        return render_template("lead/compare_empty.html", **frame, sentence=disagree.sentence)
    return render_template(
        "lead/compare.html",
        **frame,
        found=found,
        said=said(found, everyone),
        pictures=pictures(found, everyone, day=formats.long_date),
        harms=harms.of_programme(request.db(), programme, now=request.now()),
        published=published(found.measure),
        warning=warning(),
    )


@pages.post(f"{BASE}.csv", endpoint="compare_csv")
@door(Door.SIGNED_IN)
def csv_of(programme_id: int) -> ResponseReturnValue:
    """What the page shows and nothing more. A POST, because a line of the audit says that it left the house."""
    asked = _asked_for(programme_id)
    file = sheet_file(sheet(asked.view.comparison, asked.view.everybody), name=_name(asked))
    return _recorded(asked, file, "table.csv")


@pages.post(f"{BASE}/<chart>.<any(svg, png, csv):ending>", endpoint="compare_chart")
@door(Door.SIGNED_IN)
def chart_of(programme_id: int, chart: str, ending: str) -> ResponseReturnValue:
    asked = _asked_for(programme_id)
    picture = pictures(asked.view.comparison, asked.view.everybody).get(chart)
    if picture is None:
        raise NotFound
    return _recorded(asked, chart_file(picture, ending, name=f"{_name(asked)}-{chart}"), f"{chart}.{ending}")


def _asked_for(programme_id: int) -> Asked:
    asked = _asked(programme_for(programme_id))
    if asked is None or asked.wrong:
        raise NotFound
    return asked


def _asked(programme: Programme) -> Asked | None:
    """None while there is nothing to compare; a score, a wave or a way that nobody has is not there."""
    db = request.db()
    choices, named = _choices(programme), primary.of(db, programme.stored_id)
    first = (named.measure_key, named.score_key) if named else None
    chosen = _chosen(choices, first)
    if chosen is None:
        return None
    stands = record(db, programme, chosen.measure, chosen.score, now=request.now())
    wave = _wave(stands, named.wave_key if named else None)
    selection, wrong = _selection()
    view = View(stands, chosen.measure, chosen.score, threshold(programme), wave, selection, _by())
    return Asked(
        programme=programme,
        choices=choices,
        chosen=chosen,
        view=view,
        is_primary=primary.is_primary(named, chosen.measure, chosen.score, wave.value),
        has_primary=named is not None,
        wrong=wrong,
    )


def _choices(programme: Programme) -> list[Choice]:
    """What is asked here first, then what was only brought in from earlier records."""
    pairs = sorted(comparable(request.db(), programme), key=lambda pair: not load_measure(pair[0]).askable)
    return [Choice(*pair, measured(*pair)) for pair in pairs]


def _chosen(choices: list[Choice], first: tuple[str, str] | None) -> Choice | None:
    """The score the address names, else the main outcome, else the first there is; a score nobody has is not there."""
    wanted = http.args.get("measure"), http.args.get("score")
    known = {(one.measure, one.score): one for one in choices}
    if wanted == (None, None):
        return known.get(first or ("", "")) or next(iter(choices), None)
    if wanted not in known:
        raise NotFound
    return known[wanted]


def _wave(stands: Record, first: str | None) -> Wave:
    wanted = http.args.get("wave") or None
    if wanted is None:
        usual = [one for one in stands.waves if one.value == first] or [Wave.AFTER]
        return usual[0]
    if wanted not in {one.value for one in Wave}:
        raise NotFound
    return Wave(wanted)


def _by() -> Unit | None:
    wanted = http.args.get("by") or None
    if wanted not in {None, *BY}:
        raise NotFound
    return BY[wanted] if wanted else None


def _selection() -> tuple[Selection, dict[str, str]]:
    """What the filters let through, and what could not be read."""
    held = http.args.get("held") or None
    if held not in {None, *(one.value for one in Held)}:
        raise NotFound
    since, until = _day("from"), _day("to")
    wrong = {
        name: _("Please write a day like 2026-11-26.")
        for name, value in (("from", since), ("to", until))
        if http.args.get(name) and value is None
    }
    if since and until and since > until:
        wrong["to"] = _("The second day lies before the first one.")
    found = Selection(http.args.get("course") or None, Held(held) if held else None, since, until)
    return found, wrong


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(http.args.get(name, ""))
    except ValueError:
        return None


def _filters(asked: Asked) -> dict[str, object]:
    """What there is to choose between; a filter with one choice is no filter."""
    cohorts = asked.view.cohorts
    held = {
        Held.IN_THE_ROOM: _("In the room"),
        Held.BY_VIDEO: _("By video"),
        Held.BOTH: _("Both ways"),
        Held.NOT_SAID: _("Not said"),
    }
    there = {one.held for one in cohorts}
    return {
        "courses": [(key, _title(key)) for key in sorted({one.course for one in cohorts})],
        "ways": [(key.value, words) for key, words in held.items() if key in there],
        "typed": {name: http.args.get(name, "") for name in ("course", "held", "from", "to")},
    }


def _title(course: str) -> str:
    try:
        return course_title(course)
    except ContentError:
        return course


def _name(asked: Asked) -> str:
    return f"comparison-{asked.chosen.measure}-{asked.chosen.score}-{asked.view.wave.value}"


def _recorded(asked: Asked, answer: Response, file: str) -> Response:
    audit.record(
        request.db(),
        "comparison.download",
        f"programme:{asked.programme.id}",
        by=request.person().id,
        programme_id=asked.programme.id,
        score=asked.chosen.says.key,
        wave=asked.view.wave.value,
        file=file,
    )
    return answer

"""Which questions are asked at which time: those of the course, and what the programme adds to them."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course import access
from course.cohorts import chosen
from course.cohorts.chosen import ProgrammeMeasure
from course.cohorts.programme import Programme
from course.errors import NotFound, Refused
from course.measures import choosing, withheld
from course.measures.wordings import everything_installed
from course.texts.catalogue import catalogue
from curriculum.errors import ContentError
from curriculum.loader import load_measure
from curriculum.schema import Course
from web import request, staff
from web.client_ids import once
from web.doors import Door, door
from web.pages.lead.blueprint import pages, programme_for


@dataclass(frozen=True)
class Added:
    """`why_not`: what keeps it from being asked just now; empty when it is asked."""

    row: ProgrammeMeasure
    title: str
    wave: str
    why_not: str


@pages.route("/<int:programme_id>/questions", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def questions(programme_id: int) -> ResponseReturnValue:
    programme = programme_for(programme_id)
    courses = [one.course for one in catalogue(request.db(), request.settings().curriculum).offered]
    waves: dict[str, str] = {}
    for wave in (wave for course in courses for wave in course.waves):
        waves.setdefault(wave.key, wave.title)
    if http.method != "POST":
        return _page(programme, courses, waves)
    try:
        once(lambda: _add(programme, waves))
    except Refused as refused:
        return _page(programme, courses, waves, refused), 422
    flash(_("Added. New cohorts ask it; those that run keep what they have."))
    return redirect(url_for("lead.questions", programme_id=programme_id))


@pages.post("/<int:programme_id>/questions/<int:row_id>/remove")
@door(Door.SIGNED_IN)
def question_remove(programme_id: int, row_id: int) -> ResponseReturnValue:
    row = access.programme_measure_for(request.db(), request.person(), row_id)
    if row.programme_id != programme_id:
        raise NotFound
    choosing.remove(request.db(), row, now=request.now(), by=request.person())
    flash(_("New cohorts are not asked it any more."))
    return redirect(url_for("lead.questions", programme_id=programme_id))


def _add(programme: Programme, waves: dict[str, str]) -> None:
    choosing.add(
        request.db(),
        programme,
        wave_key=http.form.get("wave", ""),
        measure_key=http.form.get("measure", ""),
        knows_unchecked="unchecked" in http.form,
        waves=waves,
        now=request.now(),
        by=request.person(),
    )


def _page(
    programme: Programme, courses: list[Course], waves: dict[str, str], refused: Refused | None = None
) -> str:
    db, with_words = request.db(), everything_installed(request.db())
    return render_template(
        "lead/questions.html",
        **staff.in_programme(programme, "settings"),
        courses=courses,
        waves=waves,
        titles={key: _title(key) for course in courses for wave in course.waves for key in wave.measures},
        added=[_added(programme, one, waves) for one in chosen.chosen(db, programme.stored_id)],
        measures=[
            (one, choosing.refusal(db, programme, one, now=request.now(), with_words=with_words))
            for one in choosing.offered()
        ],
        typed=http.form,
        refused=refused,
    )


def _added(programme: Programme, row: ProgrammeMeasure, waves: dict[str, str]) -> Added:
    why_not = withheld.why_not(request.db(), programme, row.measure_key, programme.locale)
    return Added(row, _title(row.measure_key), waves.get(row.wave_key, row.wave_key), why_not)


def _title(key: str) -> str:
    try:
        return load_measure(key).title
    except ContentError:
        return key

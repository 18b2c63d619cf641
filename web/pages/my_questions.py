"""A facilitator's own questions: how the work is for her. Behind the same second door as her other pages."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course import access
from course.cohorts.cohort import Cohort
from course.errors import NotFound, Refused
from course.measures import staff_wave
from course.measures.staff_wave import OwnWave
from course.people import team
from course.people.team import Member
from web import request, safety_words, staff
from web.client_ids import client_id, once
from web.doors import Door, door
from web.pages.journal.guard import ANSWER, stand_before

pages = Blueprint("my_questions", __name__, url_prefix="/cohorts/<int:cohort_id>/my-forms/questions")
stand_before(pages)


@pages.get("")
@door(Door.SIGNED_IN)
def page(cohort_id: int) -> ResponseReturnValue:
    """When they are asked, what came of them so far, and whom to talk to if it is a lot."""
    cohort = _cohort(cohort_id)
    db, person = request.db(), request.person()
    scores = staff_wave.scores_of(db, person)
    return render_template(
        "my_questions/page.html",
        **staff.in_cohort(cohort, "my_forms"),
        waves=staff_wave.waves_of(db, cohort, person, now=request.now()),
        lines=staff_wave.looking_back(db, scores),
        is_heavy=staff_wave.is_heavy(db, scores),
        colleagues=_others(team.facilitators(db, [cohort.stored_id]).get(cohort.stored_id, [])),
        leads=_others(team.leads(db, cohort.programme_id)),
        known=safety_words.help_of(cohort.programme_id),
    )


@pages.route("/<wave_key>/<measure_key>", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def measure(cohort_id: int, wave_key: str, measure_key: str) -> ResponseReturnValue:
    """All questions of one measure on one page; what is left open is left out."""
    cohort = _cohort(cohort_id)
    own = _wave(cohort, wave_key)
    own.measure(measure_key)
    if http.method == "GET":
        return _page(cohort, own, measure_key)
    try:
        _answer(cohort, own, measure_key)
    except Refused as refused:
        return _page(cohort, own, measure_key, refused.sentence), 422
    flash(_("Saved. Only you can see it."))
    return redirect(url_for(".page", cohort_id=cohort_id))


def _answer(cohort: Cohort, own: OwnWave, measure_key: str) -> None:
    db, known = request.db(), client_id()
    facilitator = staff_wave.facilitator_of(db, cohort, request.person())
    given = {item: _value(f"{ANSWER}{item}") for item in own.measure(measure_key)[0].items}
    once(
        lambda: staff_wave.answer(
            db, facilitator, own, measure_key, given, client_id=known, now=request.now()
        )
    )


def _value(name: str) -> int | None:
    words = http.form.get(name, "")
    try:
        return int(words) if words else None
    except ValueError as error:
        raise Refused(_("Please choose one of the answers that the list offers.")) from error


def _page(cohort: Cohort, own: OwnWave, measure_key: str, error: str = "") -> str:
    measure_, wording = own.measure(measure_key)
    names = [(f"{ANSWER}{item}", f"q-{item}", item) for item in measure_.items]
    return render_template(
        "my_questions/measure.html",
        **staff.in_cohort(cohort, "my_forms"),
        own=own,
        measure=measure_,
        wording=wording,
        lines=[
            (name, id_, wording.items[item], _choices(own, measure_key, item)) for name, id_, item in names
        ],
        error=error,
    )


def _choices(own: OwnWave, measure_key: str, item: str) -> list[tuple[int, str]]:
    measure_, wording = own.measure(measure_key)
    words = wording.words(item)
    return [(value, words[value]) for value in measure_.choices]


def _wave(cohort: Cohort, key: str) -> OwnWave:
    waves = staff_wave.waves_of(request.db(), cohort, request.person(), now=request.now())
    found = next((one for one in waves if one.wave.key == key), None)
    if found is None:
        raise NotFound
    return found


def _others(members: list[Member]) -> list[Member]:
    return [one for one in members if one.person_id != request.person().id]


def _cohort(cohort_id: int) -> Cohort:
    """Of those who run it; a lead of the programme has no page here."""
    cohort = access.cohort_run_by(request.db(), request.person(), cohort_id)
    if cohort.is_imported:
        raise NotFound
    return cohort

"""Answers given on paper or by phone: all questions of one time on one page, entered once and not shown again."""

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.cohorts.cohort import Cohort
from course.cohorts.place import place
from course.errors import Refused
from course.measures import entering
from course.measures.assessment import Mode
from course.measures.entering import Given
from course.measures.run import Question, Run, run_of
from web import request, safety_words, staff, unsaved
from web.client_ids import client_id, once
from web.doors import Door, door

pages = Blueprint(
    "entering", __name__, url_prefix="/cohorts/<int:cohort_id>/people/<int:enrolment_id>/questions"
)
LEFT_OUT = ""


@pages.route("/<wave_key>/enter", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def page(cohort_id: int, enrolment_id: int, wave_key: str) -> ResponseReturnValue:
    enrolment, cohort = staff.place_in(cohort_id, enrolment_id)
    mine = place(request.db(), enrolment.stored_id)
    found = run_of(request.db(), mine, wave_key, now=request.now())
    if http.method == "GET":
        return _page(cohort, found)
    try:
        is_heard = _enter(found, client_id())
    except Refused as refused:
        unsaved.is_said()
        return _page(cohort, found, refused), 422
    if is_heard:
        return _heard(cohort, found)
    flash(_("Saved. Nobody can read these answers here again."))
    return redirect(url_for("people_questions.page", cohort_id=cohort_id, enrolment_id=enrolment_id))


def _enter(found: Run, known: UUID) -> bool:
    given, mode, day = _given(found), _mode(), _day()
    return once(
        lambda: entering.enter(
            request.db(),
            found,
            given,
            mode=mode,
            day=day,
            client_id=known,
            now=request.now(),
            by=request.person(),
        )
    )


def _page(cohort: Cohort, found: Run, refused: Refused | None = None) -> str:
    watched = tuple(one.key for one in found.questions if one.is_watched)
    safety_words.help_of(cohort.programme_id)  # read now, for the moment in which it cannot be read
    lowest = tuple(str(min(one.measure.choices)) for one in found.questions if one.is_watched)
    return render_template(
        "people/enter.html",
        **staff.in_cohort(cohort, "people"),
        run=found,
        why_not=entering.why_not(found.facts, request.now()),
        refused=refused,
        watch=unsaved.mark(cohort.programme_id, (LEFT_OUT, *lowest), watched) if watched else "",
    )


def _heard(cohort: Cohort, found: Run) -> ResponseReturnValue:
    """It says what whoever entered it does now. Never a redirect: a notice may be overlooked."""
    unsaved.is_told()
    request.after_commit(request.wake)
    return render_template(
        "people/entered_heard.html",
        **staff.in_cohort(cohort, "people"),
        run=found,
        known=safety_words.help_of(cohort.programme_id),
    )


def _given(found: Run) -> Given:
    return {one.key: _value(one) for one in found.questions}


def _value(one: Question) -> int | None:
    words = http.form.get(one.key, LEFT_OUT)
    if words == LEFT_OUT:
        return None
    if words not in {str(value) for value in one.measure.choices}:
        raise Refused(_("Please choose one of the answers that the list offers."), field=one.key)
    return int(words)


def _mode() -> Mode:
    try:
        return Mode(http.form.get("mode", ""))
    except ValueError as error:
        raise Refused(_("Please say whether it was on paper or by phone."), field="mode") from error


def _day() -> date:
    try:
        return date.fromisoformat(http.form.get("day", "").strip())
    except ValueError as error:
        raise Refused(_("Please give the day, for example 2026-12-24."), field="day") from error

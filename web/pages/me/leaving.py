"""Five steps of leaving, each with a page that says what it changes before it does, and each counts at once."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.access.own_rows import enrolment_of
from course.cohorts import enrolment
from course.cohorts.place import Place, place
from course.cohorts.places import refuse_return_when_full
from course.delivery.receipts import step_receipt
from course.errors import Refused
from course.measures import unwanted_effects
from course.measures.stopping import ASKING, stop_asking, stop_research
from course.people import consent, intake_decision, preference
from course.people.consent import ConsentTo
from course.people.preference import Kind
from web import request
from web.doors import Door, door
from web.pages.me.frame import frame, pages, places

STEPS = ("nudges", "measures", "research", "leave")
"""Steps that concern one place; the fifth, erasing, concerns everything."""


@dataclass(frozen=True)
class Standing:
    """A place, and which of the steps she has taken there."""

    place: Place
    taken: frozenset[str]


@pages.route("/leaving", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def leaving() -> ResponseReturnValue:
    """All five from one page; those that she has taken stand below, with the way back."""
    mine = places()
    errors: list[tuple[str, str]] = []
    if http.method == "POST":
        choice, one = http.form.get("choice", ""), _chosen(mine, http.form)
        if choice == "erase":
            return redirect(url_for(".erase"))
        if one and choice in STEPS:
            return redirect(url_for(".confirm", enrolment_id=one.enrolment_id, choice=choice))
        errors = [("choice-0", _("Please choose one of these."))]
    page = render_template(
        "me/leaving.html",
        places=mine,
        errors=errors,
        standing=[_standing(one) for one in mine if one.enrolment.is_active],
        **frame(mine),
    )
    return page, 422 if errors else 200


@pages.route(
    "/leaving/<int:enrolment_id>/<any(nudges, measures, research, leave, return):choice>",
    methods=["GET", "POST"],
)
@door(Door.SIGNED_IN)
def confirm(enrolment_id: int, choice: str) -> ResponseReturnValue:
    db, person = request.db(), request.person()
    row, _cohort = enrolment_of(db, person, enrolment_id)
    if http.method == "POST":
        db.refresh(row, with_for_update=True)  # a double tap waits here, and finds the step taken
        was_taken = _is_taken(row, choice)
        VERBS[choice](row)
        if choice in STEPS and not was_taken:
            step_receipt(db, request.settings(), row, choice, now=request.now())
            request.after_commit(request.wake)
        request.once_landed(person)
        return redirect(_onward(row) if choice == "leave" else url_for(".leaving"))
    return render_template("me/confirm.html", choice=choice, place=place(db, enrolment_id), **frame(places()))


def _standing(one: Place) -> Standing:
    return Standing(one, _taken(one.enrolment))


def _taken(row: enrolment.Enrolment) -> frozenset[str]:
    db, taken = request.db(), set()
    given = consent.given(db, row.stored_id)
    if Kind.NUDGES in preference.stopped(db, row.person_id):
        taken.add("nudges")
    if not any(given.get(purpose) for purpose in ASKING):
        taken.add("measures")
    if not given.get(ConsentTo.RESEARCH):
        taken.add("research")
    return frozenset(taken)


def _is_taken(row: enrolment.Enrolment, choice: str) -> bool:
    return not row.is_active if choice == "leave" else choice in _taken(row)


def _stop_nudges(_row: enrolment.Enrolment) -> None:
    preference.stop(request.db(), request.person().stored_id, Kind.NUDGES, now=request.now())
    flash(_("No more letters about practising between the sessions."))


def _stop_research(row: enrolment.Enrolment) -> None:
    stop_research(request.db(), row, locale=request.person().locale)
    flash(_("Your answers are left out of research from now on."))


def _stop_measures(row: enrolment.Enrolment) -> None:
    stop_asking(request.db(), row, locale=request.person().locale, now=request.now())
    flash(
        _("No more questions will be asked. What you answered before is kept until you ask us to remove it.")
    )


def _leave(row: enrolment.Enrolment) -> None:
    enrolment.leave(request.db(), row, now=request.now(), by=request.person().id)
    flash(
        _(
            "You have left the course. One letter says so, and then no more come. The weeks that were open stay here "
            "for you."
        )
    )


def _onward(row: enrolment.Enrolment) -> str:
    """Whoever leaves early and agreed to be asked is asked, once, whether anything in the course did harm."""
    has_begun = place(request.db(), row.stored_id).newest(request.now()) is not None
    if not has_begun or not consent.given(request.db(), row.stored_id).get(ConsentTo.MEASURES):
        return url_for(".leaving")
    asked = unwanted_effects.offer(request.db(), row, unwanted_effects.LEFT, now=request.now())
    if asked.done_at is not None:
        return url_for(".leaving")
    return url_for("effects.page", enrolment_id=row.id, wave_key=asked.wave_key)


def _come_back(row: enrolment.Enrolment) -> None:
    if intake_decision.has_ended_with_answer(row):
        raise Refused(_("There is an answer about this place. Whoever wrote it can open it for you again."))
    refuse_return_when_full(request.db(), row, now=request.now())
    enrolment.come_back(request.db(), row, now=request.now(), by=request.person().id)
    flash(_("Welcome back. Everything is where you left it."))


def _chosen(mine: list[Place], given: Mapping[str, str]) -> Place | None:
    wanted = given.get("place", "")
    return next((one for one in mine if str(one.enrolment_id) == wanted), None)


VERBS = {
    "nudges": _stop_nudges,
    "measures": _stop_measures,
    "research": _stop_research,
    "leave": _leave,
    "return": _come_back,
}

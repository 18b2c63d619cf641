"""Three sizes of leaving, each with a page that says what it changes before it does."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.access import enrolment_of
from course.cohorts import enrolment
from course.cohorts.place import Place, place
from course.cohorts.places import refuse_return_when_full
from course.measures import unwanted_effects
from course.measures.stopping import stop_asking
from course.people import consent
from course.people.consent import ConsentTo
from web import request
from web.doors import Door, door
from web.pages.me.frame import frame, pages, places


@pages.route("/leaving", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def leaving() -> ResponseReturnValue:
    """Three sizes of leaving; each has a page that says what it changes before it does."""
    mine = places()
    if http.method == "POST":
        choice, one = http.form.get("choice", ""), _chosen(mine, http.form)
        if choice == "pause":
            return redirect(url_for(".letters", _anchor="until"))
        if one and choice in ("measures", "leave"):
            return redirect(url_for(".confirm", enrolment_id=one.enrolment_id, choice=choice))
        errors = [("choice-0", _("Please choose one of these."))]
        return render_template("me/leaving.html", places=mine, errors=errors, **frame(mine)), 422
    return render_template("me/leaving.html", places=mine, errors=[], **frame(mine))


@pages.route("/leaving/<int:enrolment_id>/<any(measures, leave, return):choice>", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def confirm(enrolment_id: int, choice: str) -> ResponseReturnValue:
    db, person = request.db(), request.person()
    row, _cohort = enrolment_of(db, person, enrolment_id)
    if http.method == "POST":
        {"measures": _stop_measures, "leave": _leave, "return": _come_back}[choice](row)
        request.once_landed(person)
        return redirect(_onward(row) if choice == "leave" else url_for(".leaving"))
    return render_template("me/confirm.html", choice=choice, place=place(db, enrolment_id), **frame(places()))


def _stop_measures(row: enrolment.Enrolment) -> None:
    stop_asking(request.db(), row, locale=request.person().locale, now=request.now())
    flash(
        _("No more questions will be asked. What you answered before is kept until you ask us to remove it.")
    )


def _leave(row: enrolment.Enrolment) -> None:
    enrolment.leave(request.db(), row, now=request.now(), by=request.person().id)
    flash(
        _("You have left the course. No more letters will come. The weeks that were open stay here for you.")
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
    refuse_return_when_full(request.db(), row, now=request.now())
    enrolment.come_back(request.db(), row, now=request.now(), by=request.person().id)
    flash(_("Welcome back. Everything is where you left it."))


def _chosen(mine: list[Place], given: Mapping[str, str]) -> Place | None:
    wanted = given.get("place", "")
    return next((one for one in mine if str(one.enrolment_id) == wanted), None)

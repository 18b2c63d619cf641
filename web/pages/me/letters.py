"""Which letters come, and a pause from all of them."""

from datetime import date, timedelta

from flask import flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.access import own_rows
from course.cohorts import pausing
from course.cohorts.place import local_day
from course.delivery.channels.chosen import ways
from course.errors import Refused
from course.people import letter_limits, letter_pause, preference
from course.people.preference import Kind
from web import request
from web.doors import Door, door
from web.pages.me.frame import frame, pages, places

LONGEST_PAUSE = timedelta(days=366)


@pages.route("/letters", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def letters() -> ResponseReturnValue:
    db, person, today = request.db(), request.person(), local_day(request.now(), request.person())
    if http.method == "POST":
        try:
            _set_limits()
            letter_pause.pause(db, person.stored_id, until=_until(today), today=today, now=request.now())
        except Refused as refused:
            return _letters(today, wanted=frozenset(http.form.getlist("kind")), refused=refused), 422
        _set_kinds(frozenset(http.form.getlist("kind")))
        request.once_landed(person)
        flash(_("Kept. This counts from the next letter on."))
        return redirect(url_for(".letters"))
    wanted = frozenset(Kind) - preference.stopped(db, person.stored_id)
    return _letters(today, wanted=frozenset(kind.value for kind in wanted))


@pages.post("/letters/<int:enrolment_id>/again")
@door(Door.SIGNED_IN)
def letters_again(enrolment_id: int) -> ResponseReturnValue:
    """She ends the pause that was arranged for her with those who run her group."""
    enrolment, _cohort = own_rows.enrolment_of(request.db(), request.person(), enrolment_id)
    pausing.end(request.db(), enrolment, now=request.now(), by=request.person().id)
    flash(_("Letters come again from now on."))
    return redirect(url_for(".letters"))


def _until(today: date) -> date | None:
    words = http.form.get("until", "").strip()
    if not words or http.form.get("act") == "resume":
        return None
    try:
        until = date.fromisoformat(words)
    except ValueError as error:
        raise Refused(_("Please give a day, for example 2026-12-24."), field="until") from error
    if until - today > LONGEST_PAUSE:
        raise Refused(
            _("Please choose a day within a year. You can also stop letters for good."), field="until"
        )
    return until


def _set_limits() -> None:
    """A form without them changes nothing of them."""
    known = letter_limits.limits(request.db(), request.person().stored_id)
    begins, ends, weekly = (_number(name, getattr(known, name)) for name in ("begins", "ends", "weekly"))
    letter_limits.choose(
        request.db(),
        request.person().stored_id,
        begins=begins,
        ends=ends,
        weekly=weekly,
        now=request.now(),
    )


def _number(name: str, known: int) -> int:
    words = http.form.get(name, str(known))
    if not (words.isascii() and words.isdigit() and len(words) <= 2):
        raise Refused(_("Please choose one of these."), field=name)
    return int(words)


def _set_kinds(wanted: frozenset[str]) -> None:
    for kind in preference.offered(request.db(), request.person().stored_id):
        change = preference.resume if kind.value in wanted else preference.stop
        change(request.db(), request.person().stored_id, kind, now=request.now())


def _letters(today: date, *, wanted: frozenset[str], refused: Refused | None = None) -> str:
    paused = letter_pause.paused_until(request.db(), request.person().stored_id, today=today)
    limits = letter_limits.limits(request.db(), request.person().stored_id)
    mine = places()
    return render_template(
        "me/letters.html",
        wanted=wanted,
        offered=preference.offered(request.db(), request.person().stored_id),
        paused=paused,
        earliest=http.form.get("begins", limits.begins),
        latest=http.form.get("ends", limits.ends),
        weekly=http.form.get("weekly", limits.weekly),
        most=letter_limits.USUAL_MOST,
        narrowest=letter_limits.NARROWEST,
        until=http.form.get("until", paused.isoformat() if paused else ""),
        refused=refused,
        has_notices=bool(ways(request.settings())),
        arranged=[one for one in mine if pausing.is_paused(one.enrolment, today)],
        **frame(mine),
    )

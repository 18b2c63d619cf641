"""Me: the name to be called, letters, calendar, devices, what is shared, looking back, and leaving."""

from collections.abc import Mapping
from datetime import date, timedelta

from flask import Blueprint, flash, jsonify, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its published types

from course.access import enrolment_of
from course.cohorts import enrolment
from course.cohorts.place import Place, current, local_day, place, places_of
from course.errors import Refused
from course.measures.looking_back import looking_back
from course.measures.stopping import stop_asking
from course.people import devices, letter_pause, preference, signed_in, token
from course.people.about import change
from course.people.preference import Kind
from course.people.token import Purpose
from course.practice import journal_door, log
from course.practice.sharing import share
from course.privacy.exporting import export_person
from web import cookies, opened, request
from web.doors import Door, door
from web.forms import Form, needed
from web.pages.sign_in import ASKED
from web.zones import zone_choices

pages = Blueprint("me", __name__, url_prefix="/me")
LONGEST_PAUSE = timedelta(days=366)


class AboutForm(Form):
    called = StringField(_l("What shall we call you"), [needed(_l("Please give a name to call you by."))])
    zone = SelectField(_l("Your time zone"), validate_choice=False)
    theme = RadioField(
        _l("Light or dark"),
        choices=[
            SelectChoice("system", _l("As this phone or computer does")),
            SelectChoice("light", _l("Light")),
            SelectChoice("dark", _l("Dark")),
        ],
    )


@pages.get("")
@door(Door.SIGNED_IN)
def page() -> ResponseReturnValue:
    return render_template("me/me.html", **_frame(_places()))


@pages.route("/about", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def about() -> ResponseReturnValue:
    person = request.person()
    form = AboutForm(called=person.called, zone=person.zone, theme=person.theme)
    form.zone.choices = zone_choices(person.zone)
    if form.validate_on_submit():
        try:
            change(
                request.db(),
                person,
                called=str(form.called.data),
                zone=str(form.zone.data),
                theme=str(form.theme.data),
                now=request.now(),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(_("Kept."))
            return redirect(url_for(".page"))
    return render_template("me/about.html", form=form, **_frame(_places())), 422 if form.errors else 200


@pages.route("/letters", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def letters() -> ResponseReturnValue:
    db, person, today = request.db(), request.person(), local_day(request.now(), request.person())
    if http.method == "POST":
        try:
            letter_pause.pause(db, person.stored_id, until=_until(today), today=today, now=request.now())
        except Refused as refused:
            return _letters(today, wanted=frozenset(http.form.getlist("kind")), refused=refused), 422
        _set_kinds(frozenset(http.form.getlist("kind")))
        flash(_("Kept. This counts from the next letter on."))
        return redirect(url_for(".letters"))
    wanted = frozenset(Kind) - preference.stopped(db, person.stored_id)
    return _letters(today, wanted=frozenset(kind.value for kind in wanted))


@pages.route("/calendar", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def calendar() -> ResponseReturnValue:
    """The link is shown once, when it is made; a new one ends the old one."""
    person, secret = request.person(), None
    if http.method == "POST":
        token.cancel(request.db(), Purpose.CALENDAR, about=_feed())
        if http.form.get("act") == "stop":
            flash(_("The old link has ended."))
            return redirect(url_for(".calendar"))
        secret = token.mint(request.db(), Purpose.CALENDAR, about=_feed(), person_id=person.id)
    link = request.settings().site_url + url_for("calendar.feed", secret=secret) if secret else None
    return render_template("me/calendar.html", link=link, **_frame(_places()))


@pages.route("/sharing", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def sharing() -> ResponseReturnValue:
    """Who sees what, and the one thing she may add to it."""
    mine = _places()
    if http.method == "POST":
        wanted = http.form.getlist("shares")
        for one in mine:
            shares = str(one.enrolment_id) in wanted
            share(request.db(), one.enrolment, shares=shares, by=request.person().id)
        flash(_("Kept."))
        return redirect(url_for(".sharing"))
    return render_template("me/sharing.html", places=mine, **_frame(mine))


@pages.route("/devices", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def where() -> ResponseReturnValue:
    person, here = request.person(), request.visit()
    if http.method == "POST":
        signed_in.end_all(request.db(), person.stored_id)
        response = redirect(url_for("sign_in.page"))
        cookies.forget(response, request.cookie_name(), ASKED, opened.COOKIE)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response
    rows = devices.living(request.db(), person.stored_id)
    here_id = here.row.id if here else None
    return render_template("me/devices.html", rows_=rows, here_id=here_id, **_frame(_places()))


@pages.get("/looking-back")
@door(Door.SIGNED_IN)
def back() -> ResponseReturnValue:
    """Days set aside, and after the course her own means side by side."""
    db, mine, now = request.db(), _places(), request.now()
    chosen = [one for one in mine if str(one.enrolment_id) == http.args.get("place")] or mine
    one = current(chosen, now)
    if one is None:
        return render_template("me/looking_back.html", days=0, lines=[], place=None, **_frame(mine))
    since, until = one.first_day - timedelta(days=1), local_day(now, one.person)
    lines = looking_back(db, one)
    days = log.practice_days(db, [one.enrolment_id], since=since, until=until)
    return render_template(
        "me/looking_back.html",
        place=one,
        days=len(days.get(one.enrolment_id, frozenset())),
        weeks=sum(1 for each in one.openings if each.unit.number and one.is_open(each, now)),
        lines=lines,
        asked=[wave for wave in one.course.waves if any(wave.key in line.values for line in lines)],
        **_frame(mine),
    )


@pages.get("/download")
@door(Door.SIGNED_IN)
def download() -> ResponseReturnValue:
    """Everything about her in one file. Her journal is in it, so the journal's own door is asked as well."""
    visit = request.visit()
    if visit is None or not journal_door.is_open(visit):
        return redirect(url_for("journal.confirm", next=url_for(".download")))
    response = jsonify(export_person(request.db(), request.ring(), request.person()))
    response.headers["Content-Disposition"] = 'attachment; filename="everything-about-me.json"'
    return response


@pages.route("/leaving", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def leaving() -> ResponseReturnValue:
    """Three sizes of leaving; each has a page that says what it changes before it does."""
    mine = _places()
    if http.method == "POST":
        choice, one = http.form.get("choice", ""), _chosen(mine, http.form)
        if choice == "pause":
            return redirect(url_for(".letters", _anchor="until"))
        if one and choice in ("measures", "leave"):
            return redirect(url_for(".confirm", enrolment_id=one.enrolment_id, choice=choice))
        errors = [("choice-0", _("Please choose one of these."))]
        return render_template("me/leaving.html", places=mine, errors=errors, **_frame(mine)), 422
    return render_template("me/leaving.html", places=mine, errors=[], **_frame(mine))


@pages.route("/leaving/<int:enrolment_id>/<any(measures, leave, return):choice>", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def confirm(enrolment_id: int, choice: str) -> ResponseReturnValue:
    db, person = request.db(), request.person()
    row, _cohort = enrolment_of(db, person, enrolment_id)
    if http.method == "POST":
        {"measures": _stop_measures, "leave": _leave, "return": _come_back}[choice](row)
        return redirect(url_for(".leaving"))
    return render_template(
        "me/confirm.html", choice=choice, place=place(db, enrolment_id), **_frame(_places())
    )


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


def _come_back(row: enrolment.Enrolment) -> None:
    enrolment.come_back(request.db(), row, now=request.now(), by=request.person().id)
    flash(_("Welcome back. Everything is where you left it."))


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


def _set_kinds(wanted: frozenset[str]) -> None:
    for kind in Kind:
        change = preference.resume if kind.value in wanted else preference.stop
        change(request.db(), request.person().stored_id, kind, now=request.now())


def _letters(today: date, *, wanted: frozenset[str], refused: Refused | None = None) -> str:
    paused = letter_pause.paused_until(request.db(), request.person().stored_id, today=today)
    return render_template(
        "me/letters.html",
        wanted=wanted,
        paused=paused,
        until=http.form.get("until", paused.isoformat() if paused else ""),
        refused=refused,
        **_frame(_places()),
    )


def _places() -> list[Place]:
    return places_of(request.db(), request.person())


def _chosen(mine: list[Place], given: Mapping[str, str]) -> Place | None:
    wanted = given.get("place", "")
    return next((one for one in mine if str(one.enrolment_id) == wanted), None)


def _feed() -> str:
    return f"calendar:{request.person().stored_id}"


def _frame(mine: list[Place]) -> dict[str, object]:
    """With a place of her own the tabs stay; staff without one get a plain page and a way back."""
    shown = current(mine, request.now()) if mine else None
    return {
        "layout": "layout_participant.html" if shown else "layout_plain.html",
        "group_name": shown.cohort.name if shown else None,
        "has_place": shown is not None,
    }

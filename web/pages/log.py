"""The practice log: one tap, undo, another day, and "it was something else"."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NoReturn

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.access import own_rows
from course.cohorts.place import Place, current, local_day, place, places_of
from course.errors import NotFound, Refused
from course.practice import lately, log
from course.practice.log import PracticeLog
from course.practice.today import practice_for
from curriculum.schema import Practice
from web import request
from web.client_ids import client_id, once
from web.doors import Door, door
from web.fragments import wants_fragment
from web.row_numbers import row_number
from web.security import is_local_path

pages = Blueprint("log", __name__)
WEEK = timedelta(days=6)


@pages.route("/log", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def page() -> ResponseReturnValue:
    """POST is the tap; GET is the page for another day or practice."""
    mine = _mine(http.form if http.method == "POST" else http.args)
    if http.method == "POST":
        try:
            row = once(lambda: _log(mine))
        except Refused as refused:
            return _page(mine, http.form, refused), 422
        return _after(mine, row)
    return _page(mine, http.args)


@pages.post("/log/<int:log_id>/take-back")
@door(Door.SIGNED_IN)
def take_back(log_id: int) -> ResponseReturnValue:
    row = own_rows.log_of(request.db(), request.person(), log_id)
    log.take_back(request.db(), row, now=request.now())
    return _after(place(request.db(), row.enrolment_id), row)


@pages.route("/log/<int:log_id>/other", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def other(log_id: int) -> ResponseReturnValue:
    """It was something else: one more tap names the practice."""
    db = request.db()
    row = own_rows.log_of(db, request.person(), log_id)
    mine = place(db, row.enrolment_id)
    if http.method == "POST":
        practice = _practice(mine, http.form.get("practice", ""))
        lately.name_it(db, mine.enrolment, row, practice, client_id=client_id(), now=request.now())
        return redirect(url_for("today.page", _anchor="log"))
    return render_template("today/other.html", row=row, place=mine, practices=_opened(mine))


@pages.route("/log/<int:log_id>/change", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def change(log_id: int) -> ResponseReturnValue:
    """The day, the minutes or the practice of an entry."""
    row = own_rows.log_of(request.db(), request.person(), log_id)
    mine = place(request.db(), row.enrolment_id)
    if http.method != "POST":
        return _change_page(mine, row)
    try:
        once(lambda: _change(mine, row))
    except Refused as refused:
        return _change_page(mine, row, refused), 422
    flash(_("Changed."))
    return redirect(url_for(".page", enrolment=mine.enrolment_id, _anchor="entries"))


def _change(mine: Place, row: PracticeLog) -> PracticeLog:
    today = local_day(request.now(), mine.person)
    minutes = lately.checked_minutes(_whole(http.form.get("minutes", "") or "0"))
    practice = _practice(mine, http.form.get("practice", ""))
    if minutes is None and practice and practice.kind == "formal":
        raise Refused(_("Please give minutes between 1 and 600."), field="minutes")
    return lately.change(
        request.db(),
        mine.enrolment,
        row,
        practice,
        minutes=minutes,
        practised_on=lately.checked_day(_day(http.form, today), today=today, first=mine.first_day),
        client_id=client_id(),
        now=request.now(),
    )


def _change_page(mine: Place, row: PracticeLog, refused: Refused | None = None) -> str:
    """What was typed stays on the page."""
    stored = {"day": row.practised_on.isoformat(), "minutes": row.minutes, "practice": row.practice_key or ""}
    return render_template(
        "today/change.html",
        row=row,
        place=mine,
        group_name=mine.cohort.name,
        practices=_opened(mine),
        given=http.form if refused else stored,
        refused=refused,
    )


def _log(mine: Place) -> PracticeLog:
    """A tap that waited on a phone says for how many seconds: its day and its time are those of the tap."""
    tapped_at = lately.checked_time(http.form.get("ago", "0"), now=request.now())
    today = local_day(tapped_at, mine.person)
    minutes = lately.checked_minutes(_whole(http.form.get("minutes", "")))
    practice = _practice(mine, http.form.get("practice", ""))
    if minutes is None and practice and practice.kind == "formal":
        practice = None  # "In daily life" beside a meditation means something else than the meditation
    return log.log(
        request.db(),
        mine.enrolment,
        client_id=client_id(),
        kind=lately.kind_of(minutes, practice),
        minutes=minutes,
        practised_on=lately.checked_day(_day(http.form, today), today=today, first=mine.first_day),
        practice_key=practice.key if practice else None,
        now=tapped_at,
    )


def _page(mine: Place, given: Mapping[str, str], refused: Refused | None = None) -> str:
    today = local_day(request.now(), mine.person)
    entries = lately.logged_since(request.db(), mine.enrolment, today - WEEK)
    last_used = next((one.practice_key for one in entries if one.practice_key), None)
    suggested = practice_for(mine, today, request.now())
    return render_template(
        "today/log.html",
        place=mine,
        group_name=mine.cohort.name,
        practices=_opened(mine),
        names={one.key: one.name for one in mine.course.practices},
        entries=entries,
        day=given.get("day", "today"),
        on=given.get("on", today.isoformat()),
        chosen=given.get("practice") or last_used or (suggested.key if suggested else ""),
        today=today,
        yesterday=today - timedelta(days=1),
        refused=refused,
    )


def _after(mine: Place, row: PracticeLog) -> ResponseReturnValue:
    """Where the tap came from: the fragment on Today or a practice page, or the page itself again."""
    back = http.form.get("next", "")
    to = back if is_local_path(back) else url_for("today.page", _anchor="log")
    if not wants_fragment():
        return redirect(to)
    today = local_day(request.now(), mine.person)
    practice = _practice(mine, http.form.get("practice", ""))
    return render_template(
        "today/logged.html",
        place=mine,
        practice=practice,
        logged=log.logged_on(request.db(), mine.enrolment, today),
        next=to,
    )


def _mine(given: Mapping[str, str]) -> Place:
    """The place that was named, or the one Today is about; nobody logs for a course she has left."""
    wanted = given.get("enrolment", "")
    if wanted:
        enrolment, _cohort = own_rows.enrolment_of(request.db(), request.person(), row_number(wanted))
        found: Place | None = place(request.db(), enrolment.stored_id)
    else:
        found = current(places_of(request.db(), request.person()), request.now())
    if found is None or not found.enrolment.is_active:
        raise NotFound
    return found


def _opened(mine: Place) -> list[Practice]:
    opened = {one.unit.key for one in mine.openings if mine.is_open(one, request.now())}
    return [one for one in mine.course.practices if one.unit in opened]


def _practice(mine: Place, key: str) -> Practice | None:
    if not key:
        return None
    found = next((one for one in _opened(mine) if one.key == key), None)
    return found or _no_such_practice()


def _no_such_practice() -> NoReturn:
    raise Refused(_("Please choose one of the practices in the list."), field="practice")


def _day(given: Mapping[str, str], today: date) -> date:
    words = given.get("day") or "today"
    if words == "other":
        words = given.get("on", "")
    near = {"today": today, "yesterday": today - timedelta(days=1)}
    if words in near:
        return near[words]
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise Refused(_("Please give a day, for example 2026-11-26."), field="day") from error


def _whole(words: str) -> int:
    try:
        return int(words)
    except ValueError as error:
        raise Refused(_("Please choose how long it was."), field="minutes") from error

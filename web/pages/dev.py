"""Development only: the local mailbox, the clock panel and the sheet of every component."""

from datetime import UTC, date, datetime, timedelta

from flask import Blueprint, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course import clock
from course.delivery.channels.mailbox import read_mailbox
from course.delivery.outbox import everything_going_out
from course.errors import NotFound, Refused
from web import request
from web.doors import Door, door

pages = Blueprint("dev", __name__, url_prefix="/dev")
STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}


@pages.get("/mailbox")
@door(Door.DEVELOPMENT)
def mailbox() -> ResponseReturnValue:
    """Letters that would have been sent, newest first."""
    folder = request.settings().mailbox
    return render_template("dev/mailbox.html", letters=read_mailbox(folder) if folder else [])


@pages.get("/mailbox/<name>")
@door(Door.DEVELOPMENT)
def letter(name: str) -> ResponseReturnValue:
    folder = request.settings().mailbox
    found = next((one for one in read_mailbox(folder) if one.name == name), None) if folder else None
    if found is None:
        raise NotFound
    return render_template("dev/letter.html", letter=found)


@pages.get("/clock")
@door(Door.DEVELOPMENT)
def clock_panel() -> ResponseReturnValue:
    """Course time, and what would be sent to whom if it moved on by a week."""
    coming = everything_going_out(request.db(), now=request.now(), days=7)
    return render_template("dev/clock.html", coming=coming, now=request.now())


@pages.post("/clock")
@door(Door.DEVELOPMENT)
def move_clock() -> ResponseReturnValue:
    clock.travel(request.db(), request.settings(), to=_wanted(request.now()))
    request.after_commit(request.wake)
    return redirect(url_for("dev.clock_panel"))


@pages.get("/patterns")
@door(Door.DEVELOPMENT)
def patterns() -> ResponseReturnValue:
    return render_template("patterns.html", day=date(2026, 11, 26))


def _wanted(now: datetime) -> datetime:
    if http.form.get("by") in STEPS:
        return now + STEPS[http.form["by"]]
    try:
        return datetime.fromisoformat(http.form.get("to", "")).replace(tzinfo=UTC)
    except ValueError as error:
        raise Refused(_("Please give a day and time, for example 2026-12-03 18:30.")) from error

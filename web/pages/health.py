"""For an outside watcher: does the site answer, and is everything behind it well. Nothing of anybody."""

from datetime import timedelta

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from course.delivery.lag import Pulse, pulse
from web import request
from web.doors import Door, door

pages = Blueprint("health", __name__)
QUIET = timedelta(minutes=2)
"""The clock beats every half minute: four beats that did not come are no accident."""


@pages.get("/livez")
@door(Door.ANYONE)
def alive() -> ResponseReturnValue:
    """This process answers; it asks nobody else. Whoever would start it anew asks here."""
    return jsonify(site="up")


@pages.get("/healthz")
@door(Door.ANYONE)
def page() -> ResponseReturnValue:
    """200 while the database answers and the clock beats, else 503; the answer says which part it is.

    A mail server that rests is named and is no 503: nothing here is broken, and letters wait for it.
    """
    seen = _seen()
    parts = {
        "site": "up",
        "database": "down" if seen is None else "up",
        "clock": _clock(seen),
        "mail": _mail(seen),
    }
    is_well = parts["database"] == "up" and parts["clock"] == "runs"
    return jsonify(well=is_well, **parts), 200 if is_well else 503


def _seen() -> Pulse | None:
    try:
        return pulse(request.db())
    except SQLAlchemyError:
        return None


def _clock(seen: Pulse | None) -> str:
    if seen is None:
        return "unknown"
    if seen.beat_age is None:
        return "never ran"
    if seen.is_older_copy:
        return "waits for after-restore"
    return "runs" if seen.beat_age < QUIET else "stopped"


def _mail(seen: Pulse | None) -> str:
    if seen is None:
        return "unknown"
    if seen.rests_since is None:
        return "up"
    return "refuses us" if seen.refuses_us else "does not answer"

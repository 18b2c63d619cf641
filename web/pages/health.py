"""For an outside watcher: is the site up, and has the pump run lately."""

from datetime import timedelta

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from course import clock
from course.delivery.marks import Heartbeat
from web import request
from web.doors import Door, door

pages = Blueprint("health", __name__)
QUIET = timedelta(minutes=5)


@pages.get("/healthz")
@door(Door.ANYONE)
def page() -> ResponseReturnValue:
    """200 while the database answers; `pump` says whether letters are being looked at."""
    heartbeat = request.db().get(Heartbeat, "pump")
    runs = heartbeat is not None and clock.real_now(request.db()) - heartbeat.at < QUIET
    return jsonify(site="up", pump="runs" if runs else "quiet")

"""The site on a phone: its worker, the list of what may be kept, and the page for when nothing of it is there."""

from pathlib import Path

from flask import Blueprint, Response, jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from course.cohorts.place import current, places_of
from web import keeping, request
from web.doors import Door, door

pages = Blueprint("phone", __name__)
WORKER = Path(__file__).parents[1] / "static" / "js" / "worker.js"


@pages.get("/worker.js")
@door(Door.ANYONE)
def worker() -> ResponseReturnValue:
    """From the root, because a worker answers only below its own address."""
    return Response(WORKER.read_bytes(), mimetype="text/javascript")


@pages.get("/offline")
@door(Door.ANYONE)
def offline() -> ResponseReturnValue:
    return render_template("phone/offline.html")


@pages.get("/phone")
@door(Door.SIGNED_IN)
def listed() -> ResponseReturnValue:
    """Whose phone it is now, a form token that lives, and what may be kept. A script that is signed out gets a 401."""
    now = request.now()
    mine = current(places_of(request.db(), request.person()), now)
    kept = keeping.pages_of(mine, now) if keeping.owner() else []
    return jsonify(owner=keeping.owner(), token=generate_csrf(), pages=kept)

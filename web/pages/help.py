"""Get help: the same page for everybody, signed out as well, without a script."""

from zoneinfo import ZoneInfo

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from course.safety import nearby
from web import request
from web.doors import Door, door

pages = Blueprint("help", __name__)


@pages.get("/help")
@door(Door.ANYONE)
def page() -> ResponseReturnValue:
    """Numbers first, then a person with a name and honest hours."""
    found = nearby.help_for(request.db(), request.visitor())
    today = request.now().astimezone(ZoneInfo("UTC")).date()
    return render_template("help/page.html", help=found, today=today)

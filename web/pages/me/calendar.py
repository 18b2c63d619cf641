"""The link to one's dates for a calendar of one's own."""

from flask import flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.people import token
from course.people.token import Purpose
from web import request
from web.doors import Door, door
from web.pages.me.frame import frame, pages, places


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
    return render_template("me/calendar.html", link=link, **frame(places()))


def _feed() -> str:
    return f"calendar:{request.person().stored_id}"

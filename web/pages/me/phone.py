"""What is kept on this phone, which only the phone knows and a script shows, and how the site becomes an app on it."""

from flask import render_template
from flask.typing import ResponseReturnValue

from web import keeping
from web.doors import Door, door
from web.pages.me.frame import frame, pages, places


@pages.get("/phone")
@door(Door.SIGNED_IN)
def phone() -> ResponseReturnValue:
    return render_template("me/phone.html", is_shared=keeping.owner() is None, **frame(places()))

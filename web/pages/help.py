"""Get help: the same page for everybody, signed out as well, without a script; and asking to be contacted."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from course.errors import NotFound
from course.safety import nearby, word
from web import formats, request, unsaved
from web.client_ids import once
from web.doors import Door, door
from web.fragments import wants_fragment

pages = Blueprint("help", __name__)


@pages.get("/help")
@door(Door.ANYONE)
def page() -> ResponseReturnValue:
    """Numbers first, then a person with a name and honest hours."""
    visitor = request.visitor()
    her_country = formats.country_of_zone(visitor.zone) if visitor else ""
    found = nearby.help_for(request.db(), visitor, first=her_country)
    return render_template("help/page.html", help=found, **_asking())


@pages.post("/help/word")
@door(Door.SIGNED_IN)
def ask() -> ResponseReturnValue:
    """One press: somebody from the course gets in touch."""
    enrolment = word.place_of(request.db(), request.person())
    if enrolment is None:
        raise NotFound
    once(lambda: word.ask(request.db(), enrolment, now=request.now()))
    unsaved.is_told()
    request.after_commit(request.wake)
    if wants_fragment():
        found = nearby.help_for(request.db(), request.person())
        return render_template("help/_ask.html", help=found, **_asking())
    return redirect(url_for("help.page", _anchor="ask"))


def _asking() -> dict[str, object]:
    """Whether she may ask here, whether she has, and the mark that says so when it could not be kept."""
    visitor = request.visitor()
    place = word.place_of(request.db(), visitor) if visitor else None
    if visitor is None or place is None:
        return {"may_ask": False, "asked": None, "watch": ""}
    programme_id = word.programme_of(request.db(), place)
    return {
        "may_ask": True,
        "asked": word.standing(request.db(), visitor),
        "watch": unsaved.mark(programme_id, ("no",)),
    }

"""A bell timer by itself: silence between bells, for whatever one sits with."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.cohorts.place import current, local_day, places_of
from course.practice import log
from web import player, request, ways
from web.doors import Door, door

pages = Blueprint("timer", __name__)


@pages.get("/timer")
@door(Door.SIGNED_IN)
def page() -> ResponseReturnValue:
    db, person = request.db(), request.person()
    place = current(places_of(db, person), request.now())
    group = place.cohort.name if place else "Kindly"
    return render_template(
        "course/timer.html",
        place=place,
        group_name=group,
        here=url_for("timer.page"),
        leaves_quickly=ways.leaves_quickly(person),
        player=player.of_timer(_("Bell timer"), group),
        logged=log.logged_on(db, place.enrolment, local_day(request.now(), person)) if place else [],
    )

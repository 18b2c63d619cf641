"""A pack: practices, exercises and cards beside the course's own, open together with one of its units."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from course.errors import NotFound
from web import her_place, request
from web.doors import Door, door

pages = Blueprint("packs", __name__, url_prefix="/packs")


@pages.get("/<int:enrolment_id>/<pack_key>")
@door(Door.SIGNED_IN)
def page(enrolment_id: int, pack_key: str) -> ResponseReturnValue:
    mine = her_place.hers(enrolment_id)
    found = next((one for one in mine.course.packs if one.key == pack_key), None)
    if found is None:
        raise NotFound
    unit = mine.unit(found.opens_with)
    if not mine.has_opened(unit, request.now()):
        return her_place.not_open(mine, unit)
    exercises = [mine.course.exercise(key) for key in found.exercises]
    return render_template(
        "packs/pack.html",
        pack=found,
        unit=unit,
        practices=[mine.course.practice(key) for key in found.practices],
        exercises=[one for one in exercises if one.audience == "participant"],
        cards=[mine.course.card(key) for key in found.cards],
        **her_place.frame(mine),
    )

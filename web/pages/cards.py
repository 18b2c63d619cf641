"""The cards of a course, open from the first day: to steady oneself, to look something up, to doubt well."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from course.cohorts.place import Place
from course.errors import NotFound
from curriculum.schema import Card
from web import her_place, request
from web.doors import Door, door

pages = Blueprint("cards", __name__, url_prefix="/cards")


@pages.get("/<int:enrolment_id>")
@door(Door.SIGNED_IN)
def page(enrolment_id: int) -> ResponseReturnValue:
    mine = her_place.hers(enrolment_id)
    return render_template(
        "cards/cards.html",
        cards=[one for one in mine.course.cards if _is_open(mine, one)],
        **her_place.frame(mine),
    )


@pages.get("/<int:enrolment_id>/<card_key>")
@door(Door.SIGNED_IN)
def card(enrolment_id: int, card_key: str) -> ResponseReturnValue:
    mine = her_place.hers(enrolment_id)
    found = next((one for one in mine.course.cards if one.key == card_key), None)
    if found is None:
        raise NotFound
    if not _is_open(mine, found):
        return her_place.not_open(mine, mine.unit(mine.course.pack(str(found.pack)).opens_with))
    return render_template("cards/card.html", card=found, **her_place.frame(mine))


def _is_open(mine: Place, one: Card) -> bool:
    """Those of a pack open with it, all others are open from the first day."""
    if one.pack is None:
        return True
    return mine.has_opened(mine.course.unit(mine.course.pack(one.pack).opens_with), request.now())

"""Where the texts of a course stand for one place: `card:backdraft` becomes the address of that card."""

from typing import Any

from flask import current_app, url_for

from course.cohorts.place import Place
from web.markdown import Addresses

ROUTES = {
    "card": ("cards.card", "card_key"),
    "exercise": ("forms.exercise", "exercise_key"),
    "practice": ("course.practice", "practice_key"),
    "week": ("course.week", "unit_key"),
}


def addresses(place: Place) -> Addresses:
    """For links in texts and for rows. None for what this site has no page for."""

    def address(what: str, key: str) -> str | None:
        endpoint, name = ROUTES[what]
        if endpoint not in current_app.view_functions:
            return None
        values: dict[str, Any] = {"enrolment_id": place.enrolment_id, name: key}
        return url_for(endpoint, **values)

    return address

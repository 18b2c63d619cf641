"""The blueprint of a person's own pages, and what each of them shows around itself."""

from flask import Blueprint

from course.cohorts.place import Place, current, places_of
from web import request

pages = Blueprint("me", __name__, url_prefix="/me")


def places() -> list[Place]:
    return places_of(request.db(), request.person())


def frame(mine: list[Place]) -> dict[str, object]:
    """With a place of her own the tabs stay; staff without one get a plain page and a way back."""
    shown = current(mine, request.now()) if mine else None
    return {
        "layout": "layout_participant.html" if shown else "layout_plain.html",
        "group_name": shown.cohort.name if shown else None,
        "has_place": shown is not None,
        "papers_of": [one for one in mine if _has_paper(one)],
        "goals_of": shown.enrolment_id if shown and shown.course.goals else None,
    }


def _has_paper(one: Place) -> bool:
    """The course is over, so a paper can be made of what she attended."""
    was_held = one.is_over(request.now()) or one.cohort.called_off_at is not None
    return was_held and not one.cohort.is_imported

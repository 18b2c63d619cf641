"""The blueprint of these pages, whose they are, and what stands around each."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from course.cohorts.place import Place, place
from web import meeting_words, request, staff

pages = Blueprint("person", __name__, url_prefix="/cohorts/<int:cohort_id>/people/<int:enrolment_id>")


def place_in(cohort_id: int, enrolment_id: int) -> Place:
    """A place under the address of its own cohort, for its staff."""
    staff.place_in(cohort_id, enrolment_id)
    return place(request.db(), enrolment_id)


def frame(mine: Place) -> dict[str, object]:
    return {
        **staff.in_cohort(mine.cohort, "people"),
        "person": mine.person,
        "enrolment": mine.enrolment,
        "course": mine.course,
        "say": meeting_words,
    }


def back(mine: Place) -> ResponseReturnValue:
    return redirect(url_for("person.page", cohort_id=mine.cohort.stored_id, enrolment_id=mine.enrolment_id))

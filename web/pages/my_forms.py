"""A facilitator's own pages: how she is herself, her three circles, what she brings to supervision.

Sealed with her own key, and in her own language, where staff pages are English.
"""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.cohorts.cohort import Cohort, content
from course.errors import NotFound
from course.people.role import is_facilitator
from curriculum.schema import Course, Exercise
from web import request, staff
from web.doors import Door, door
from web.filling import Sheet, entry_page, exercise_page, own_form, remove_page
from web.pages.journal.guard import stand_before

pages = Blueprint("my_forms", __name__, url_prefix="/cohorts/<int:cohort_id>/my-forms")
CIRCLES = "own-three-circles"
stand_before(pages, readable={"my_forms.every", "my_forms.exercise"})


@pages.get("")
@door(Door.SIGNED_IN)
def every(cohort_id: int) -> ResponseReturnValue:
    """The forms there are; what she wrote stands on the page of each."""
    cohort = staff.cohort_for(cohort_id)
    return render_template(
        "forms/mine.html",
        course=_course(cohort),
        exercises=_exercises(cohort),
        has_questions=bool(content(request.db(), cohort).staff_waves) and _runs_it(cohort),
        **staff.in_cohort(cohort, "my_forms"),
    )


@pages.route("/<exercise_key>", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def exercise(cohort_id: int, exercise_key: str) -> ResponseReturnValue:
    return exercise_page(_sheet(cohort_id, exercise_key))


@pages.route("/<exercise_key>/<int:form_id>", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def entry(cohort_id: int, exercise_key: str, form_id: int) -> ResponseReturnValue:
    return entry_page(_sheet(cohort_id, exercise_key), own_form(exercise_key, form_id))


@pages.route("/<exercise_key>/<int:form_id>/remove", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def remove(cohort_id: int, exercise_key: str, form_id: int) -> ResponseReturnValue:
    return remove_page(_sheet(cohort_id, exercise_key), own_form(exercise_key, form_id))


def _sheet(cohort_id: int, key: str) -> Sheet:
    cohort = staff.cohort_for(cohort_id)
    found = next((one for one in _exercises(cohort) if one.key == key), None)
    if found is None:
        raise NotFound
    frame = {
        "layout": "layout_staff.html",
        "way_back": (url_for(".every", cohort_id=cohort_id), _("My own pages")),
        "course": _course(cohort),
        "figure": "forms/_circles.html" if key == CIRCLES else None,
        "to": None,
        **staff.in_cohort(cohort, "my_forms"),
    }
    return Sheet(found, {"cohort_id": cohort_id}, frame)


def _runs_it(cohort: Cohort) -> bool:
    return is_facilitator(request.db(), cohort_id=cohort.stored_id, person_id=request.person().stored_id)


def _exercises(cohort: Cohort) -> list[Exercise]:
    return [one for one in _course(cohort).exercises if one.audience == "facilitator"]


def _course(cohort: Cohort) -> Course:
    """As far as it is translated."""
    return content(request.db(), cohort).in_language(request.person().locale)

"""For whoever leads: the guides of the course, and what there is for the group in each unit, with its letters."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from course.cohorts.cohort import content
from course.cohorts.programme import Programme
from course.errors import NotFound
from course.texts.placed import record_of
from course.texts.signature import signatures
from curriculum.schema import Course, Exercise, Unit
from web import meeting_words, request, staff
from web.doors import Door, door

pages = Blueprint("guides", __name__, url_prefix="/cohorts/<int:cohort_id>")


@pages.get("/guides")
@door(Door.SIGNED_IN)
def page(cohort_id: int) -> ResponseReturnValue:
    cohort = staff.cohort_for(cohort_id)
    return render_template(
        "guides/page.html",
        **staff.in_cohort(cohort, "meetings"),
        course=content(request.db(), cohort),
        say=meeting_words,
    )


@pages.get("/guides/<guide_key>")
@door(Door.SIGNED_IN)
def guide(cohort_id: int, guide_key: str) -> ResponseReturnValue:
    cohort = staff.cohort_for(cohort_id)
    course = content(request.db(), cohort)
    found = next((one for one in course.guides if one.key == guide_key), None)
    if found is None:
        raise NotFound
    text = record_of(course, "guide", guide_key)
    return render_template(
        "guides/guide.html",
        **staff.in_cohort(cohort, "meetings"),
        course=course,
        guide=found,
        text=text,
        signed=signatures(request.db(), [text] if text else []),
    )


@pages.get("/group/<unit_key>")
@door(Door.SIGNED_IN)
def group(cohort_id: int, unit_key: str) -> ResponseReturnValue:
    """Prompts for the group, and the unit's letters in the language of the programme, to be copied."""
    cohort = staff.cohort_for(cohort_id)
    programme = request.db().get_one(Programme, cohort.programme_id)
    course = content(request.db(), cohort).in_language(programme.locale)
    unit = next((one for one in course.units if one.key == unit_key), None)
    if unit is None:
        raise NotFound
    return render_template(
        "guides/group.html",
        **staff.in_cohort(cohort, "meetings"),
        course=course,
        unit=unit,
        cards=[one for one in course.cards if one.unit == unit_key and one.discussion],
        exercises=_led(course, unit),
        say=meeting_words,
    )


def _led(course: Course, unit: Unit) -> list[Exercise]:
    """The exercises of this unit that say how they are led: those of its agenda, and those first done here."""
    keys = [*(key for part in unit.agenda for key in part.exercises), *unit.exercises]
    found = [course.exercise(key) for key in dict.fromkeys(keys)]
    return [one for one in found if one.in_group]

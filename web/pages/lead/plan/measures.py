"""Step 5: what is asked and when, drawn along the dates; and which words people agree to."""

from flask import redirect
from flask import request as http
from flask.typing import ResponseReturnValue

from course.cohorts import chosen
from course.measures.planned_waves import timeline
from course.people import consent_text
from course.people.consent_text import ConsentText
from curriculum.errors import ContentError
from curriculum.loader import load_measure
from curriculum.schema import Course
from web import request
from web.doors import Door, door
from web.pages.lead.blueprint import pages
from web.pages.lead.plan import steps
from web.pages.lead.plan.dates import kept_dates
from web.pages.lead.plan.steps import Planning


@pages.route("/<int:programme_id>/cohorts/drafts/<int:draft_id>/measures", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def plan_measures(programme_id: int, draft_id: int) -> ResponseReturnValue:
    """To be looked at: what is asked is the programme's choice for every new group."""
    planning = steps.opened(programme_id, draft_id)
    if http.method == "POST":
        return steps.onward(planning, "measures")
    kept = kept_dates(planning)
    if kept is None or kept.sentence:
        return redirect(planning.at("dates"))
    course = chosen.with_chosen(request.db(), planning.programme.stored_id, planning.course)
    return steps.page(
        planning,
        "measures",
        line=timeline(course, kept.dates, zone=kept.plan.zone),
        zone=kept.plan.zone,
        titles=_titles(course),
        consents=[(one, consent_text.version([one])) for one in _consents(planning)],
    )


def _consents(planning: Planning) -> list[ConsentText]:
    first = [consent_text.health_text()] if planning.programme.intake_since else []
    return [*first, *consent_text.consent_texts()]


def _titles(course: Course) -> dict[str, str]:
    return {key: _title(key) for wave in course.waves for key in wave.measures}


def _title(key: str) -> str:
    try:
        return load_measure(key).title
    except ContentError:
        return key

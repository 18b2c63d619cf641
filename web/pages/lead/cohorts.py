"""Every cohort of the programme, those brought in from earlier records too."""

from flask import render_template
from flask.typing import ResponseReturnValue

from course.cohorts.draft import drafts
from course.cohorts.overview import glances
from course.people import team
from web import meeting_words, request, staff
from web.doors import Door, door
from web.pages.lead.blueprint import pages, programme_for
from web.pages.lead.plan.steps import begun_at


@pages.get("/<int:programme_id>/cohorts")
@door(Door.SIGNED_IN)
def cohorts(programme_id: int) -> ResponseReturnValue:
    programme = programme_for(programme_id)
    found = glances(request.db(), programme_id, now=request.now())
    return render_template(
        "lead/cohorts.html",
        **staff.in_programme(programme, "cohorts"),
        found=found,
        begun=[(one, who, begun_at(one)) for one, who in drafts(request.db(), programme_id)],
        team=team.facilitators(request.db(), [one.cohort.stored_id for one in found]),
        say=meeting_words,
    )

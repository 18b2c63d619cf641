"""Step 3: where the group meets. A room that another group has at that hour is named before it is kept."""

from flask import request as http
from flask.typing import ResponseReturnValue

from course.cohorts import beside
from course.cohorts.beside import Dated
from course.cohorts.cohort import Cohort
from web import meeting_words, request
from web.doors import Door, door
from web.pages.lead.blueprint import pages
from web.pages.lead.plan import steps
from web.pages.lead.plan.dates import kept_dates
from web.pages.lead.plan.steps import Planning
from web.pages.meetings import WhereForm

ALL_THE_SAME = "taken"
"""Says which place was shown to be taken at some hour, and is kept all the same."""


@pages.route("/<int:programme_id>/cohorts/drafts/<int:draft_id>/place", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def plan_place(programme_id: int, draft_id: int) -> ResponseReturnValue:
    planning = steps.opened(programme_id, draft_id)
    form = steps.shown_in(WhereForm, planning)
    place = str(form.place.data or "").strip()
    taken = taken_at(planning, place)
    if http.method == "POST":
        is_known = not taken or http.form.get(ALL_THE_SAME) == place
        if steps.is_leaving() or (form.validate() and is_known):
            planning.keep(steps.typed_into(form))
            return steps.onward(planning, "place")
    return steps.page(planning, "place", form, taken=taken, place=place, say=meeting_words)


def taken_at(planning: Planning, place: str) -> list[tuple[Dated, Cohort]]:
    """The dates at which another group is there already."""
    kept = kept_dates(planning)
    return beside.booked(request.db(), planning.programme, kept.dates, place=place) if kept else []

"""How the work is for those who run groups: averages over the programme, and nothing of one person or one group."""

from flask import render_template

from course.outcomes.staff_figures import staff_figures
from course.outcomes.suppression import PEOPLE_BEHIND_A_SCORE
from web import request, staff
from web.doors import Door, door
from web.pages.lead.blueprint import pages, programme_for


@pages.get("/<int:programme_id>/settings/facilitators", endpoint="facilitators_own")
@door(Door.SIGNED_IN)
def page(programme_id: int) -> str:
    programme = programme_for(programme_id)
    found = staff_figures(request.db(), programme)
    return render_template(
        "lead/facilitators_own.html",
        **staff.in_programme(programme, "settings"),
        figures=[one for one in found if one.n],
        least=max(programme.smallest_group, PEOPLE_BEHIND_A_SCORE),
    )

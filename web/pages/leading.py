"""Who leads which part of a meeting: a name for each part, settled ahead, to be read in the room."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.cohorts import leading
from course.cohorts.agenda import Timed, timed
from course.cohorts.cohort import Cohort, content
from course.cohorts.meeting import Meeting
from course.cohorts.run_sheet import sheet
from course.errors import Refused
from web import meeting_words, request, staff
from web.doors import Door, door
from web.row_numbers import row_number

pages = Blueprint(
    "leading", __name__, url_prefix="/cohorts/<int:cohort_id>/meetings/<int:meeting_id>/run-sheet/leading"
)


@pages.route("", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def page(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    meeting, cohort = staff.meeting_in(cohort_id, meeting_id)
    parts = [one for one in _parts(meeting, cohort) if not one.shown.is_left_out]
    if http.method != "POST":
        chosen = leading.leading(request.db(), meeting)
        return _form(meeting, cohort, parts, {key: one.stored_id for key, one in chosen.items()})
    wanted = {one.part.key: _who(one.part.key) for one in parts}
    try:
        leading.settle(request.db(), meeting, wanted, by=request.person())
    except Refused as refused:
        return _form(meeting, cohort, parts, wanted, refused), 422
    flash(_("Who leads what stands on the run sheet."))
    return redirect(url_for("run_sheet.page", cohort_id=cohort_id, meeting_id=meeting_id))


def _parts(meeting: Meeting, cohort: Cohort) -> list[Timed]:
    return timed(sheet(request.db(), cohort, meeting), meeting, cohort.zone)


def _who(part_key: str) -> int | None:
    """Nobody for an empty field; 0, who runs nothing, for what is no number."""
    typed = http.form.get(f"leads-{part_key}", "")
    return row_number(typed) if typed else None


def _form(
    meeting: Meeting,
    cohort: Cohort,
    parts: list[Timed],
    chosen: dict[str, int | None] | dict[str, int],
    refused: Refused | None = None,
) -> str:
    return render_template(
        "meetings/leading.html",
        **staff.in_cohort(cohort, "meetings"),
        meeting=meeting,
        unit=content(request.db(), cohort).unit(meeting.unit_key),
        parts=parts,
        people=leading.may_lead(request.db(), meeting),
        chosen=chosen,
        refused=refused,
        say=meeting_words,
    )

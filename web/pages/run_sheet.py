"""The run sheet: every part with its time and at most three cues, to read at arm's length or to print."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from course.cohorts.agenda import timed
from course.cohorts.cohort import content
from web import meeting_words, request, staff
from web.doors import Door, door

pages = Blueprint("run_sheet", __name__)


@pages.get("/cohorts/<int:cohort_id>/meetings/<int:meeting_id>/run-sheet")
@door(Door.SIGNED_IN)
def page(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    meeting, cohort = staff.meeting_in(cohort_id, meeting_id)
    course, now = content(request.db(), cohort), request.now()
    unit = course.unit(meeting.unit_key)
    parts = timed(unit, meeting, cohort.zone)
    on = next((one for one in parts if one.is_on(now)), None)
    return render_template(
        "meetings/run_sheet.html",
        **staff.in_cohort(cohort, "meetings"),
        meeting=meeting,
        unit=unit,
        parts=parts,
        on=on,
        minutes_left=-(-int((on.ends_at - now).total_seconds()) // 60) if on else 0,
        practices={each.key: each for each in course.practices},
        say=meeting_words,
        now=now,
    )

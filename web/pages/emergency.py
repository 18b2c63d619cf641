"""If something happens to somebody during a meeting: two taps from its page, and each look is written down."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from course.access.emergencies import meeting_run_by, person_at
from course.cohorts.cohort import Cohort, content
from course.cohorts.meeting import Meeting
from course.cohorts.roll import roll
from course.errors import NotFound
from course.people import in_an_emergency
from web import meeting_words, request, staff
from web.doors import Door, door

pages = Blueprint(
    "emergency", __name__, url_prefix="/cohorts/<int:cohort_id>/meetings/<int:meeting_id>/emergency"
)


@pages.get("")
@door(Door.SIGNED_IN)
def page(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    """Names only: what she keeps for such a moment is opened by a press."""
    meeting, cohort = _meeting(cohort_id, meeting_id)
    return render_template("meetings/emergency.html", **_frame(meeting, cohort), shown=None)


@pages.post("/<int:enrolment_id>")
@door(Door.SIGNED_IN)
def look(cohort_id: int, meeting_id: int, enrolment_id: int) -> ResponseReturnValue:
    meeting, cohort = _meeting(cohort_id, meeting_id)
    db = request.db()
    seat, person = person_at(db, meeting, enrolment_id)
    details = in_an_emergency.look(
        db,
        request.ring(),
        person.stored_id,
        by=request.person(),
        meeting_id=meeting_id,
        programme_id=cohort.programme_id,
    )
    return render_template("meetings/emergency.html", **_frame(meeting, cohort), shown=seat, details=details)


def _meeting(cohort_id: int, meeting_id: int) -> tuple[Meeting, Cohort]:
    meeting, cohort = meeting_run_by(request.db(), request.person(), cohort_id, meeting_id)
    if cohort.is_imported:
        raise NotFound
    return meeting, cohort


def _frame(meeting: Meeting, cohort: Cohort) -> dict[str, object]:
    return {
        **staff.in_cohort(cohort, "meetings"),
        "meeting": meeting,
        "unit": content(request.db(), cohort).unit(meeting.unit_key),
        "seats": roll(request.db(), meeting),
        "say": meeting_words,
    }

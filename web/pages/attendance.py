"""Who is here? One tap a person; the same press works without a script, as a page that comes back."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from course.access.guests import seat_for
from course.cohorts.attendance import Mark
from course.cohorts.cohort import Cohort, content
from course.cohorts.meeting import Meeting
from course.cohorts.roll import can_be_taken, mark_one, mark_the_rest_here, roll, seat
from course.errors import Refused
from web import meeting_words, request, staff
from web.doors import Door, door
from web.row_numbers import row_number

pages = Blueprint("attendance", __name__, url_prefix="/cohorts/<int:cohort_id>/meetings/<int:meeting_id>")
BLANK = "blank"


@pages.get("/attendance")
@door(Door.SIGNED_IN)
def page(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    meeting, cohort = staff.meeting_in(cohort_id, meeting_id)
    seats = roll(request.db(), meeting)
    return render_template(
        "meetings/attendance.html",
        **staff.in_cohort(cohort, "meetings"),
        meeting=meeting,
        unit=content(request.db(), cohort).unit(meeting.unit_key),
        seats=seats,
        came=sum(one.came for one in seats),
        is_open=can_be_taken(meeting, cohort, request.now()),
        runs=staff.runs(cohort),
        say=meeting_words,
        now=request.now(),
    )


@pages.post("/attendance")
@door(Door.SIGNED_IN)
def mark(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    meeting, cohort = staff.meeting_in(cohort_id, meeting_id)
    db, person = request.db(), request.person()
    enrolment = seat_for(db, person, meeting, row_number(http.form.get("enrolment_id")))
    mark_one(db, meeting, cohort, enrolment.stored_id, _mark(), by=person, now=request.now())
    if not http.headers.get("X-Fragment"):
        return redirect(_back(cohort, meeting))
    row = seat(db, meeting, enrolment)
    return render_template("meetings/_seat.html", seat=row, cohort=cohort, meeting=meeting)


@pages.post("/attendance/all-here")
@door(Door.SIGNED_IN)
def all_here(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    meeting, cohort = staff.meeting_in(cohort_id, meeting_id)
    n = mark_the_rest_here(request.db(), meeting, cohort, by=request.person(), now=request.now())
    if n:
        flash(ngettext("%(num)s person marked here.", "%(num)s people marked here.", n))
    else:
        flash(_("Everybody was marked already."))
    return redirect(_back(cohort, meeting))


def _back(cohort: Cohort, meeting: Meeting) -> str:
    return url_for("attendance.page", cohort_id=cohort.id, meeting_id=meeting.id)


def _mark() -> Mark | None:
    wanted = http.form.get("mark", "")
    if wanted == BLANK:
        return None
    if wanted not in {each.value for each in Mark}:
        raise Refused(_("That mark is not one of here, by video, part of it, away told us, and away."))
    return Mark(wanted)

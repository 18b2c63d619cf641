"""Who is here? One tap a person; the same press works without a script, as a page that comes back."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from course.access.guests import seat_for
from course.cohorts.attendance import Mark
from course.cohorts.cohort import Cohort, content
from course.cohorts.listed import count_waiting
from course.cohorts.meeting import Meeting
from course.cohorts.roll import can_be_taken, mark_one, mark_the_rest_here, roll, seat, take_back_all_here
from course.errors import Refused
from web import keeping, meeting_words, request, staff
from web.doors import Door, door
from web.fragments import wants_fragment
from web.kept_press import pressed_at, refuse_of_another
from web.row_numbers import row_number

pages = Blueprint("attendance", __name__, url_prefix="/cohorts/<int:cohort_id>/meetings/<int:meeting_id>")
BLANK = "blank"


@pages.get("/attendance")
@door(Door.SIGNED_IN)
def page(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    meeting, cohort = staff.meeting_in(cohort_id, meeting_id)
    seats, runs = roll(request.db(), meeting), staff.runs_cohort(cohort.stored_id)
    return render_template(
        "meetings/attendance.html",
        **staff.in_cohort(cohort, "meetings"),
        meeting=meeting,
        unit=content(request.db(), cohort).unit(meeting.unit_key),
        seats=seats,
        came=sum(one.came for one in seats),
        is_open=can_be_taken(meeting, cohort, request.now()),
        runs=runs,
        names=count_waiting(request.db(), [meeting.stored_id], now=request.now()).get(meeting.stored_id, 0),
        together=http.args.get("together") if _moment(http.args.get("together", "")) else None,
        say=meeting_words,
        now=request.now(),
        evening=keeping.evening_of(meeting, cohort, request.now()) if runs else None,
    )


@pages.post("/attendance")
@door(Door.SIGNED_IN)
def mark(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    meeting, cohort = staff.meeting_in(cohort_id, meeting_id)
    refuse_of_another()
    db, person = request.db(), request.person()
    enrolment = seat_for(db, person, meeting, row_number(http.form.get("enrolment_id")))
    before = seat(db, meeting, enrolment)
    mark_one(db, meeting, cohort, enrolment.stored_id, _mark(), by=person, now=pressed_at())
    if not wants_fragment():
        return redirect(_back(cohort, meeting))
    return render_template(
        "meetings/_seat.html",
        seat=seat(db, meeting, enrolment),
        before=before,
        cohort=cohort,
        meeting=meeting,
    )


@pages.post("/attendance/all-here")
@door(Door.SIGNED_IN)
def all_here(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    meeting, cohort = staff.meeting_in(cohort_id, meeting_id)
    n = mark_the_rest_here(request.db(), meeting, cohort, by=request.person(), now=request.now())
    if not n:
        flash(_("Everybody was marked already."))
        return redirect(_back(cohort, meeting))
    flash(ngettext("%(num)s person marked here.", "%(num)s people marked here.", n))
    return redirect(_back(cohort, meeting, together=request.now().isoformat()))


@pages.post("/attendance/not-all-here")
@door(Door.SIGNED_IN)
def not_all_here(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    """Undo of that one press; marks made since stay."""
    meeting, cohort = staff.meeting_in(cohort_id, meeting_id)
    at = _moment(http.form.get("together", ""))
    if at is not None:
        take_back_all_here(request.db(), meeting, cohort, at=at, by=request.person(), now=request.now())
    flash(_("Taken back."))
    return redirect(_back(cohort, meeting))


def _back(cohort: Cohort, meeting: Meeting, *, together: str | None = None) -> str:
    """`together`: when everybody was marked with one press, for its undo."""
    return url_for("attendance.page", cohort_id=cohort.id, meeting_id=meeting.id, together=together)


def _moment(typed: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _mark() -> Mark | None:
    wanted = http.form.get("mark", "")
    if wanted == BLANK:
        return None
    if wanted not in {each.value for each in Mark}:
        raise Refused(
            _("That mark is not one of here, by video, part of it, made up, away told us, and away.")
        )
    return Mark(wanted)

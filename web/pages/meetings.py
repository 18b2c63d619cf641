"""Every meeting of a cohort: when it is, move it, cancel it, put it back. What follows is shown before it is done."""

from collections.abc import Callable
from datetime import date, time

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField, TimeField
from wtforms.validators import Length

from course.cohorts import meeting as meetings
from course.cohorts.cohort import Cohort, content
from course.cohorts.cohort import meetings as meetings_of
from course.cohorts.meeting import Meeting
from course.cohorts.moving import Shown, tried
from course.cohorts.roll import can_be_taken
from course.errors import Refused
from web import formats, meeting_words, request, staff
from web.doors import Door, door
from web.forms import Form, needed

pages = Blueprint("meetings", __name__, url_prefix="/cohorts/<int:cohort_id>/meetings")


class MoveForm(Form):
    on = DateField(_l("New day"), [needed(_l("Please give a day."))])
    at = TimeField(_l("New time"), [needed(_l("Please give a time, for example 18:30."))])


class CancelForm(Form):
    reason = StringField(
        _l("Why it does not take place"),
        [
            needed(_l("Please give a reason people will read.")),
            Length(max=200, message=_l("A little shorter, please: up to 200 letters.")),
        ],
    )


@pages.get("")
@door(Door.SIGNED_IN)
def page(cohort_id: int) -> ResponseReturnValue:
    db, now, cohort = request.db(), request.now(), staff.cohort_for(cohort_id)
    course, dates = content(db, cohort), meetings_of(db, cohort)
    return render_template(
        "meetings/page.html",
        **staff.in_cohort(cohort, "meetings"),
        dates=[(one, course.unit(one.unit_key), can_be_taken(one, cohort, now)) for one in dates],
        coming=next((one for one in dates if not one.is_cancelled and not one.is_over(now)), None),
        say=meeting_words,
        now=now,
    )


@pages.route("/<int:meeting_id>/move", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def move(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    """Two steps on one address: look at what changes, then do it."""
    meeting, cohort = staff.meeting_in(cohort_id, meeting_id)
    form = MoveForm(on=meeting.starts_on, at=meeting.at)
    shown = None
    if form.validate_on_submit() and form.on.data and form.at.data:
        try:
            verb = _moving(meeting, cohort, form.on.data, form.at.data)
            shown = tried(request.db(), cohort, verb)
            if "confirmed" in http.form:
                verb()
                flash(_moved(meeting, cohort))
                return redirect(url_for("meetings.page", cohort_id=cohort_id))
        except Refused as refused:
            form.refuse(refused)
    return _render("meetings/move.html", form, meeting, cohort, shown)


@pages.route("/<int:meeting_id>/cancel", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def cancel(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    meeting, cohort = staff.meeting_in(cohort_id, meeting_id)
    form, db, now = CancelForm(), request.db(), request.now()
    if form.validate_on_submit():
        try:
            meetings.cancel(db, meeting, reason=str(form.reason.data), now=now, by=request.person())
            flash(_("Cancelled. Its week waits until the meeting is put back."))
            return redirect(url_for("meetings.page", cohort_id=cohort_id))
        except Refused as refused:
            form.refuse(refused)
    return _render("meetings/cancel.html", form, meeting, cohort, None)


@pages.post("/<int:meeting_id>/put-back")
@door(Door.SIGNED_IN)
def put_back(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    meeting, _cohort = staff.meeting_in(cohort_id, meeting_id)
    meetings.put_back(request.db(), meeting, now=request.now(), by=request.person())
    flash(_("It takes place again, on the day it had."))
    return redirect(url_for("meetings.page", cohort_id=cohort_id))


def _moving(meeting: Meeting, cohort: Cohort, on: date, at: time) -> Callable[[], None]:
    db, now, by = request.db(), request.now(), request.person()
    return lambda: meetings.move(db, meeting, on=on, at=at, zone=cohort.zone, now=now, by=by)


def _moved(meeting: Meeting, cohort: Cohort) -> str:
    day, at = formats.day(meeting.starts_on), meeting_words.wall(meeting.starts_at, cohort.zone)
    return str(_("Moved to %(day)s at %(time)s. Calendars and reminders follow.", day=day, time=at))


def _render(
    template: str, form: Form, meeting: Meeting, cohort: Cohort, shown: Shown | None
) -> ResponseReturnValue:
    page = render_template(
        template,
        **staff.in_cohort(cohort, "meetings"),
        form=form,
        meeting=meeting,
        unit=content(request.db(), cohort).unit(meeting.unit_key),
        shown=shown,
        say=meeting_words,
        now=request.now(),
    )
    return page, 422 if form.errors else 200

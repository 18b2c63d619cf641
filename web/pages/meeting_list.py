"""The list of participants from a video meeting: taken in, and what it leaves open settled by a person."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from course.access.evening import listed_name_for
from course.cohorts import listed
from course.cohorts.attendance import Mark
from course.cohorts.cohort import Cohort, content
from course.cohorts.listed import TakenIn
from course.cohorts.meeting import Meeting
from course.cohorts.roll import Seat, can_be_taken, roll
from course.errors import NotFound, Refused
from course.exchange.meeting_list_csv import parse
from course.exchange.table import decoded
from web import meeting_words, request, staff
from web.doors import Door, door
from web.row_numbers import row_number

pages = Blueprint(
    "meeting_list", __name__, url_prefix="/cohorts/<int:cohort_id>/meetings/<int:meeting_id>/attendance/list"
)
OFFERED = (Mark.VIDEO, Mark.PART, Mark.HERE)
"""What somebody on such a list may have been."""


@pages.route("", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def page(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    meeting, cohort = staff.meeting_in(cohort_id, meeting_id)
    if http.method == "GET":
        return _page(meeting, cohort)
    try:
        lines = parse(_text())
        taken = listed.take_in(request.db(), meeting, cohort, lines, by=request.person(), now=request.now())
    except Refused as refused:
        return _page(meeting, cohort, refused), 422
    flash(_said(taken))
    return redirect(_back(meeting, cohort))


@pages.post("/<int:listed_name_id>")
@door(Door.SIGNED_IN)
def settle(cohort_id: int, meeting_id: int, listed_name_id: int) -> ResponseReturnValue:
    """Whose name it is, and whether she was there all the time; or nobody's of the group."""
    row, meeting, cohort = listed_name_for(request.db(), request.person(), listed_name_id)
    if (cohort.id, meeting.id) != (cohort_id, meeting_id) or cohort.is_imported:
        raise NotFound
    if "nobody" in http.form:
        listed.put_aside(request.db(), row, now=request.now())
        flash(_("%(name)s is put aside. Nobody’s mark has changed.", name=row.name or row.email))
        return redirect(_back(meeting, cohort))
    seat, mark = _chosen(meeting), _mark()
    if seat is None or mark is None:
        refused = Refused(_("Please choose who it was, or put the name aside."), field=f"who-{row.id}")
        return _page(meeting, cohort, refused), 422
    name = row.name or row.email
    listed.settle(request.db(), row, meeting, cohort, seat, mark, by=request.person(), now=request.now())
    flash(_("%(name)s is %(person)s, and is marked.", name=name, person=seat.name))
    return redirect(_back(meeting, cohort))


def _page(meeting: Meeting, cohort: Cohort, refused: Refused | None = None) -> str:
    db, seats = request.db(), roll(request.db(), meeting)
    return render_template(
        "meetings/list.html",
        **staff.in_cohort(cohort, "meetings"),
        meeting=meeting,
        unit=content(db, cohort).unit(meeting.unit_key),
        seats=seats,
        names=[(row, listed.alike(row, seats)) for row in listed.waiting(db, meeting, now=request.now())],
        is_open=can_be_taken(meeting, cohort, request.now()),
        offered=OFFERED,
        chosen=http.form,
        errors=[(refused.field or "file", refused.sentence)] if refused else [],
        say=meeting_words,
    )


def _text() -> str:
    """The file; without one, what was pasted."""
    file = http.files.get("file")
    return decoded(file.read()) if file and file.filename else http.form.get("pasted", "")


def _chosen(meeting: Meeting) -> Seat | None:
    number = row_number(http.form.get("enrolment_id"))
    return next((one for one in roll(request.db(), meeting) if one.enrolment_id == number), None)


def _mark() -> Mark | None:
    return next((one for one in OFFERED if one.value == http.form.get("mark")), None)


def _said(taken: TakenIn) -> str:
    """3 people marked by video. 2 were marked already. 1 name waits below."""
    said = [
        ngettext("%(num)s person marked by video.", "%(num)s people marked by video.", taken.marked),
        ngettext("%(num)s was marked already.", "%(num)s were marked already.", taken.known)
        if taken.known
        else "",
        ngettext("%(num)s name waits below.", "%(num)s names wait below.", taken.waiting)
        if taken.waiting
        else "",
    ]
    return " ".join(filter(None, said))


def _back(meeting: Meeting, cohort: Cohort) -> str:
    return url_for("meeting_list.page", cohort_id=cohort.id, meeting_id=meeting.id)

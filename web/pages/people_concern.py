"""Something about one person that somebody should know: what to do first, then a record for the safety list."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.access.emergencies import meeting_run_by
from course.cohorts.cohort import Cohort, content, meetings
from course.cohorts.enrolment import Enrolment
from course.cohorts.opening import newest_open, openings
from course.cohorts.roll import roll
from course.errors import NotFound, Refused
from course.people.person import Person
from course.safety import noted
from course.safety.concern import INTAKE
from course.safety.noted import Danger, Did, Record
from web import request, safety_words, staff
from web.client_ids import client_id, once
from web.doors import Door, door
from web.row_numbers import row_number

pages = Blueprint("people_concern", __name__)


@pages.get("/cohorts/<int:cohort_id>/meetings/<int:meeting_id>/worried")
@door(Door.SIGNED_IN)
def whom(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    """From the room: numbers and what happens first, then whom it is about, guests included."""
    meeting, cohort = meeting_run_by(request.db(), request.person(), cohort_id, meeting_id)
    if cohort.is_imported:
        raise NotFound
    return render_template(
        "people/whom.html",
        **staff.in_cohort(cohort, "meetings"),
        meeting=meeting,
        known=safety_words.help_of(cohort.programme_id),
        seats=roll(request.db(), meeting),
    )


@pages.route("/cohorts/<int:cohort_id>/people/<int:enrolment_id>/concern", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def page(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Also about somebody who has left, and a guest. In danger now, the answer to the record says what to do first."""
    enrolment, cohort = staff.place_or_guest(cohort_id, enrolment_id)
    if http.method != "POST":
        return _page(cohort, enrolment)
    try:
        _note_down(cohort, enrolment)
    except Refused as refused:
        return _page(cohort, enrolment, refused), 422
    request.after_commit(request.wake)
    if http.form.get("danger") == Danger.YES:
        return _page(cohort, enrolment, is_written=True)
    flash(_("It is written down, and the person responsible gets a letter now."))
    return redirect(_back(cohort)[0])


def _back(cohort: Cohort) -> tuple[str, str]:
    """Where she came from: the attendance of a meeting, or the people."""
    if meeting_id := row_number(http.args.get("meeting")):
        return url_for("attendance.page", cohort_id=cohort.id, meeting_id=meeting_id), _("Attendance")
    return url_for("people.page", cohort_id=cohort.id), _("People")


def _note_down(cohort: Cohort, enrolment: Enrolment) -> None:
    known, record = client_id(), _record()
    once(
        lambda: noted.note_down(
            request.db(), request.ring(), enrolment, _occasion(cohort), record, client_id=known,
            now=request.now(), by=request.person(),
        )
    )  # fmt: skip


def _record() -> Record:
    danger = http.form.get("danger", "")
    if danger not in set(Danger):
        raise Refused(_("Please say whether there is danger now, as far as you can tell."), field="danger-0")
    return Record(
        heard=http.form.get("heard", ""),
        danger=Danger(danger),
        did=[Did(one) for one in http.form.getlist("did") if one in set(Did)],
        told=http.form.get("told", ""),
        check_on=_day(),
    )


def _day() -> date | None:
    said = http.form.get("check_on", "").strip()
    try:
        return date.fromisoformat(said) if said else None
    except ValueError as error:
        raise Refused(_("Please give the day like 2027-04-30."), field="check_on") from error


def _occasion(cohort: Cohort) -> str:
    """The week that the group is in; before the first one, joining."""
    course = content(request.db(), cohort)
    newest = newest_open(openings(course, meetings(request.db(), cohort)), request.now())
    return newest.unit.key if newest else INTAKE


def _page(
    cohort: Cohort, enrolment: Enrolment, refused: Refused | None = None, *, is_written: bool = False
) -> str:
    return render_template(
        "people/concern.html",
        **staff.in_cohort(cohort, "people"),
        person=request.db().get_one(Person, enrolment.person_id),
        known=safety_words.help_of(cohort.programme_id),
        dangers=[(one.value, noted.danger_words(one)) for one in Danger],
        dids=[(one.value, noted.did_words(one)) for one in Did],
        typed=http.form,
        ticked=http.form.getlist("did"),
        refused=refused,
        is_written=is_written,
        back=_back(cohort),
    )

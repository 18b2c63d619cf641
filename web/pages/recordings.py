"""Recordings of meetings, for whoever runs the group: laid here first, then looked at, then offered."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from course import clock
from course.access import group_materials as access
from course.cohorts.cohort import Cohort, content
from course.cohorts.cohort import meetings as meetings_of
from course.cohorts.meeting import Meeting
from course.errors import NotFound, Refused
from course.group import file, in_recording, meeting_recording, space
from course.group.file_kinds import in_words
from course.group.in_recording import Present
from course.group.meeting_recording import MeetingRecording, Standing
from course.group.recording_days import Days, days_for
from web import group_files, meeting_words, request, staff
from web.client_ids import client_id, once
from web.doors import Door, door
from web.errors import not_there, other
from web.pages.materials import state_of
from web.row_numbers import row_number

pages = Blueprint("recordings", __name__, url_prefix="/cohorts/<int:cohort_id>/recordings")


@pages.route("/of/<int:meeting_id>", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def add(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    """Who agreed is said first. What is laid here nobody of the group finds before it was looked at."""
    meeting, cohort = _meeting(cohort_id, meeting_id)
    days = _days(cohort, meeting)
    if http.method != "POST":
        return _form(cohort, meeting, days)
    try:
        row = _added(cohort, meeting, days)
    except Refused as refused:
        return _form(cohort, meeting, days, refused), 422
    flash(_("It is here. The group finds it once you have looked and offer it."))
    return redirect(url_for("recordings.look", cohort_id=cohort_id, meeting_recording_id=row.id))


@pages.route("/<int:meeting_recording_id>", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def look(cohort_id: int, meeting_recording_id: int) -> ResponseReturnValue:
    """Who was there, who agreed and who did not; offering it, for the first time or again."""
    one, cohort = _recording(cohort_id, meeting_recording_id)
    if http.method != "POST":
        return _look(cohort, one)
    try:
        _offer(one)
    except Refused as refused:
        again, _same = _recording(cohort_id, meeting_recording_id)
        return _look(cohort, again, refused), 422
    flash(_("The group finds it now."))
    return redirect(url_for("materials.page", cohort_id=cohort_id) + "#recordings")


@pages.get("/<int:meeting_recording_id>/file")
@door(Door.SIGNED_IN)
def sent(cohort_id: int, meeting_recording_id: int) -> ResponseReturnValue:
    """To look at it, also while the group does not find it; until its day."""
    me, now = request.person(), request.now()
    one = access.meeting_recording_at(request.db(), me, cohort_id, meeting_recording_id, now=now)
    if one.file is None:
        raise NotFound
    return group_files.given(
        one.file,
        one.recording.title,
        may_go_on=lambda db: access.meeting_recording_at(
            db, me, cohort_id, meeting_recording_id, now=clock.now(db)
        ),
    )


@pages.post("/<int:meeting_recording_id>/take-down")
@door(Door.SIGNED_IN)
def take_down(cohort_id: int, meeting_recording_id: int) -> ResponseReturnValue:
    one, _cohort = _recording(cohort_id, meeting_recording_id)
    meeting_recording.take_down(request.db(), one.recording, now=request.now(), by=request.person())
    flash(_("Taken down. Nobody finds it any more, and its file is gone here."))
    return redirect(url_for("materials.page", cohort_id=cohort_id) + "#recordings")


@pages.errorhandler(413)
def too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """The file was turned away before anything of it was read."""
    if http.endpoint != "recordings.add" or request.visitor() is None:
        return other(error)
    try:
        meeting, cohort = _meeting(**(http.view_args or {}))
    except NotFound as absent:
        return not_there(absent)
    refused = Refused(file.too_large(meeting_recording.LARGEST), field="file")
    return _form(cohort, meeting, _days(cohort, meeting), refused, has_arrived=False), 413


def _meeting(cohort_id: int, meeting_id: int) -> tuple[Meeting, Cohort]:
    return access.meeting_to_record(request.db(), request.person(), cohort_id, meeting_id, now=request.now())


def _recording(cohort_id: int, number: int) -> tuple[Standing, Cohort]:
    return access.meeting_recording_in(request.db(), request.person(), cohort_id, number)


def _days(cohort: Cohort, meeting: Meeting) -> Days | None:
    """None where nothing can be put up any more."""
    if cohort.closed_at is not None:
        return None
    db = request.db()
    ends = [one.ends_at for one in meetings_of(db, cohort) if not one.is_cancelled]
    closes_at = space.chosen(db, cohort).ends_at(max(ends, default=None), cohort.zone)
    return days_for(meeting, closes_at=closes_at, zone=cohort.zone, now=request.now())


def _added(cohort: Cohort, meeting: Meeting, days: Days | None) -> MeetingRecording:
    if days is None:
        raise Refused(_("The time of this group is over, so nothing more is put up for it."))
    upload, until = http.files.get("file"), days.expires_at(_day())
    known = client_id()
    return once(
        lambda: meeting_recording.add(
            request.db(),
            cohort,
            meeting,
            http.form.get("title", ""),
            note=http.form.get("note", ""),
            link=http.form.get("link", ""),
            source=upload.stream if upload and upload.filename else None,
            expires_at=until,
            client_id=known,
            now=request.now(),
            by=request.person(),
        )
    )


def _offer(one: Standing) -> None:
    meeting_recording.offer(
        request.db(),
        one.recording,
        is_teaching_only=http.form.get("teaching") == "yes",
        unseen={row_number(said) for said in http.form.getlist("unseen")},
        now=request.now(),
        by=request.person(),
    )


def _form(
    cohort: Cohort,
    meeting: Meeting,
    days: Days | None,
    refused: Refused | None = None,
    *,
    has_arrived: bool = True,
) -> str:
    there = in_recording.present(request.db(), [meeting.stored_id])[meeting.stored_id]
    return render_template(
        "recordings/add.html",
        **_frame(cohort, meeting, there),
        days=days,
        kinds=in_words(meeting_recording.SORTS),
        largest=meeting_recording.LARGEST // 1_000_000,
        refused=refused,
        typed=http.form if has_arrived else {},
    )


def _look(cohort: Cohort, one: Standing, refused: Refused | None = None) -> str:
    return render_template(
        "recordings/look.html",
        **_frame(cohort, one.meeting, one.present),
        one=one,
        state=state_of(one),
        refused=refused,
        ticked=http.form.getlist("unseen"),
        says_teaching=http.form.get("teaching") == "yes",
    )


def _frame(cohort: Cohort, meeting: Meeting, there: list[Present] | tuple[Present, ...]) -> dict[str, object]:
    return {
        **staff.in_cohort(cohort, "people"),
        "meeting": meeting,
        "unit": content(request.db(), cohort).unit(meeting.unit_key),
        "agreed": [one for one in there if one.may_be_in_it],
        "not_agreed": [one for one in there if not one.may_be_in_it],
        "unmarked": sum(not one.is_marked for one in there),
        "say": meeting_words,
    }


def _day() -> date:
    try:
        return date.fromisoformat(http.form.get("until", "").strip())
    except ValueError as error:
        raise Refused(_("Please give the day like 2027-04-30."), field="until") from error

"""The run sheet: every part with its time, to read at arm's length or to print; and changed for one cohort."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from course.cohorts import handover, run_sheet
from course.cohorts.agenda import timed
from course.cohorts.cohort import Cohort, content
from course.cohorts.leading import leading
from course.cohorts.make_up import guests
from course.cohorts.meeting import Meeting
from course.cohorts.pace import Pace, pace
from course.cohorts.roll import can_be_taken
from course.cohorts.run_sheet import ChangedMeanwhile, Wish, sheet
from course.errors import NotFound, Refused
from course.texts.placed import title_of, used_in
from course.texts.signature import signatures
from web import keeping, meeting_words, pace_words, request, staff
from web.client_ids import client_id, once
from web.doors import Door, door
from web.pages.pace import state

pages = Blueprint(
    "run_sheet", __name__, url_prefix="/cohorts/<int:cohort_id>/meetings/<int:meeting_id>/run-sheet"
)
OWN_LINES = 2
"""Empty lines for parts of one's own at the foot of the form."""
AFTERWARDS = timedelta(hours=2)


@pages.get("")
@door(Door.SIGNED_IN)
def page(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    return _page(*staff.meeting_in(cohort_id, meeting_id))


@pages.post("/went")
@door(Door.SIGNED_IN)
def went(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    """How it went, for those who run the group: it stands on the page before the next meeting."""
    meeting, cohort = staff.meeting_in(cohort_id, meeting_id)
    if not staff.runs_cohort(cohort_id):
        raise NotFound
    try:
        _write_how_it_went(meeting)
    except Refused as refused:
        return _page(meeting, cohort, refused), 422
    flash(
        _("It is kept. Those who run the group read it on this week’s page until the next meeting is over.")
    )
    return redirect(url_for(".page", cohort_id=cohort_id, meeting_id=meeting_id))


def _write_how_it_went(meeting: Meeting) -> None:
    known = client_id()
    once(
        lambda: handover.write(
            request.db(), request.ring(), meeting.cohort_id, http.form.get("words", ""), to_person=None,
            client_id=known, now=request.now(), by=request.person(), meeting_id=meeting.stored_id,
        )
    )  # fmt: skip


def _page(meeting: Meeting, cohort: Cohort, refused: Refused | None = None) -> str:
    course, now = content(request.db(), cohort), request.now()
    parts = timed(sheet(request.db(), cohort, meeting), meeting, cohort.zone)
    found = pace(request.db(), meeting, parts, now=now)
    unit = course.unit(meeting.unit_key)
    texts = used_in(course, unit, (one.part for one in parts))
    return render_template(
        "meetings/run_sheet.html",
        **staff.in_cohort(cohort, "meetings"),
        meeting=meeting,
        course=course,
        unit=unit,
        texts=texts,
        signed=signatures(request.db(), texts),
        title_of=title_of,
        parts=parts,
        pace=found,
        is_live=_is_live(meeting, cohort, found),
        state=state(meeting, found),
        how=pace_words,
        practices={each.key: each for each in course.practices},
        exercises={each.key: each for each in course.exercises},
        is_changed=run_sheet.changed_at(request.db(), meeting) is not None,
        runs=staff.runs_cohort(cohort.stored_id),
        leaders=leading(request.db(), meeting),
        guests=[one for one in guests(request.db(), meeting.stored_id) if one[2].id != cohort.id],
        has_begun=can_be_taken(meeting, cohort, now),
        typed=http.form.get("words", ""),
        refused=refused,
        longest=handover.LONGEST,
        say=meeting_words,
        now=now,
        evening=keeping.evening_of(meeting, cohort, now) if staff.runs_cohort(cohort.stored_id) else None,
        bell=keeping.BELL,
    )


def _is_live(meeting: Meeting, cohort: Cohort, found: Pace) -> bool:
    """From the morning of its day until two hours after its end: then it can be pressed along."""
    now = request.now()
    return bool(found.parts) and can_be_taken(meeting, cohort, now) and now < meeting.ends_at + AFTERWARDS


@pages.route("/change", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def change(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    """Shorten, swap, leave out and add, for this cohort alone. What was typed stays until it fits."""
    meeting, cohort = staff.meeting_in(cohort_id, meeting_id)
    if http.method == "GET":
        return _form(meeting, cohort, list(_now(meeting, cohort)))
    wishes = list(_typed(http.form))
    try:
        run_sheet.change(
            request.db(), cohort, meeting, wishes, since=_since(), now=request.now(), by=request.person()
        )
    except Refused as refused:
        return _form(meeting, cohort, wishes, refused), 422
    flash(_("The run sheet is changed, for this group and this meeting alone."))
    return redirect(url_for("run_sheet.page", cohort_id=cohort_id, meeting_id=meeting_id))


@pages.post("/reset")
@door(Door.SIGNED_IN)
def reset(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    meeting, _cohort = staff.meeting_in(cohort_id, meeting_id)
    run_sheet.reset(request.db(), meeting, by=request.person())
    flash(_("The run sheet is the one of the course again."))
    return redirect(url_for("run_sheet.page", cohort_id=cohort_id, meeting_id=meeting_id))


def _form(meeting: Meeting, cohort: Cohort, wishes: list[Wish], refused: Refused | None = None) -> str:
    unit = content(request.db(), cohort).unit(meeting.unit_key)
    changed_at = run_sheet.changed_at(request.db(), meeting)
    is_typed_over = refused is not None and not isinstance(refused, ChangedMeanwhile)
    return render_template(
        "meetings/run_sheet_change.html",
        **staff.in_cohort(cohort, "meetings"),
        meeting=meeting,
        unit=unit,
        wishes=[*wishes, *[Wish(None, "", 0)] * OWN_LINES],
        parts={part.key: part for part in unit.agenda},
        total=sum(wish.minutes for wish in wishes),
        errors=[(_place(refused), refused.sentence)] if refused else [],
        is_changed=changed_at is not None,
        since=http.form.get("since", "") if is_typed_over else changed_at and changed_at.isoformat(),
        say=meeting_words,
    )


def _since() -> datetime | None:
    """When the sheet that was shown had been changed; None for the one of the course."""
    try:
        return datetime.fromisoformat(http.form.get("since", ""))
    except ValueError:
        return None


def _place(refused: Refused) -> str:
    """The field a sentence leads to: a reason has one of its own, the rest is about the whole sheet."""
    return refused.field if refused.field and refused.field.startswith("because-") else "minutes-1"


def _now(meeting: Meeting, cohort: Cohort) -> Iterator[Wish]:
    """The sheet as it stands, then the parts of the content that are not on it, with no minutes."""
    shown = sheet(request.db(), cohort, meeting)
    for one in shown:
        own = one.part.key.startswith(run_sheet.OWN)
        minutes = 0 if one.is_left_out else one.part.minutes
        yield Wish(
            None if own else one.part.key,
            one.part.title if own else "",
            minutes,
            one.note,
            one.left_out_because,
        )
    there = {one.part.key for one in shown}
    for part in content(request.db(), cohort).unit(meeting.unit_key).agenda:
        if part.key not in there:
            yield Wish(part.key, "", 0)


def _typed(form: MultiDict[str, str]) -> Iterator[Wish]:
    """The lines in the order that was typed; lines with the same number stay as they stood."""
    lines = sorted(form.getlist("line"), key=lambda line: _number(form.get(f"order-{line}", ""), 99))
    for line in lines:
        yield Wish(
            form.get(f"part-{line}") or None,
            form.get(f"title-{line}", ""),
            _number(form.get(f"minutes-{line}", ""), 0),
            form.get(f"note-{line}", ""),
            form.get(f"because-{line}", ""),
        )


def _number(typed: str, otherwise: int) -> int:
    """What was typed as a whole number; -1, which is refused with a sentence, for what is none."""
    if not typed.strip():
        return otherwise
    return int(typed) if typed.strip().isdecimal() and len(typed.strip()) < 5 else -1

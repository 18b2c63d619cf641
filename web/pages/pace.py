"""The run sheet in the room: a part begins, was not meant, or the rest moves. Each press stands for everybody there.

With the header X-Fragment the answer is how things stand, as JSON: the page's script goes on from that, and without a
connection from what it knows.
"""

from datetime import UTC, datetime

from flask import Blueprint, jsonify, redirect, url_for
from flask import request as http
from flask.typing import ResponseReturnValue

from course.cohorts import pace
from course.cohorts.agenda import Timed, timed
from course.cohorts.cohort import Cohort
from course.cohorts.meeting import Meeting
from course.cohorts.pace import Pace
from course.cohorts.run_sheet import sheet
from course.people.person import Person
from web import request, staff
from web.doors import Door, door
from web.fragments import wants_fragment
from web.kept_press import refuse_of_another

pages = Blueprint("pace", __name__, url_prefix="/cohorts/<int:cohort_id>/meetings/<int:meeting_id>/run-sheet")


@pages.get("/pace")
@door(Door.SIGNED_IN)
def now(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    meeting, cohort = staff.meeting_in(cohort_id, meeting_id)
    if not wants_fragment():
        return redirect(_page(meeting, cohort))
    return jsonify(
        state(meeting, pace.pace(request.db(), meeting, _sheet(meeting, cohort), now=request.now()))
    )


@pages.post("/begin")
@door(Door.SIGNED_IN)
def begin(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    meeting, cohort = staff.meeting_in(cohort_id, meeting_id)
    refuse_of_another()
    parts = _sheet(meeting, cohort)
    pace.begin(
        request.db(),
        meeting,
        parts,
        http.form.get("part", ""),
        at=_at(),
        now=request.now(),
        by=request.person(),
    )
    return _answer(meeting, cohort, parts)


@pages.post("/take-back")
@door(Door.SIGNED_IN)
def take_back(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    meeting, cohort = staff.meeting_in(cohort_id, meeting_id)
    refuse_of_another()
    pace.take_back(request.db(), meeting, http.form.get("part", ""))
    return _answer(meeting, cohort, _sheet(meeting, cohort))


@pages.post("/shift")
@door(Door.SIGNED_IN)
def shift(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    """`later` is how the rest is to stand, not by how much more: sent twice it moves once."""
    meeting, cohort = staff.meeting_in(cohort_id, meeting_id)
    refuse_of_another()
    pace.shift(request.db(), meeting, http.form.get("part", ""), later=_minutes(http.form.get("later", "")))
    return _answer(meeting, cohort, _sheet(meeting, cohort))


def state(meeting: Meeting, found: Pace) -> dict[str, object]:
    """What the script goes on from. Times are milliseconds of course time; `by` is who pressed last, unless it was
    whoever reads this."""
    me = request.person()
    other = found.by if found.by != me.id else None
    return {
        "now": _milliseconds(found.now),
        "begun": [[key, _milliseconds(at)] for key, at in found.begun.items()],
        "later": found.later,
        "by": request.db().get_one(Person, other).called if other else None,
        "person": me.id,
        "meeting": meeting.id,
    }


def _answer(meeting: Meeting, cohort: Cohort, parts: list[Timed]) -> ResponseReturnValue:
    if not wants_fragment():
        return redirect(_page(meeting, cohort))
    return jsonify(state(meeting, pace.pace(request.db(), meeting, parts, now=request.now())))


def _sheet(meeting: Meeting, cohort: Cohort) -> list[Timed]:
    return timed(sheet(request.db(), cohort, meeting), meeting, cohort.zone)


def _page(meeting: Meeting, cohort: Cohort) -> str:
    return url_for("run_sheet.page", cohort_id=cohort.id, meeting_id=meeting.id)


def _at() -> datetime:
    """When it was pressed, by the phone; now without that."""
    typed = http.form.get("at", "")
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 14):
        return request.now()
    return datetime.fromtimestamp(int(typed) / 1000, tz=UTC)


def _minutes(typed: str) -> int:
    """As a whole number; what is none is farther than anything can move."""
    bare = typed.strip().removeprefix("-")
    return int(typed) if bare.isascii() and bare.isdecimal() and len(bare) < 5 else pace.FARTHEST + 1


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)

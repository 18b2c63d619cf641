"""This week: what a facilitator sees before and after each meeting. Presence and completion, never a score."""

from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue

from course.access import safety_list
from course.access.at_work import waits_for
from course.cohorts import handover
from course.cohorts.agenda import timed
from course.cohorts.attendance import Mark
from course.cohorts.board import Held, board
from course.cohorts.cohort import Cohort, content, meetings
from course.cohorts.needs import needs
from course.cohorts.pace import pace
from course.cohorts.roll import can_be_taken
from course.cohorts.run_sheet import sheet
from course.delivery.arrival import not_arrived
from course.delivery.outbox import Coming, going_out
from course.measures import own_asked
from course.practice import asked_word
from course.practice.asked_word import Needing
from web import meeting_words, request, staff
from web.doors import Door, door

pages = Blueprint("board", __name__)
SHOWN = 60
"""So many people stand on the page before it asks whether to show all."""
GOING_SHOWN = 4
LATELY = timedelta(days=7)
"""So long a check-in that says "not at all safe" stands on the page."""


@pages.get("/cohorts/<int:cohort_id>")
@door(Door.SIGNED_IN)
def page(cohort_id: int) -> ResponseReturnValue:
    return _render(cohort_id, most=SHOWN)


@pages.get("/cohorts/<int:cohort_id>/everybody")
@door(Door.SIGNED_IN)
def everybody(cohort_id: int) -> ResponseReturnValue:
    """The same page with every person on it."""
    return _render(cohort_id, most=None)


@pages.get("/cohorts/<int:cohort_id>/room-view")
@door(Door.SIGNED_IN)
def room_view(cohort_id: int) -> ResponseReturnValue:
    """For a screen that everybody sees: what is on, and no name, tag or note of anybody."""
    db, now, cohort = request.db(), request.now(), staff.cohort_for(cohort_id)
    held = [one for one in meetings(db, cohort) if not one.is_cancelled]
    coming = next((one for one in held if not one.is_over(now)), None)
    parts = timed(sheet(db, cohort, coming), coming, cohort.zone) if coming else []
    return render_template(
        "board/room.html",
        **staff.in_cohort(cohort, "board"),
        coming=coming,
        unit=content(db, cohort).unit(coming.unit_key) if coming else None,
        pace=pace(db, coming, parts, now=now) if coming else None,
        say=meeting_words,
        now=now,
    )


@pages.get("/cohorts/<int:cohort_id>/going")
@door(Door.SIGNED_IN)
def going(cohort_id: int) -> ResponseReturnValue:
    """The next letters, for the page to take in once it stands: the forecast asks for the facts of everybody."""
    cohort = staff.cohort_for(cohort_id)
    if not http.headers.get("X-Fragment"):
        return redirect(url_for("outbox.page", cohort_id=cohort_id))
    found = [one for one in going_out(request.db(), cohort, now=request.now(), days=7) if one.people]
    return render_template("board/_coming.html", going=_together(found)[:GOING_SHOWN])


def _together(found: list[Coming]) -> list[Coming]:
    """The same letter to people in several zones is one line, with the time it first leaves."""
    whole: dict[tuple[str, str], Coming] = {}
    for one in found:
        first = whole.setdefault((one.letter, one.about), one)
        if first is not one:
            people, left_out = first.people + one.people, first.left_out + one.left_out
            whole[one.letter, one.about] = replace(first, people=people, left_out=left_out)
    return list(whole.values())


def _render(cohort_id: int, *, most: int | None) -> ResponseReturnValue:
    db, now = request.db(), request.now()
    cohort, runs = staff.cohort_for(cohort_id), staff.runs_cohort(cohort_id)
    week = board(db, cohort, now=now)
    coming, words = week.next, _words(cohort) if runs else None
    last = next((one for one in reversed(week.columns) if one.meeting.is_over(now)), None)
    waits = waits_for(
        db, request.person(), cohort_id, [one.meeting.stored_id for one in week.columns], now=now
    )
    return render_template(
        "board/page.html",
        **staff.in_cohort(cohort, "board"),
        week=week,
        lines=sorted(week.lines, key=lambda line: not line.is_active)[:most],
        needs=needs(
            week,
            not_arrived=not_arrived(db, cohort_id, now=now),
            now=now,
            concerns=_open_concerns(cohort),
            answers=words is not None,
            listed=waits.listed,
            posts=waits.posts,
        ),
        agenda=timed(sheet(db, cohort, coming.meeting), coming.meeting, cohort.zone) if coming else [],
        guests=waits.guests.get(coming.meeting.stored_id, 0) if coming else 0,
        can_mark=coming is not None and can_be_taken(coming.meeting, cohort, now),
        last=last,
        say=meeting_words,
        Mark=Mark,
        now=now,
        words=words,
        notes=None if words is None else _notes(cohort_id, last),
        own_until=None
        if words is None
        else own_asked.open_to(db, cohort, request.person(), week.dates, now=now),
    )


def _notes(cohort_id: int, last: Held | None) -> handover.Waiting:
    """Notes for her, and how the newest meeting went, until the next one is over."""
    about = last.meeting.stored_id if last else None
    return handover.waiting_for(request.db(), request.ring(), cohort_id, request.person(), last=about)


def _open_concerns(cohort: Cohort) -> int:
    """What stands open in the safety list, for whoever may open it."""
    found = safety_list.concerns_of_cohort_for(request.db(), request.person(), cohort)
    return found.open if found else 0


def _words(cohort: Cohort) -> list[Needing]:
    """Who needs a word, as check-ins say, for whoever facilitates here; not for a lead who does not."""
    db, now = request.db(), request.now()
    return asked_word.needing(db, cohort.stored_id, content(db, cohort), since=now - LATELY)

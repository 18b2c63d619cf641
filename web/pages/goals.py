"""Goals: directions somebody takes for herself and puts down when she likes. Only she sees them, and what they show."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.access import own_rows
from course.cohorts.place import Place, local_day
from course.errors import NotFound, Refused
from course.practice import goal
from course.practice.goal import Seen, TakenGoal
from curriculum.schema import Goal
from web import her_place, request
from web.doors import Door, door
from web.pages.journal.guard import is_open

pages = Blueprint("goals", __name__, url_prefix="/goals")


@dataclass(frozen=True)
class Taken:
    """`seen` is None while the journal's door is closed and only her own words would show it."""

    row: TakenGoal
    goal: Goal
    seen: Seen | None


@pages.get("/<int:enrolment_id>")
@door(Door.SIGNED_IN)
def page(enrolment_id: int) -> ResponseReturnValue:
    return _page(_mine(enrolment_id))


@pages.post("/<int:enrolment_id>")
@door(Door.SIGNED_IN)
def take(enrolment_id: int) -> ResponseReturnValue:
    """One or more of those that are offered."""
    mine, wanted = _mine(enrolment_id), http.form.getlist("goal")
    try:
        for key in wanted or [""]:
            _take(mine, key)
    except Refused as refused:
        return _page(mine, refused), 422
    flash(_("Taken up. Put it down whenever you like."))
    return redirect(url_for(".page", enrolment_id=enrolment_id))


@pages.post("/taken/<int:goal_id>/put-down")
@door(Door.SIGNED_IN)
def put_down(goal_id: int) -> ResponseReturnValue:
    row = own_rows.goal_of(request.db(), request.person(), goal_id)
    goal.put_down(request.db(), row, now=request.now())
    flash(_("Put down. It stays among the others if you would like it again."))
    return redirect(url_for(".page", enrolment_id=row.enrolment_id))


def _mine(enrolment_id: int) -> Place:
    """Her place in a course that has goals."""
    mine = her_place.hers(enrolment_id)
    if not mine.course.goals:
        raise NotFound
    return mine


def _take(mine: Place, key: str) -> None:
    if key not in {one.key for one in mine.course.goals}:
        raise Refused(_("Please choose one or more of these, or leave them all."), field="goal")
    goal.take(request.db(), mine.enrolment, key, on=local_day(request.now(), mine.person))


def _page(mine: Place, refused: Refused | None = None) -> str:
    known = {one.key: one for one in mine.course.goals}
    rows = [row for row in goal.taken(request.db(), mine.enrolment) if row.goal_key in known]
    taken = [Taken(row, known[row.goal_key], _seen(mine, row, known[row.goal_key])) for row in rows]
    has_taken = {one.goal.key for one in taken}
    return render_template(
        "goals/page.html",
        taken=taken,
        offered=[one for one in mine.course.goals if one.key not in has_taken],
        chosen=http.form.getlist("goal"),
        refused=refused,
        practices={one.key: one.name for one in mine.course.practices},
        exercises={one.key: one for one in mine.course.exercises},
        opened=_opened(mine),
        **her_place.frame(mine),
    )


def _seen(mine: Place, row: TakenGoal, found: Goal) -> Seen | None:
    """What forms show comes from her own words, so it stands behind the journal's door."""
    if found.counts != "practice" and not is_open():
        return None
    today = local_day(request.now(), mine.person)
    return goal.seen(request.db(), request.ring(), mine.person, mine.enrolment, row, found, today=today)


def _opened(mine: Place) -> set[str]:
    """Keys of the practices she can open now."""
    return {
        one.key for one in mine.course.practices if mine.has_opened(mine.course.unit(one.unit), request.now())
    }

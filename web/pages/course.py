"""The course, one week of it, one practice. What is open is a question asked of the meetings."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue

from course import access
from course.cohorts.opening import Opening
from course.cohorts.place import Place, current, local_day, place, places_of
from course.errors import NotFound
from course.people.token import Purpose
from course.practice import homework, log
from curriculum.schema import Practice
from web import opened, request
from web.client_ids import client_id, once
from web.doors import Door, door
from web.fragments import wants_fragment

pages = Blueprint("course", __name__)


@pages.get("/course")
@door(Door.SIGNED_IN)
def page() -> ResponseReturnValue:
    """Every week of one place in this cohort's order; other groups of hers are linked below."""
    mine = places_of(request.db(), request.person())
    wanted = http.args.get("place", "")
    chosen = [one for one in mine if str(one.enrolment_id) == wanted] if wanted else mine
    shown = current(chosen, request.now())
    if wanted and shown is None:
        raise NotFound
    if shown is None:
        return render_template("course/nothing.html")
    return render_template(
        "course/course.html",
        place=shown,
        group_name=shown.cohort.name,
        openings=[_shown(shown, one) for one in shown.openings],
        newest=shown.newest(request.now()),
        others=[one for one in mine if one is not shown],
        sessions=len(shown.course.sessions),
    )


@pages.get("/course/<int:enrolment_id>/<unit_key>")
@door(Door.OPENED)
def week(enrolment_id: int, unit_key: str) -> ResponseReturnValue:
    """Also what a letter's link opens; the ticks on it are for whoever is signed in."""
    enrolment, _cohort = opened.place_for(
        enrolment_id, purpose=Purpose.WEEK, about=f"week:{enrolment_id}:{unit_key}"
    )
    mine = place(request.db(), enrolment.stored_id)
    one = mine.opening(unit_key)
    is_hers = _is_hers(mine)
    shown = _shown(mine, one)
    if not shown["is_open"]:
        newest = mine.newest(request.now()) if is_hers else None
        return render_template(
            "course/closed.html", place=mine, shown=shown, newest=newest, is_hers=is_hers, **_frame(mine)
        )
    return render_template(
        "course/week.html",
        place=mine,
        shown=shown,
        unit=one.unit,
        practices=[mine.course.practice(key) for key in one.unit.practices],
        ticked=homework.ticked(request.db(), enrolment, unit_key) if is_hers else frozenset(),
        is_hers=is_hers,
        before=_neighbour(mine, one, -1),
        after=_neighbour(mine, one, 1),
        **_frame(mine),
    )


@pages.post("/course/<int:enrolment_id>/<unit_key>/tick")
@door(Door.SIGNED_IN)
def tick(enrolment_id: int, unit_key: str) -> ResponseReturnValue:
    db = request.db()
    enrolment, _cohort = access.enrolment_of(db, request.person(), enrolment_id)
    mine = place(db, enrolment.stored_id)
    one, key, on = mine.opening(unit_key), http.form.get("item", ""), http.form.get("on") == "yes"
    home = one.unit.home_practice
    item = next((each for each in home.items if each.key == key), None) if home else None
    if item is None or not mine.is_open(one, request.now()):
        raise NotFound
    known, now = client_id(), request.now()
    once(
        lambda: homework.set_tick(
            db, enrolment, unit_key=unit_key, item_key=key, on=on, client_id=known, now=now
        )
    )
    if wants_fragment():
        return render_template("course/tick.html", place=mine, unit=one.unit, item=item, on=on)
    return redirect(url_for("course.week", enrolment_id=enrolment_id, unit_key=unit_key, _anchor="home"))


@pages.get("/practice/<int:enrolment_id>/<practice_key>")
@door(Door.SIGNED_IN)
def practice(enrolment_id: int, practice_key: str) -> ResponseReturnValue:
    enrolment, _cohort = access.enrolment_of(request.db(), request.person(), enrolment_id)
    mine = place(request.db(), enrolment.stored_id)
    found = next((one for one in mine.course.practices if one.key == practice_key), None)
    if found is None:
        raise NotFound
    one = mine.opening(found.unit)
    if not mine.is_open(one, request.now()):
        newest = mine.newest(request.now())
        return render_template(
            "course/closed.html",
            place=mine,
            shown=_shown(mine, one),
            newest=newest,
            is_hers=True,
            **_frame(mine),
        )
    minutes = _minutes(found)
    return render_template(
        "course/practice.html",
        place=mine,
        practice=found,
        minutes=minutes,
        script=found.script(minutes),
        unit=one.unit,
        logged=log.logged_on(request.db(), enrolment, local_day(request.now(), mine.person)),
        **_frame(mine),
    )


def _minutes(found: Practice) -> int:
    """The long form, unless the short one was asked for."""
    wants_short = http.args.get("minutes") == "short"
    return found.short_minutes if wants_short and found.short_minutes else found.minutes


def _frame(mine: Place) -> dict[str, object]:
    return {"group_name": mine.cohort.name, "sessions": len(mine.course.sessions)}


def _is_hers(mine: Place) -> bool:
    visitor = request.visitor()
    return visitor is not None and visitor.id == mine.person.id


def _neighbour(mine: Place, one: Opening, step: int) -> Opening | None:
    at = [each.unit.key for each in mine.openings].index(one.unit.key) + step
    found = mine.openings[at] if 0 <= at < len(mine.openings) else None
    return found if found and mine.is_open(found, request.now()) else None


def _shown(mine: Place, one: Opening) -> dict[str, object]:
    """A week with its dates on her clock, also where a letter opened it and nobody is signed in."""
    held, opens = one.meeting, one.opens_at
    return {
        "unit": one.unit,
        "is_open": mine.is_open(one, request.now()),
        "is_cancelled": held.is_cancelled,
        "has_left": not mine.enrolment.is_active,
        "meets_on": _there(held.starts_at, mine).date(),
        "meets_at": _there(held.starts_at, mine).strftime("%H:%M"),
        "opens_on": _there(opens, mine).date() if opens else None,
        "opens_at": _there(opens, mine).strftime("%H:%M") if opens else None,
    }


def _there(instant: datetime, mine: Place) -> datetime:
    return instant.astimezone(ZoneInfo(mine.person.zone))

"""The course, one unit of it, one practice. What is open is a question asked of the meetings."""

from datetime import date

from flask import Blueprint, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue

from course.cohorts import catching_up, make_up
from course.cohorts.place import Place, current, local_day, places_of
from course.cohorts.run_sheet import outline
from course.errors import NotFound
from course.people.token import Purpose
from course.practice import homework, log
from curriculum.schema import Course, Pack, Practice, Unit
from web import her_place, opened, player, request, ways
from web.client_ids import client_id, once
from web.doors import Door, door
from web.fragments import wants_fragment
from web.kept_press import pressed_at

pages = Blueprint("course", __name__)


@pages.get("/course")
@door(Door.SIGNED_IN)
def page() -> ResponseReturnValue:
    """Every unit of one place in this cohort's order; other groups of hers are linked below."""
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
        units=[her_place.shown(shown, one.unit) for one in shown.openings],
        packs=[(pack, _is_open(shown, pack)) for pack in shown.course.packs if _meets(shown, pack)],
        newest=shown.newest(request.now()),
        plan=_to_catch_up(shown),
        visits=make_up.ahead(request.db(), shown.enrolment_id, now=request.now()),
        others=[one for one in mine if one is not shown],
        **her_place.frame(shown),
    )


@pages.get("/course/<int:enrolment_id>/<unit_key>")
@door(Door.OPENED)
def week(enrolment_id: int, unit_key: str) -> ResponseReturnValue:
    """Also what a letter's link opens; the ticks on it are for whoever is signed in."""
    mine = opened.place_for(enrolment_id, purpose=Purpose.WEEK, about=f"week:{enrolment_id}:{unit_key}")
    unit, is_hers = mine.unit(unit_key), _is_hers(mine)
    if not mine.has_opened(unit, request.now()):
        return her_place.not_open(mine, unit, is_hers=is_hers)
    listed = ways.in_week(mine.person if is_hers else None, mine.course, to_practise(mine.course, unit))
    return render_template(
        "course/week.html",
        shown=her_place.shown(mine, unit),
        unit=unit,
        agenda=outline(unit, mine.cohort.outline_minutes),
        practices=[one.practice for one in listed],
        notes={one.practice.key: one.notes for one in listed},
        exercises=mine.course.exercises_of(unit_key),
        cards=[one for one in mine.course.cards if one.unit == unit.key and one.pack is None],
        packs=[one for one in mine.course.packs if one.opens_with == unit.key],
        ticked=homework.ticked(request.db(), mine.enrolment, unit_key) if is_hers else frozenset(),
        before=_neighbour(mine, unit, -1),
        after=_neighbour(mine, unit, 1),
        her_ways=ways.of(mine.person) if is_hers else [],
        **her_place.frame(mine, is_hers=is_hers),
    )


@pages.post("/course/<int:enrolment_id>/<unit_key>/tick")
@door(Door.SIGNED_IN)
def tick(enrolment_id: int, unit_key: str) -> ResponseReturnValue:
    db = request.db()
    mine = her_place.hers(enrolment_id)
    unit, key, on = mine.unit(unit_key), http.form.get("item", ""), http.form.get("on") == "yes"
    home = unit.home_practice
    item = next((each for each in home.items if each.key == key), None) if home else None
    if item is None or not mine.has_opened(unit, request.now()):
        raise NotFound
    known, at = client_id(), pressed_at()
    once(
        lambda: homework.set_tick(
            db, mine.enrolment, unit_key=unit_key, item_key=key, on=on, client_id=known, now=at
        )
    )
    if wants_fragment():
        return render_template("course/tick.html", place=mine, unit=unit, item=item, on=on)
    return redirect(url_for("course.week", enrolment_id=enrolment_id, unit_key=unit_key, _anchor="home"))


@pages.get("/practice/<int:enrolment_id>/<practice_key>")
@door(Door.SIGNED_IN)
def practice(enrolment_id: int, practice_key: str) -> ResponseReturnValue:
    mine = her_place.hers(enrolment_id)
    found = next((one for one in mine.course.practices if one.key == practice_key), None)
    if found is None:
        raise NotFound
    unit = mine.unit(found.unit)
    if not mine.has_opened(unit, request.now()):
        return her_place.not_open(mine, unit)
    minutes = chosen_minutes(found)
    script, her_ways = found.script(minutes), ways.in_practice(mine.person, found)
    return render_template(
        "course/practice.html",
        practice=found,
        lengths=lengths(found),
        minutes=minutes,
        script=script,
        along=ways.along(her_ways, script.paragraphs if script else ()),
        player=player.of_practice(mine, found, minutes),
        her_ways=her_ways,
        leaves_quickly=ways.leaves_quickly(mine.person),
        asks_word=_asks_word(mine),
        unit=unit,
        logged=log.logged_on(request.db(), mine.enrolment, local_day(request.now(), mine.person)),
        **her_place.frame(mine),
    )


def _asks_word(mine: Place) -> str | None:
    """Where she can ask those who run her group for a word, while she has a place in it."""
    newest = mine.newest(request.now())
    if not mine.enrolment.is_active or newest is None:
        return None
    return url_for("check_in.page", enrolment_id=mine.enrolment_id, unit_key=newest.unit.key)


def to_practise(course: Course, unit: Unit) -> list[Practice]:
    """What is taught here first, or, where nothing is new, what was practised; meditations before daily life."""
    led = [key for part in unit.agenda for key in part.practices]
    found = [course.practice(key) for key in unit.practices or dict.fromkeys(led)]
    return sorted(found, key=lambda one: one.kind != "formal")


def lengths(found: Practice) -> list[int]:
    """The minutes one may choose from, the shortest first; nothing to choose without words to read along."""
    known = {script.minutes for script in found.scripts}
    return sorted({*known, found.minutes, found.short_minutes or found.minutes}) if known else []


def chosen_minutes(found: Practice) -> int:
    """The long form, unless another one was asked for."""
    wanted = http.args.get("minutes", "")
    if wanted == "short":
        return found.short_minutes or found.minutes
    return next((each for each in lengths(found) if str(each) == wanted), found.minutes)


def _is_hers(mine: Place) -> bool:
    visitor = request.visitor()
    return visitor is not None and visitor.id == mine.person.id


def _meets(mine: Place, pack: Pack) -> bool:
    return any(one.unit.key == pack.opens_with for one in mine.openings)


def _is_open(mine: Place, pack: Pack) -> bool:
    return mine.has_opened(mine.course.unit(pack.opens_with), request.now())


def _neighbour(mine: Place, unit: Unit, step: int) -> Unit | None:
    """The unit before or after this one in this cohort, if it is open; the orientation may have no place among them."""
    keys = [each.unit.key for each in mine.openings]
    if unit.key not in keys:
        return None
    at = keys.index(unit.key) + step
    found = mine.openings[at].unit if 0 <= at < len(keys) else None
    return found if found and mine.has_opened(found, request.now()) else None


def _to_catch_up(mine: Place) -> list[tuple[Unit, date]]:
    """What a plan says she may read, round about when; the days are hers to change."""
    known = {one.unit.key: one.unit for one in mine.openings}
    planned = catching_up.planned(request.db(), mine.enrolment)
    return [(known[key], day) for key, day in planned.items() if key in known]

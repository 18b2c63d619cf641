"""The group's own page: a quiet space for each week, read by the people of the group and whoever runs it.

Nobody watches it live, and the page says so. What is written here is said again nowhere else, in no letter either.
"""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.access.group_space import in_her_group, own_post, post_read_by
from course.cohorts.place import Place
from course.errors import NotFound, Refused
from course.group import buddy, message, moderating, mute, post, space
from course.group.post import GroupPost
from course.people import team
from curriculum.schema import Unit
from web import her_place, request
from web.client_ids import client_id, once
from web.doors import Door, door
from web.pages.group_materials import open_to

pages = Blueprint("group", __name__, url_prefix="/group/<int:enrolment_id>")


@dataclass(frozen=True)
class Room:
    """Her group's page at this moment. `can_write`: it is open, and she is in the group."""

    place: Place
    chosen: space.Chosen
    can_write: bool

    @property
    def weeks(self) -> list[Unit]:
        """The weeks that are open to her, in the order of the course."""
        now = request.now()
        opened = [one.unit for one in self.place.openings if self.place.is_open(one, now)]
        return [unit for unit in opened if unit.kind != "orientation"]


@pages.get("")
@door(Door.SIGNED_IN)
def page(enrolment_id: int) -> ResponseReturnValue:
    """The newest week. Messages to everybody stand here also where the group has no page to write on."""
    room = _any_room(enrolment_id)
    newest = room.place.newest(request.now())
    return _page(room, newest.unit if newest else None)


@pages.route("/week/<unit_key>", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def week(enrolment_id: int, unit_key: str) -> ResponseReturnValue:
    room = _room(enrolment_id)
    unit = next((one for one in room.weeks if one.key == unit_key), None)
    if unit is None:
        raise NotFound
    if http.method != "POST":
        return _page(room, unit)
    try:
        _write(room, unit)
    except Refused as refused:
        return _page(room, unit, refused), 422
    flash(_("It stands there now."))
    return redirect(_address(room, unit) + "#posts")


@pages.post("/agree")
@door(Door.SIGNED_IN)
def agree(enrolment_id: int) -> ResponseReturnValue:
    room = _room(enrolment_id)
    if not room.place.enrolment.is_active:
        raise NotFound
    space.agree(request.db(), room.place.enrolment, now=request.now())
    flash(_("Thank you. You can write here now."))
    return redirect(url_for("group.page", enrolment_id=enrolment_id))


@pages.route("/posts/<int:post_id>/report", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def report(enrolment_id: int, post_id: int) -> ResponseReturnValue:
    """What is asked and who reads it is said first."""
    room, row = _post(enrolment_id, post_id)
    refused, because = None, http.form.get("because", "")
    if http.method == "POST":
        try:
            moderating.report(
                request.db(), request.ring(), row, because, now=request.now(), by=request.person()
            )
            flash(_("Your facilitators are asked to look at it. Thank you for saying so."))
            return redirect(url_for("group.week", enrolment_id=enrolment_id, unit_key=row.unit_key))
        except Refused as sentence:
            refused = sentence
    shown = render_template(
        "group/report.html",
        **_frame(room),
        post=row,
        words=post.said(request.db(), request.ring(), row).words,
        because=because,
        refused=refused,
        run_by=_run_by(room),
    )
    return shown, 422 if refused else 200


@pages.post("/posts/<int:post_id>/take-back")
@door(Door.SIGNED_IN)
def take_back(enrolment_id: int, post_id: int) -> ResponseReturnValue:
    _room(enrolment_id)
    row = own_post(request.db(), request.person(), enrolment_id, post_id)
    unit_key = row.unit_key
    post.take_back(request.db(), row, now=request.now())
    flash(_("It is taken back."))
    return redirect(url_for("group.week", enrolment_id=enrolment_id, unit_key=unit_key))


@pages.post("/people/<int:person_id>/mute")
@door(Door.SIGNED_IN)
def mute_person(enrolment_id: int, person_id: int) -> ResponseReturnValue:
    _room(enrolment_id)
    other = in_her_group(request.db(), request.person(), enrolment_id, person_id)
    mute.mute(request.db(), request.person(), other, now=request.now())
    flash(_("You do not read this person here any more. Nobody is told, and you can change it below."))
    return redirect(url_for("group.page", enrolment_id=enrolment_id))


@pages.post("/people/<int:person_id>/unmute")
@door(Door.SIGNED_IN)
def unmute_person(enrolment_id: int, person_id: int) -> ResponseReturnValue:
    _room(enrolment_id)
    other = in_her_group(request.db(), request.person(), enrolment_id, person_id)
    mute.unmute(request.db(), request.person(), other)
    flash(_("You read this person again."))
    return redirect(url_for("group.page", enrolment_id=enrolment_id))


@pages.route("/buddy", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def go_along(enrolment_id: int) -> ResponseReturnValue:
    """To ask for one other person of the group, and to take that back."""
    room, db = _room(enrolment_id), request.db()
    mine = room.place.enrolment
    if not mine.is_active:
        raise NotFound
    if http.method == "POST":
        if http.form.get("wish") == "yes":
            buddy.ask(db, mine, now=request.now())
        else:
            buddy.stop(db, mine)
        flash(_("Kept."))
        return redirect(url_for("group.go_along", enrolment_id=enrolment_id))
    return render_template(
        "group/buddy.html", **_frame(room), has_asked=buddy.has_asked(db, mine), beside=buddy.beside(db, mine)
    )


def _room(enrolment_id: int) -> Room:
    """Hers, while her cohort has such a page; whoever left still finds what she wrote herself."""
    room = _any_room(enrolment_id)
    if not room.chosen.is_on:
        raise NotFound
    return room


def _any_room(enrolment_id: int) -> Room:
    mine = her_place.hers(enrolment_id)
    chosen = space.chosen(request.db(), mine.cohort, enrolment_id=mine.enrolment_id)
    if mine.cohort.is_imported:
        raise NotFound
    ends = [one.ends_at for one in mine.meetings if not one.is_cancelled]
    until = chosen.ends_at(max(ends, default=None), mine.cohort.zone)
    is_open = until is None or request.now() < until
    return Room(mine, chosen, is_open and mine.enrolment.is_active and mine.cohort.closed_at is None)


def _post(enrolment_id: int, post_id: int) -> tuple[Room, GroupPost]:
    room = _room(enrolment_id)
    row, _cohort = post_read_by(request.db(), request.person(), enrolment_id, post_id)
    return room, row


def _write(room: Room, unit: Unit) -> None:
    if not room.can_write:
        raise Refused(_("Nobody writes here any more. What stands here can still be read."))
    if not room.chosen.has_agreed:
        raise Refused(_("Please read first how we are with each other here."))
    known = client_id()
    once(
        lambda: post.write(
            request.db(),
            request.ring(),
            cohort_id=room.place.cohort.stored_id,
            unit_key=unit.key,
            words=http.form.get("words", ""),
            client_id=known,
            now=request.now(),
            by=request.person(),
        )
    )


def _page(room: Room, unit: Unit | None, refused: Refused | None = None) -> str:
    mine = room.place
    shown = _posts(room, unit) if unit and room.chosen.is_on else []
    return render_template(
        "group/page.html",
        **_frame(room),
        unit=unit,
        room=room,
        shown=[one for one in shown if not one.is_muted],
        muted={one.post.person_id: one.name for one in shown if one.is_muted},
        left_out=sum(one.is_muted for one in shown),
        materials=[one for one in open_to(mine) if one.material.unit_key in ("", unit.key if unit else "")],
        messages=message.to_her(request.db(), mine.enrolment, now=request.now()),
        agreements=space.agreements(),
        run_by=_run_by(room),
        refused=refused,
        typed=http.form.get("words", "") if refused else "",
        longest=post.LONGEST,
    )


def _posts(room: Room, unit: Unit) -> list[post.Shown]:
    return post.of_week(
        request.db(),
        request.ring(),
        cohort_id=room.place.cohort.stored_id,
        unit_key=unit.key,
        reader=request.person(),
        alone=not room.place.enrolment.is_active,
    )


def _run_by(room: Room) -> list[str]:
    key = room.place.cohort.stored_id
    return [one.name for one in team.facilitators(request.db(), [key]).get(key, [])]


def _frame(room: Room) -> dict[str, object]:
    return her_place.frame(room.place)


def _address(room: Room, unit: Unit) -> str:
    return url_for("group.week", enrolment_id=room.place.enrolment_id, unit_key=unit.key)

"""Exercises, logs and worksheets of a course: what each asks, and her own filled forms."""

from flask import Blueprint, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.cohorts.place import Place
from course.errors import NotFound
from curriculum.schema import Exercise, Unit
from web import her_place, request
from web.doors import Door, door
from web.filling import Sheet, entry_page, exercise_page, own_form, remove_page
from web.pages.journal.guard import stand_before

pages = Blueprint("forms", __name__, url_prefix="/exercise/<int:enrolment_id>")
stand_before(pages, readable={"forms.every", "forms.exercise"})


@pages.get("")
@door(Door.SIGNED_IN)
def every(enrolment_id: int) -> ResponseReturnValue:
    """Forms of no week, and those of the weeks that are open; what she wrote stands on the page of each."""
    mine = her_place.hers(enrolment_id)
    to_fill = [one for one in mine.course.exercises if one.audience == "participant" and one.fields]
    opened = [(one, _unit(mine, one)) for one in to_fill if _is_open(mine, one)]
    return render_template(
        "forms/every.html",
        always=[one for one, unit in opened if unit is None],
        of_units=[(one, unit) for one, unit in opened if unit is not None],
        **her_place.frame(mine),
    )


@pages.route("/<exercise_key>", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def exercise(enrolment_id: int, exercise_key: str) -> ResponseReturnValue:
    mine = her_place.hers(enrolment_id)
    found = _exercise(mine, exercise_key)
    unit = _unit(mine, found)
    if unit is None or mine.has_opened(unit, request.now()):
        return exercise_page(_sheet(mine, found))
    if http.method == "POST":
        raise NotFound
    return her_place.not_open(mine, mine.unit(unit.key))


@pages.route("/<exercise_key>/<int:form_id>", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def entry(enrolment_id: int, exercise_key: str, form_id: int) -> ResponseReturnValue:
    """Hers to read and to change, whatever became of its week."""
    mine = her_place.hers(enrolment_id)
    return entry_page(_sheet(mine, _exercise(mine, exercise_key)), own_form(exercise_key, form_id))


@pages.route("/<exercise_key>/<int:form_id>/remove", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def remove(enrolment_id: int, exercise_key: str, form_id: int) -> ResponseReturnValue:
    mine = her_place.hers(enrolment_id)
    return remove_page(_sheet(mine, _exercise(mine, exercise_key)), own_form(exercise_key, form_id))


def _exercise(mine: Place, key: str) -> Exercise:
    """One for participants; those for facilitators are not there."""
    for one in mine.course.exercises:
        if one.key == key and one.audience == "participant":
            return one
    raise NotFound


def _unit(mine: Place, one: Exercise) -> Unit | None:
    """The unit it opens with, its own or that of its pack; None when it is there at any time."""
    key = mine.course.pack(one.pack).opens_with if one.pack else one.unit
    return mine.course.unit(key) if key else None


def _is_open(mine: Place, one: Exercise) -> bool:
    unit = _unit(mine, one)
    return unit is None or mine.has_opened(unit, request.now())


def _sheet(mine: Place, one: Exercise) -> Sheet:
    frame = {
        "layout": "layout_participant.html",
        "nav_current": "course" if one.unit else "journal",
        "way_back": _way_back(mine, one),
        **her_place.frame(mine),
    }
    return Sheet(one, {"enrolment_id": mine.enrolment_id}, frame)


def _way_back(mine: Place, one: Exercise) -> tuple[str, str]:
    """To its week, to its pack, or to the forms that are always there."""
    here = mine.enrolment_id
    if one.pack:
        to_pack = url_for("packs.page", enrolment_id=here, pack_key=one.pack)
        return to_pack, mine.course.pack(one.pack).title
    if one.unit:
        to_week = url_for("course.week", enrolment_id=here, unit_key=one.unit)
        return to_week, mine.course.unit(one.unit).title
    return url_for(".every", enrolment_id=here), str(_("Forms of my own"))

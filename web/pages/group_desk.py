"""Looking after the group's own page, for whoever runs the group: what was written, what somebody asked to look at."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course import access
from course.access.group_space import post_in
from course.cohorts.cohort import Cohort, content
from course.cohorts.cohort import meetings as meetings_of
from course.cohorts.opening import openings
from course.errors import NotFound, Refused
from course.group import buddy, moderating, post, space
from curriculum.schema import Unit
from web import request, staff
from web.client_ids import client_id, once
from web.doors import Door, door

pages = Blueprint("group_desk", __name__, url_prefix="/cohorts/<int:cohort_id>/group")


@pages.route("", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def page(cohort_id: int) -> ResponseReturnValue:
    """Every post; what is written here stands on the group's page with the writer's name."""
    cohort = _cohort(cohort_id)
    if http.method != "POST":
        return _page(cohort)
    try:
        _write(cohort)
    except Refused as refused:
        return _page(cohort, refused), 422
    flash(_("It stands on the group’s page now."))
    return redirect(url_for("group_desk.page", cohort_id=cohort_id))


@pages.post("/settings")
@door(Door.SIGNED_IN)
def settings(cohort_id: int) -> ResponseReturnValue:
    cohort = _cohort(cohort_id)
    try:
        space.choose(
            request.db(), cohort, on=http.form.get("on") == "yes", goes_on_until=_day(), now=request.now(),
            by=request.person(),
        )  # fmt: skip
    except Refused as refused:
        return _page(cohort, refused), 422
    flash(_("Kept."))
    return redirect(url_for("group_desk.page", cohort_id=cohort_id))


@pages.post("/together")
@door(Door.SIGNED_IN)
def together(cohort_id: int) -> ResponseReturnValue:
    """Two who asked for it go along with each other; with `apart` they no longer do."""
    cohort = _cohort(cohort_id)
    try:
        if "apart" in http.form:
            buddy.apart(request.db(), cohort, _number("apart"), by=request.person())
        else:
            buddy.together(request.db(), cohort, (_number("one"), _number("other")), by=request.person())
    except Refused as refused:
        return _page(cohort, refused), 422
    flash(_("Kept."))
    return redirect(url_for("group_desk.page", cohort_id=cohort_id) + "#together")


@pages.route("/posts/<int:post_id>/hide", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def hide(cohort_id: int, post_id: int) -> ResponseReturnValue:
    """The reason is asked first: whoever wrote it reads it."""
    _cohort(cohort_id)
    row, cohort = post_in(request.db(), request.person(), cohort_id, post_id)
    refused, because = None, http.form.get("because", "")
    if http.method == "POST":
        try:
            moderating.hide(
                request.db(), request.ring(), row, because, now=request.now(), by=request.person()
            )
            flash(_("The group does not see it any more. Whoever wrote it reads your reason."))
            return redirect(url_for("group_desk.page", cohort_id=cohort_id))
        except Refused as sentence:
            refused = sentence
    shown = render_template(
        "group_desk/hide.html",
        **staff.in_cohort(cohort, "people"),
        words=post.said(request.db(), request.ring(), row).words,
        because=because,
        refused=refused,
    )
    return shown, 422 if refused else 200


@pages.post("/posts/<int:post_id>/show")
@door(Door.SIGNED_IN)
def show(cohort_id: int, post_id: int) -> ResponseReturnValue:
    _cohort(cohort_id)
    row, _same = post_in(request.db(), request.person(), cohort_id, post_id)
    moderating.show(request.db(), request.ring(), row, now=request.now(), by=request.person())
    flash(_("The group sees it again."))
    return redirect(url_for("group_desk.page", cohort_id=cohort_id))


@pages.post("/posts/<int:post_id>/settle")
@door(Door.SIGNED_IN)
def settle(cohort_id: int, post_id: int) -> ResponseReturnValue:
    _cohort(cohort_id)
    row, _same = post_in(request.db(), request.person(), cohort_id, post_id)
    moderating.settle(request.db(), row, now=request.now(), by=request.person())
    flash(_("You have looked at it. It stays as it is."))
    return redirect(url_for("group_desk.page", cohort_id=cohort_id))


def _cohort(cohort_id: int) -> Cohort:
    cohort = access.cohort_run_by(request.db(), request.person(), cohort_id)
    if cohort.is_imported:
        raise NotFound
    return cohort


def _write(cohort: Cohort) -> None:
    if not space.chosen(request.db(), cohort).is_on:
        raise Refused(_("The group’s page is switched off."))
    unit = next((one for one in _weeks(cohort) if one.key == http.form.get("unit")), None)
    if unit is None:
        raise Refused(_("Please choose a week that has begun."), field="unit")
    known = client_id()
    once(
        lambda: post.write(
            request.db(),
            request.ring(),
            cohort_id=cohort.stored_id,
            unit_key=unit.key,
            words=http.form.get("words", ""),
            client_id=known,
            now=request.now(),
            by=request.person(),
        )
    )


def _weeks(cohort: Cohort) -> list[Unit]:
    """That have opened, the newest first."""
    now, course = request.now(), content(request.db(), cohort)
    opened = openings(course, meetings_of(request.db(), cohort))
    units = [one.unit for one in opened if one.is_open(now) and one.unit.kind != "orientation"]
    return units[::-1]


def _page(cohort: Cohort, refused: Refused | None = None) -> str:
    db = request.db()
    found, weeks, wishes = (
        moderating.to_look_at(db, request.ring(), cohort),
        _weeks(cohort),
        buddy.wishes(db, cohort),
    )
    return render_template(
        "group_desk/page.html",
        **staff.in_cohort(cohort, "people"),
        asked=[one for one in found if one.waits],
        others=[one for one in found if not one.waits],
        chosen=space.chosen(db, cohort),
        weeks=weeks,
        week_choices=[(unit.key, unit.title) for unit in weeks],
        titles={unit.key: unit.title for unit in content(db, cohort).units},
        wishes=wishes,
        free=[(str(one.enrolment_id), one.called) for one in wishes if one.beside is None],
        refused=refused,
        typed=http.form,
        longest=post.LONGEST,
    )


def _number(name: str) -> int:
    """A place that was chosen; 0, which no place has, for anything else."""
    said = http.form.get(name, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0


def _day() -> date | None:
    said = http.form.get("goes_on_until", "").strip()
    try:
        return date.fromisoformat(said) if said else None
    except ValueError as error:
        raise Refused(_("Please give the day like 2027-04-30."), field="goes_on_until") from error

"""The front page: what this is, and the way in."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from course import access
from course.cohorts.cohort import Cohort, next_to_meet
from web import request
from web.doors import Door, door

pages = Blueprint("home", __name__)


@pages.get("/")
@door(Door.ANYONE)
def page() -> ResponseReturnValue:
    if request.visitor() is None:
        return render_template("home.html")
    return redirect(first_page())


def first_page() -> str:
    """Where each role begins: a lead with the programme, a facilitator with this week, everybody else with Today."""
    roles = request.roles()
    if roles.leads:
        return url_for("lead.overview", programme_id=min(roles.leads))
    if roles.facilitates:
        cohorts = access.cohorts_for(request.db(), request.person())
        return (
            url_for("board.page", cohort_id=_meets_next(cohorts).stored_id) if cohorts else url_for("me.page")
        )
    return url_for("today.page")


def _meets_next(cohorts: list[Cohort]) -> Cohort:
    return next_to_meet(request.db(), cohorts, now=request.now())

"""Who runs this cohort: co-facilitators have the same doors. Any of them, and a lead, may ask another one."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.cohorts.cohort import Cohort
from course.cohorts.programme import Programme
from course.errors import Refused
from course.people import inviting, team
from course.people.invitation import Role
from course.people.suppressed import suppressed
from web import gates, request, staff
from web.doors import Door, door
from web.pages.people import InviteForm

pages = Blueprint("team", __name__, url_prefix="/cohorts/<int:cohort_id>/team")


@pages.route("", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def page(cohort_id: int) -> ResponseReturnValue:
    cohort, form = staff.cohort_for(cohort_id), InviteForm()
    if form.validate_on_submit():
        try:
            _invite(cohort, form)
            flash(_("%(address)s is asked to facilitate.", address=form.email.data))
            return redirect(url_for("team.page", cohort_id=cohort_id))
        except Refused as refused:
            form.refuse(refused)
    db, programme = request.db(), request.db().get_one(Programme, cohort.programme_id)
    members = team.facilitators(db, [cohort_id]).get(cohort_id, [])
    asked = team.asked(db, Role.FACILITATOR, programme_id=programme.stored_id, cohort_id=cohort_id)
    page = render_template(
        "people/team.html",
        **staff.in_cohort(cohort, "people"),
        form=form,
        members=members,
        asked=asked,
        returned=suppressed(db, [*(one.email for one in members), *(one.email for one in asked)]),
        missing=gates.missing(programme),
        me=request.person(),
        runs=any(one.person_id == request.person().id for one in members),
    )
    return page, 422 if form.errors else 200


@pages.post("/<int:person_id>/end")
@door(Door.SIGNED_IN)
def end(cohort_id: int, person_id: int) -> ResponseReturnValue:
    cohort, by = staff.cohort_for(cohort_id), request.person()
    team.end_facilitator(
        request.db(), cohort_id=cohort_id, person_id=person_id, programme_id=cohort.programme_id, by=by
    )
    flash(_("The role has ended."))
    return redirect(url_for("team.page", cohort_id=cohort_id) if person_id != by.id else url_for("home.page"))


def _invite(cohort: Cohort, form: InviteForm) -> None:
    inviting.invite(
        request.db(),
        request.db().get_one(Programme, cohort.programme_id),
        email=str(form.email.data),
        name=str(form.name.data or ""),
        role_wanted=Role.FACILITATOR,
        cohort=cohort,
        by=request.person(),
        now=request.now(),
    )

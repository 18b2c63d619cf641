"""Somebody in a group has died: everything to them stops with one press, and no figure calls it leaving."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.cohorts.enrolment import Enrolment
from course.people import death
from course.people.person import Person
from course.privacy import after_death
from web import request, staff
from web.doors import Door, door
from web.forms import Form

pages = Blueprint(
    "people_died", __name__, url_prefix="/cohorts/<int:cohort_id>/people/<int:enrolment_id>/died"
)


@pages.route("", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def page(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    """What stops is said first. Afterwards the same address says who recorded it, and takes a mistake back."""
    enrolment, cohort = staff.place_in(cohort_id, enrolment_id)
    person, form = _person(enrolment), Form()
    if form.validate_on_submit():
        after_death.record(request.db(), person, now=request.now(), by=request.person())
        request.once_landed(person)
        flash(_("It is recorded. Nothing more is sent to %(name)s.", name=person.called))
        return redirect(url_for("people.page", cohort_id=cohort_id))
    row = death.of(request.db(), person)
    return render_template(
        "people/died.html",
        **staff.in_cohort(cohort, "people"),
        form=form,
        person=person,
        row=row,
        by=request.db().get_one(Person, row.recorded_by) if row else None,
        enrolment_id=enrolment_id,
    )


@pages.post("/mistake")
@door(Door.SIGNED_IN)
def mistake(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    enrolment, _cohort = staff.place_in(cohort_id, enrolment_id)
    person = _person(enrolment)
    after_death.take_back(request.db(), person, now=request.now(), by=request.person())
    flash(_("Taken back. The place is there again; %(name)s signs in anew.", name=person.called))
    return redirect(url_for("people.page", cohort_id=cohort_id))


def _person(enrolment: Enrolment) -> Person:
    return request.db().get_one(Person, enrolment.person_id)

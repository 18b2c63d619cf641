"""Who holds the group for some days in place of one who cannot; the doors open and close by themselves."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField

from course.access.substitutes import substitute_for
from course.cohorts.cohort import Cohort
from course.errors import Refused
from course.people import substituting
from course.people.person import Person
from web import formats, request, staff
from web.doors import Door, door
from web.forms import Form, needed

pages = Blueprint("substitutes", __name__, url_prefix="/cohorts/<int:cohort_id>/substitutes")


class SubstituteForm(Form):
    person_id = SelectField(_l("Who"), coerce=int)
    first = DateField(_l("First day"), [needed(_l("Please give a day."))])
    last = DateField(_l("Last day"), [needed(_l("Please give a day."))])


@pages.route("", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def page(cohort_id: int) -> ResponseReturnValue:
    db, cohort, form = request.db(), staff.cohort_for(cohort_id), SubstituteForm()
    form.person_id.choices = [(one.stored_id, one.name) for one in substituting.candidates(db, cohort)]
    if form.validate_on_submit():
        try:
            flash(_begun(cohort, form))
            return redirect(url_for("substitutes.page", cohort_id=cohort_id))
        except Refused as refused:
            form.refuse(refused)
    page = render_template(
        "people/substitutes.html",
        **staff.in_cohort(cohort, "people"),
        form=form,
        found=substituting.substitutes(db, cohort, now=request.now()),
        now=request.now(),
    )
    return page, 422 if form.errors else 200


@pages.post("/<int:substitute_id>/end")
@door(Door.SIGNED_IN)
def end(cohort_id: int, substitute_id: int) -> ResponseReturnValue:
    db, by = request.db(), request.person()
    row, cohort = substitute_for(db, by, cohort_id, substitute_id)
    substituting.end(db, cohort, row, by=by)
    flash(_("The role has ended."))
    return redirect(
        url_for("substitutes.page", cohort_id=cohort_id) if row.person_id != by.id else url_for("home.page")
    )


def _begun(cohort: Cohort, form: SubstituteForm) -> str:
    first, last = form.first.data, form.last.data
    if first is None or last is None:
        raise Refused(_("Please give a day."), field="first")
    person_id = form.person_id.data
    substituting.begin(
        request.db(), cohort, person_id, first=first, last=last, now=request.now(), by=request.person()
    )
    name = request.db().get_one(Person, person_id).name
    days = {"first": formats.day(first), "last": formats.day(last)}
    return str(
        _(
            "%(name)s holds the group from %(first)s to %(last)s. A note tells what to know.",
            name=name,
            **days,
        )
    )

"""How far one person is with her questions, and more time for her where she needs it. Never what she answered."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its published types

from course.cohorts.cohort import Cohort, content, meetings
from course.cohorts.enrolment import Enrolment
from course.errors import NotFound, Refused
from course.measures import entering, extension
from course.measures.address_check import AddressCheck
from course.measures.asked import Asked
from course.measures.progress import Step, steps
from course.people.person import Person
from web import formats, request, staff
from web.doors import Door, door
from web.forms import Form

pages = Blueprint(
    "people_questions", __name__, url_prefix="/cohorts/<int:cohort_id>/people/<int:enrolment_id>/questions"
)


class MoreTimeForm(Form):
    wave = SelectField(_l("Which questions"), validate_choice=False)
    until = StringField(_l("Until the end of"))
    reason = StringField(_l("Why"))


@pages.route("", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def page(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Every wave as it stands for her; POST gives more time for one of them."""
    enrolment, cohort = staff.place_in(cohort_id, enrolment_id)
    person = request.db().get_one(Person, enrolment.person_id)
    found, form = _steps(cohort, enrolment, person), MoreTimeForm()
    more = [one for one in found if extension.can_extend(one.facts, request.now())]
    form.wave.choices = [SelectChoice(one.wave.key, one.wave.title) for one in more]
    if form.validate_on_submit():
        try:
            until = _extend(enrolment, more, form)
            flash(_("%(name)s has until %(day)s now.", name=person.called, day=formats.day(until)))
            return redirect(url_for(".page", cohort_id=cohort_id, enrolment_id=enrolment_id))
        except Refused as refused:
            form.refuse(refused)
    shown = render_template(
        "people/questions.html",
        **staff.in_cohort(cohort, "people"),
        form=form,
        person=person,
        enrolment_id=enrolment_id,
        steps=found,
        can_extend=bool(more),
        given=extension.of_enrolment(request.db(), enrolment_id),
        titles={one.wave.key: one.wave.title for one in found},
        can_enter={one.wave.key for one in found if not entering.why_not(one.facts, request.now())},
        entered=entering.entered(request.db(), enrolment),
        confirmed=request.db().get(AddressCheck, enrolment_id),
    )
    return shown, 422 if form.errors else 200


def _steps(cohort: Cohort, enrolment: Enrolment, person: Person) -> tuple[Step, ...]:
    db = request.db()
    known = Asked(db, [enrolment.stored_id], written_to=[person.stored_id])
    return steps(content(db, cohort), meetings(db, cohort), enrolment, person.zone, known, now=request.now())


def _extend(enrolment: Enrolment, more: list[Step], form: MoreTimeForm) -> date:
    chosen = next((one for one in more if one.wave.key == form.wave.data), None)
    if chosen is None:
        raise NotFound
    until = _day(str(form.until.data or ""))
    extension.extend(
        request.db(),
        enrolment,
        chosen.facts,
        until=until,
        reason=str(form.reason.data or ""),
        now=request.now(),
        by=request.person(),
    )
    return until


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words.strip())
    except ValueError as error:
        raise Refused(_("Please give a day, for example 2026-12-24."), field="until") from error

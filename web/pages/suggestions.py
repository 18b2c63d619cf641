"""A practice or a goal that a facilitator suggests to one person; she opens it or puts it aside, and nobody is told."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField

from course import access
from course.access import own_rows
from course.cohorts.place import Place, place
from course.errors import NotFound, Refused
from course.practice import suggestion
from course.practice.suggestion import Suggested
from web import request, staff
from web.doors import Door, door
from web.forms import Form
from web.suggested import names, open_to

pages = Blueprint("suggestions", __name__)


class SuggestForm(Form):
    what = SelectField(_l("What"), validate_choice=False)
    note = StringField(_l("One line to go with it"))


@pages.route("/cohorts/<int:cohort_id>/people/<int:enrolment_id>/suggest", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def make(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    """To one person; what stands already can be taken back."""
    cohort, theirs, form = staff.cohort_for(cohort_id), _theirs(cohort_id, enrolment_id), SuggestForm()
    form.what.choices = [("", _("Please choose")), *_offered(theirs).items()]
    if form.validate_on_submit():
        try:
            _suggest(theirs, str(form.what.data), str(form.note.data or ""))
            flash(_("%(name)s finds it under Today.", name=theirs.person.called))
            return redirect(url_for(".make", cohort_id=cohort_id, enrolment_id=enrolment_id))
        except Refused as refused:
            form.refuse(refused)
    page = render_template(
        "people/suggest.html",
        **staff.in_cohort(cohort, "people"),
        form=form,
        person=theirs.person,
        standing=suggestion.standing(request.db(), theirs.enrolment, for_her=False),
        names=names(theirs),
    )
    return page, 422 if form.errors else 200


@pages.post("/cohorts/<int:cohort_id>/people/suggestions/<int:suggestion_id>/take-back")
@door(Door.SIGNED_IN)
def take_back(cohort_id: int, suggestion_id: int) -> ResponseReturnValue:
    staff.cohort_for(cohort_id)
    row, cohort = access.suggestion_for(request.db(), request.person(), suggestion_id)
    if cohort.id != cohort_id:
        raise NotFound
    suggestion.take_back(request.db(), row, now=request.now(), by=request.person())
    flash(_("Taken back. It no longer stands under Today."))
    return redirect(url_for(".make", cohort_id=cohort_id, enrolment_id=row.enrolment_id))


@pages.post("/suggestions/<int:suggestion_id>/put-aside")
@door(Door.SIGNED_IN)
def put_aside(suggestion_id: int) -> ResponseReturnValue:
    """By her it was made to."""
    row = own_rows.suggestion_of(request.db(), request.person(), suggestion_id)
    suggestion.put_aside(request.db(), row, now=request.now())
    return redirect(url_for("today.page"))


def _theirs(cohort_id: int, enrolment_id: int) -> Place:
    """The place of somebody who takes part; whoever left is suggested nothing."""
    enrolment, _cohort = access.enrolment_for_staff(request.db(), request.person(), enrolment_id)
    if enrolment.cohort_id != cohort_id or not enrolment.is_active:
        raise NotFound
    return place(request.db(), enrolment.stored_id)


def _offered(theirs: Place) -> dict[str, str]:
    """Practices that are open to this person, and the goals, each said for what it is."""
    kinds = {Suggested.PRACTICE: _("Practice: %(name)s"), Suggested.GOAL: _("Goal: %(name)s")}
    opened = open_to(theirs)
    return {
        what: str(kinds[Suggested(what.partition(":")[0])]) % {"name": name}
        for what, name in names(theirs).items()
        if what in opened
    }


def _suggest(theirs: Place, what: str, note: str) -> None:
    if what not in _offered(theirs):
        raise Refused(_("Please choose a practice or a goal."), field="what")
    kind, _colon, key = what.partition(":")
    suggestion.suggest(
        request.db(),
        theirs.enrolment,
        theirs.course,
        kind=Suggested(kind),
        key=key,
        note=note,
        now=request.now(),
        by=request.person(),
    )

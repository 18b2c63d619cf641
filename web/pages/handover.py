"""Notes for whoever holds the group next: to one person or to everybody who runs it, and not for the leads."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField

from course import access
from course.access.handovers import note_for, note_of
from course.cohorts import handover
from course.cohorts.cohort import Cohort
from course.errors import NotFound, Refused
from course.people import substituting, team
from web import request, staff
from web.client_ids import client_id, once
from web.doors import Door, door
from web.forms import Form

pages = Blueprint("handover", __name__, url_prefix="/cohorts/<int:cohort_id>/handover")
EVERYBODY = 0


class NoteForm(Form):
    to_person = SelectField(_l("For"), coerce=int)
    words = TextAreaField(_l("What to know"))


@pages.route("", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def page(cohort_id: int) -> ResponseReturnValue:
    db, me, cohort, form = request.db(), request.person(), _run(cohort_id), NoteForm()
    form.to_person.choices = [(EVERYBODY, _("Everybody who runs this group")), *_others(cohort)]
    if form.validate_on_submit():
        try:
            _write(cohort, form)
            flash(_("The note is there. No letter is sent about it."))
            return redirect(url_for("handover.page", cohort_id=cohort_id))
        except Refused as refused:
            form.refuse(refused)
    page = render_template(
        "people/handover.html",
        **staff.in_cohort(cohort, "people"),
        form=form,
        notes=handover.notes(db, request.ring(), cohort_id, me),
        me=me,
        longest=handover.LONGEST,
    )
    return page, 422 if form.errors else 200


@pages.post("/<int:note_id>/read")
@door(Door.SIGNED_IN)
def read(cohort_id: int, note_id: int) -> ResponseReturnValue:
    """The one it is for says that she has seen it."""
    note = note_for(request.db(), request.person(), cohort_id, note_id)
    if note.to_person == request.person().id:
        handover.mark_read(request.db(), note, now=request.now())
    return redirect(url_for("handover.page", cohort_id=cohort_id))


@pages.post("/<int:note_id>/remove")
@door(Door.SIGNED_IN)
def remove(cohort_id: int, note_id: int) -> ResponseReturnValue:
    by = request.person()
    handover.remove(request.db(), note_of(request.db(), by, cohort_id, note_id), by=by)
    flash(_("It is removed."))
    return redirect(url_for("handover.page", cohort_id=cohort_id))


def _run(cohort_id: int) -> Cohort:
    cohort = access.cohort_run_by(request.db(), request.person(), cohort_id)
    if cohort.is_imported:
        raise NotFound
    return cohort


def _others(cohort: Cohort) -> list[tuple[int, str]]:
    """Those who run it now, and substitutes whose days are to come."""
    db, key = request.db(), cohort.stored_id
    found = {one.person_id: one.name for one in team.facilitators(db, [key]).get(key, [])}
    for one in substituting.substitutes(db, cohort, now=request.now()):
        found.setdefault(one.person.stored_id, one.person.name)
    found.pop(request.person().stored_id, None)
    return sorted(found.items(), key=lambda one: one[1])


def _write(cohort: Cohort, form: NoteForm) -> None:
    known = client_id()
    once(
        lambda: handover.write(
            request.db(),
            request.ring(),
            cohort.stored_id,
            str(form.words.data or ""),
            to_person=form.to_person.data or None,
            client_id=known,
            now=request.now(),
            by=request.person(),
        )
    )

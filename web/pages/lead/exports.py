"""What may leave the house: names with a reason, and who has the right to take answers without names."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length

from course import audit
from course.cohorts.programme import Programme
from course.errors import NotFound, Refused
from course.exchange.participation_csv import checked_reason, participation_csv
from course.people import analyst, team
from course.people.person import Person
from web import request, staff
from web.chart_files import BYTE_ORDER_MARK
from web.doors import Door, door
from web.forms import Form, needed
from web.pages.lead.blueprint import pages, programme_for
from web.pages.lead.settings import LONG


class NamedForm(Form):
    reason = StringField(
        _l("What the names are needed for"),
        [needed(_l("Please say what the names are needed for.")), Length(max=200, message=LONG)],
    )


@pages.route("/<int:programme_id>/exports", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def exports(programme_id: int) -> ResponseReturnValue:
    """POST is the list with names: it needs a reason, and the audit keeps both."""
    programme, form = programme_for(programme_id), NamedForm()
    if form.validate_on_submit():
        try:
            return _named(programme, form)
        except Refused as refused:
            form.refuse(refused)
    return _render(programme, form), 422 if form.errors else 200


@pages.post("/<int:programme_id>/exports/right/<int:person_id>")
@door(Door.SIGNED_IN)
def give_right(programme_id: int, person_id: int) -> ResponseReturnValue:
    programme = programme_for(programme_id)
    person = _of_the_staff(programme, person_id)
    analyst.give(request.db(), person, programme_id=programme_id, by=request.person())
    flash(_("%(name)s may take analysis exports from now on.", name=person.name))
    return redirect(url_for("lead.exports", programme_id=programme_id))


@pages.post("/<int:programme_id>/exports/right/<int:person_id>/end")
@door(Door.SIGNED_IN)
def end_right(programme_id: int, person_id: int) -> ResponseReturnValue:
    programme_for(programme_id)
    analyst.end(request.db(), programme_id=programme_id, person_id=person_id, by=request.person())
    flash(_("The right has ended."))
    return redirect(url_for("lead.exports", programme_id=programme_id))


def _named(programme: Programme, form: NamedForm) -> Response:
    db, by = request.db(), request.person()
    reason = checked_reason(form.reason.data or "")
    text = participation_csv(db, programme, now=request.now())
    audit.record(
        db,
        "participation.export",
        f"programme:{programme.id}",
        by=by.id,
        programme_id=programme.id,
        reason=reason,
    )
    headers = {"Content-Disposition": 'attachment; filename="participation.csv"'}
    return Response(BYTE_ORDER_MARK + text, mimetype="text/csv", headers=headers)


def _render(programme: Programme, form: NamedForm) -> str:
    db, programme_id = request.db(), programme.stored_id
    having = analyst.analysts_of(db, programme_id)
    ids = {one.id for one in having}
    return render_template(
        "lead/exports.html",
        **staff.in_programme(programme, "settings"),
        form=form,
        analysts=having,
        others=[one for one in team.staff_of(db, programme_id) if one.id not in ids],
        is_analyst=request.person().id in ids,
    )


def _of_the_staff(programme: Programme, person_id: int) -> Person:
    for one in team.staff_of(request.db(), programme.stored_id):
        if one.id == person_id:
            return one
    raise NotFound

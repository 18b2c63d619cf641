"""A new programme: whoever leads one already may begin another, and leads it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import Length, Regexp

from course.cohorts.programme import create
from course.errors import NotFound, Refused
from web import request
from web.doors import Door, door
from web.forms import Form, needed
from web.pages.lead.blueprint import pages
from web.zones import zone_choices


class ProgrammeForm(Form):
    name = StringField(
        _l("Name"),
        [
            needed(_l("Please give the programme a name.")),
            Length(max=120, message=_l("A shorter name, please.")),
        ],
    )
    zone = SelectField(_l("Time zone"), choices=zone_choices())
    country = StringField(
        _l("Country"),
        [Regexp(r"^([A-Za-z]{2})?$", message=_l("Two letters, for example PT."))],
    )


@pages.route("/new", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def new_programme() -> ResponseReturnValue:
    if not request.roles().leads:
        raise NotFound
    form = ProgrammeForm(zone=request.person().zone)
    if form.validate_on_submit():
        try:
            made = create(
                request.db(),
                name=str(form.name.data),
                zone=str(form.zone.data),
                country=str(form.country.data or "").upper(),
                by=request.person(),
            )
            flash(_("Created. Next: who answers, and where help is found."))
            return redirect(url_for("lead.settings", programme_id=made.id))
        except Refused as refused:
            form.refuse(refused)
    return render_template("lead/new_programme.html", form=form), 422 if form.errors else 200

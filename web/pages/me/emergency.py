"""Whom to call if something happens to her during a meeting, and who has looked."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField

from course.errors import Refused
from course.people import in_an_emergency
from course.people.in_an_emergency import Details
from web import request
from web.doors import Door, door
from web.forms import Form
from web.pages.me.frame import frame, pages, places

LOOKS = 20


class EmergencyForm(Form):
    phone = StringField(_l("Your own number"))
    contact = StringField(_l("Somebody to call"))
    contact_phone = StringField(_l("Their number"))
    relation = StringField(_l("Who it is to you"))
    where = StringField(_l("Where you are during meetings"))


@pages.route("/emergency", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def emergency() -> ResponseReturnValue:
    db, ring, person = request.db(), request.ring(), request.person()
    form = EmergencyForm(data=vars(in_an_emergency.hers(db, ring, person.stored_id)))
    if form.validate_on_submit():
        said = {name: str(form[name].data or "") for name in Details.__dataclass_fields__}
        try:
            in_an_emergency.keep(db, ring, person, Details(**said), now=request.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(_("Kept."))
            return redirect(url_for(".page"))
    page = render_template(
        "me/emergency.html",
        form=form,
        looks=in_an_emergency.looks(db, person.stored_id, most=LOOKS),
        **frame(places()),
    )
    return page, 422 if form.errors else 200

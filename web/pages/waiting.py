"""The waiting list of a full group, in the order in which people came; never by anything they answered."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField
from wtforms.validators import Length

from course import access
from course.cohorts import offering
from course.cohorts.cohort import Cohort
from course.cohorts.places import places, set_room
from course.cohorts.programme import Programme
from course.errors import Refused
from web import gates, request, staff
from web.doors import Door, door
from web.forms import Form, needed

pages = Blueprint("waiting", __name__, url_prefix="/cohorts/<int:cohort_id>/waiting")


class PutForm(Form):
    email = StringField(_l("Address"), [needed(_l("Please give an address, like name@example.org."))])
    name = StringField(_l("Name"), [Length(max=120, message=_l("A shorter name, please."))])


class RoomForm(Form):
    capacity = IntegerField(_l("Room for"), [needed(_l("Please give a number."))])
    offer_hours = IntegerField(_l("Hours an offer holds"), [needed(_l("Please give a number."))])


@pages.route("", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def page(cohort_id: int) -> ResponseReturnValue:
    """The list, and the form that puts somebody on it."""
    cohort, form = staff.cohort_for(cohort_id), PutForm()
    if form.validate_on_submit():
        try:
            put = offering.put_on_list(
                request.db(),
                cohort,
                email=str(form.email.data),
                name=str(form["name"].data or ""),
                by=request.person(),
                now=request.now(),
            )
            flash(_("%(name)s is on the list. The first letter is the offer of a place.", name=put.name))
            return _back(cohort_id)
        except Refused as refused:
            form.refuse(refused)
    return _render(cohort, form, _room_form(cohort)), 422 if form.errors else 200


@pages.post("/room")
@door(Door.SIGNED_IN)
def room(cohort_id: int) -> ResponseReturnValue:
    cohort, form = staff.cohort_for(cohort_id), RoomForm()
    if form.validate_on_submit():
        try:
            set_room(
                request.db(),
                cohort,
                capacity=int(form.capacity.data or 0),
                offer_hours=int(form.offer_hours.data or 0),
                now=request.now(),
                by=request.person(),
            )
            flash(_("That is noted. What is free now is offered in the order of the list."))
            return _back(cohort_id)
        except Refused as refused:
            form.refuse(refused)
    return _render(cohort, PutForm(formdata=None), form), 422


@pages.post("/<int:invitation_id>/skip")
@door(Door.SIGNED_IN)
def skip(cohort_id: int, invitation_id: int) -> ResponseReturnValue:
    invitation = access.waiting_for(request.db(), request.person(), cohort_id, invitation_id)
    because = http.form.get("because", "")
    offering.skip(request.db(), invitation, because=because, now=request.now(), by=request.person())
    flash(_("%(name)s is passed over. The reason is kept with your name.", name=invitation.name))
    return _back(cohort_id)


@pages.post("/<int:invitation_id>/in-turn")
@door(Door.SIGNED_IN)
def in_turn(cohort_id: int, invitation_id: int) -> ResponseReturnValue:
    invitation = access.waiting_for(request.db(), request.person(), cohort_id, invitation_id)
    offering.back_in_turn(request.db(), invitation, now=request.now(), by=request.person())
    flash(_("%(name)s is asked again when it is the turn.", name=invitation.name))
    return _back(cohort_id)


@pages.post("/<int:invitation_id>/off")
@door(Door.SIGNED_IN)
def off(cohort_id: int, invitation_id: int) -> ResponseReturnValue:
    """Somebody who said that she does not want to wait any more."""
    invitation = access.waiting_for(request.db(), request.person(), cohort_id, invitation_id)
    offering.say_no(request.db(), invitation, now=request.now(), by=request.person())
    request.once_landed(invitation)
    flash(_("%(name)s is off the list. Nothing more is sent.", name=invitation.name))
    return _back(cohort_id)


def _room_form(cohort: Cohort) -> RoomForm:
    return RoomForm(formdata=None, capacity=cohort.capacity, offer_hours=cohort.offer_hours)


def _render(cohort: Cohort, form: PutForm, room_form: RoomForm) -> str:
    db, now = request.db(), request.now()
    found = places(db, cohort, now=now)
    return render_template(
        "waiting/list.html",
        **staff.in_cohort(cohort, "people"),
        form=form,
        room_form=room_form,
        places=found,
        are_offered=found.are_offered(now),
        lines=[(row, who, row.state(now).value) for row, who in found.everybody],
        missing=gates.missing(db.get_one(Programme, cohort.programme_id)),
    )


def _back(cohort_id: int) -> ResponseReturnValue:
    return redirect(url_for("waiting.page", cohort_id=cohort_id))

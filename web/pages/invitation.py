"""An invitation's link: who asks, for what and when; pressing the button takes the place.

It lives for seven days and may be passed on, so it signs in only somebody who is new here: a person the site
knows has a journal behind her door, and signs in as always.
"""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField

from course.cohorts.cohort import Cohort, meetings
from course.cohorts.programme import Programme
from course.errors import NotFound, Refused
from course.people import inviting, token
from course.people.invitation import Invitation, Role
from course.people.person import Person, by_address
from course.people.token import Purpose
from web import languages, request
from web.doors import Door, door
from web.forms import Form, needed
from web.pages.sign_in import begin
from web.zones import zone_choices

pages = Blueprint("invitation", __name__)


class AcceptForm(Form):
    name = StringField(_l("What shall we call you"), [needed(_l("Please give a name to call you by."))])
    zone = SelectField(_l("Your time zone"), choices=zone_choices())
    shared = BooleanField(_l("Other people use this phone or computer too"))


@pages.route("/invitation/<secret>", methods=["GET", "POST"])
@door(Door.LINK)
def page(secret: str) -> ResponseReturnValue:
    db = request.db()
    invitation = _invitation(secret)
    cohort = db.get(Cohort, invitation.cohort_id) if invitation.cohort_id else None
    programme = db.get_one(Programme, invitation.programme_id)
    languages.speak_to_guest_of(programme)
    form = AcceptForm(name=invitation.name, zone=cohort.zone if cohort else programme.zone)
    if form.validate_on_submit():
        try:
            return _accept(secret, form, invitation)
        except Refused as refused:
            form.refuse(refused)
    dates = [one for one in meetings(db, cohort) if not one.is_cancelled] if cohort else []
    status = 422 if form.errors else 200
    from_person = db.get(Person, invitation.invited_by)
    return (
        render_template(
            "welcome/invitation.html",
            form=form,
            invitation=invitation,
            cohort=cohort,
            programme=programme,
            dates=dates,
            inviter=from_person,
        ),
        status,
    )


def _invitation(secret: str) -> Invitation:
    living = token.look(request.db(), secret, purpose=Purpose.INVITATION)
    invitation = request.db().get(Invitation, int(living.about.removeprefix("invitation:")))
    if invitation is None or not invitation.is_open:
        raise NotFound
    return invitation


def _accept(secret: str, form: AcceptForm, invitation: Invitation) -> ResponseReturnValue:
    known = by_address(request.db(), invitation.email)
    is_known, was_here = known is not None, known is not None and _is_here(known)
    person, enrolment = inviting.accept(
        request.db(),
        secret,
        name=str(form.name.data),
        zone=str(form.zone.data),
        locale=str(get_locale().language),
        now=request.now(),
    )
    to = url_for("welcome.page", enrolment_id=enrolment.id) if enrolment else url_for("home.page")
    if not is_known or (was_here and invitation.role != Role.PARTICIPANT):
        # Somebody new; or somebody who was here and whose sign-ins have just ended because she became staff.
        return begin(person, shared=bool(form.shared.data), to=to)
    if was_here:
        return redirect(to)
    flash(_("That is arranged. Please sign in to go on."))
    return redirect(url_for("sign_in.page", next=to))


def _is_here(person: Person) -> bool:
    visitor = request.visitor()
    return visitor is not None and visitor.id == person.id

"""An invitation's link: who asks, for what and when; pressing the button takes the place, or waits for one.

It lives for seven days and may be passed on, so it signs in only somebody who is new here: a person the site
knows has a journal behind her door, and signs in as always.
"""

from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlmodel import col
from wtforms import BooleanField, SelectField, StringField

from course.cohorts import offering
from course.cohorts.cohort import Cohort, meetings
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.cohorts.turn import turn_of
from course.errors import NotFound, Refused
from course.people import intake, inviting
from course.people.invitation import Invitation, Role
from course.people.inviting import NoPlace
from course.people.person import Person, by_address
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
    try:
        invitation = inviting.invitation_of(db, secret)
    except NotFound:
        return _ended(secret)
    programme, cohort, inviter = _asked_by(invitation)
    languages.speak_to_guest_of(programme)
    form = AcceptForm(name=invitation.name, zone=cohort.zone if cohort else programme.zone)
    if form.validate_on_submit():
        try:
            return _accept(secret, form, invitation)
        except NoPlace:
            return _waits_instead(secret, invitation)
        except Refused as refused:
            form.refuse(refused)
    dates = meetings(db, cohort) if cohort else []
    turn = turn_of(db, cohort, invitation, dates, now=request.now())
    status = 422 if form.errors else 200
    return (
        render_template(
            "welcome/invitation.html",
            form=form,
            invitation=invitation,
            cohort=cohort,
            programme=programme,
            dates=[one for one in dates if not one.is_cancelled],
            inviter=inviter,
            turn=turn,
            until_there=turn.until.astimezone(ZoneInfo(cohort.zone)) if turn.until and cohort else None,
            secret=secret,
        ),
        status,
    )


@pages.post("/invitation/<secret>/fresh")
@door(Door.LINK)
def fresh(secret: str) -> ResponseReturnValue:
    """A new link, to the address the old one was sent to and to no other: whoever asks need not be signed in."""
    db, now = request.db(), request.now()
    found = inviting.once_of(db, secret)
    if found is None:
        raise NotFound
    languages.speak_to_guest_of(db.get_one(Programme, found.programme_id))
    inviting.ask_for_fresh_link(db, found, now=now)
    request.after_commit(request.wake)
    return render_template("welcome/fresh.html", programme=db.get_one(Programme, found.programme_id))


@pages.post("/invitation/<secret>/<any(wait, later, no):answer>")
@door(Door.LINK)
def answer(secret: str, answer: str) -> ResponseReturnValue:
    """Wait for a place, let this one go and keep waiting, or wait no more."""
    db, now = request.db(), request.now()
    invitation = inviting.invitation_of(db, secret)
    languages.speak_to_guest_of(db.get_one(Programme, invitation.programme_id))
    if answer == "no":
        offering.say_no(db, invitation, now=now)
        request.once_landed(invitation)
        return render_template("waiting/ended.html")
    if answer == "later":
        offering.not_now(db, invitation, now=now)
        flash(_("Thank you for saying so. The next person is asked, and you keep your turn."))
    else:
        offering.wait(db, invitation, now=now)
        flash(_("You are on the waiting list."))
    return redirect(url_for("invitation.page", secret=secret))


def _ended(secret: str) -> ResponseReturnValue:
    """A link whose days are over can be had anew; one that was used leads on to what it began."""
    found = inviting.once_of(request.db(), secret)
    if found is None:
        raise NotFound
    programme = request.db().get_one(Programme, found.programme_id)
    languages.speak_to_guest_of(programme)
    if found.accepted_at is not None and found.person_id is not None:
        return redirect(_where_it_led(found))
    if not found.is_open:
        raise NotFound
    return render_template("welcome/link_ended.html", programme=programme, secret=secret), 410


def _where_it_led(invitation: Invitation) -> str:
    """Behind sign-in, which a used link does not open."""
    mine = select(Enrolment).where(
        col(Enrolment.cohort_id) == invitation.cohort_id, col(Enrolment.person_id) == invitation.person_id
    )
    place = request.db().execute(mine).scalars().first() if invitation.role == Role.PARTICIPANT else None
    return _first_step(place) if place else url_for("home.page")


def _waits_instead(secret: str, invitation: Invitation) -> ResponseReturnValue:
    """She wanted a place: that is what waiting means, so she need not press again."""
    try:
        offering.wait(request.db(), invitation, now=request.now())
        flash(
            _(
                "The last place was taken a moment ago. You are on the waiting list now, and your turn is kept."
            )
        )
    except Refused:
        flash(_("The last place was taken a moment ago."))
    return redirect(url_for("invitation.page", secret=secret))


def _asked_by(invitation: Invitation) -> tuple[Programme, Cohort | None, Person]:
    """What she is invited to, and by whom."""
    asked = (
        select(Programme, Cohort, Person)
        .select_from(Programme)
        .join(Person, col(Person.id) == invitation.invited_by)
        .outerjoin(Cohort, col(Cohort.id) == invitation.cohort_id)
        .where(col(Programme.id) == invitation.programme_id)
    )
    programme, cohort, by = request.db().execute(asked).one()
    return programme, cohort, by


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
    to = _first_step(enrolment) if enrolment else url_for("home.page")
    if not is_known or (was_here and invitation.role != Role.PARTICIPANT):
        # Somebody new; or somebody who was here and whose sign-ins have just ended because she became staff.
        return begin(person, shared=bool(form.shared.data), to=to)
    if was_here:
        return redirect(to)
    flash(_("That is arranged. Please sign in to go on."))
    return redirect(url_for("sign_in.page", next=to))


def _first_step(enrolment: Enrolment) -> str:
    """The list of steps where something is asked first, else what she agrees to."""
    asks = intake.of(request.db(), enrolment.stored_id) is not None
    return url_for("joining.page" if asks else "welcome.page", enrolment_id=enrolment.id)


def _is_here(person: Person) -> bool:
    visitor = request.visitor()
    return visitor is not None and visitor.id == person.id

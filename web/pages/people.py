"""Who takes part and who is asked to: invite one address, withdraw, ask again, end a place, take it up again."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import StringField
from wtforms.validators import Length

from course import access
from course.cohorts import enrolment as places
from course.cohorts.cohort import Cohort
from course.cohorts.programme import Programme
from course.cohorts.waiting import waiting_list
from course.delivery.arrival import newest_by_invitation
from course.errors import NotFound, Refused
from course.measures.asked import asked_in
from course.people import intake_list, inviting, planned_invitation, team
from course.people.invitation import Invitation, Role
from course.people.person import Person
from course.people.suppressed import suppressed
from course.texts.before_inviting import lacking, open_invitations
from web import gates, request, staff
from web.doors import Door, door
from web.forms import Form, needed

pages = Blueprint("people", __name__, url_prefix="/cohorts/<int:cohort_id>/people")


class InviteForm(Form):
    email = StringField(_l("Address"), [needed(_l("Please give an address, like name@example.org."))])
    name = StringField(_l("Name"), [Length(max=120, message=_l("A shorter name, please."))])


@pages.route("", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def page(cohort_id: int) -> ResponseReturnValue:
    cohort, form = staff.cohort_for(cohort_id), InviteForm()
    if form.validate_on_submit():
        try:
            asked = _invite(cohort, str(form.email.data), str(form.name.data or ""))
            flash(_("%(name)s is invited. The letter leaves in a moment.", name=asked.name))
            return redirect(url_for("people.page", cohort_id=cohort_id))
        except Refused as refused:
            form.refuse(refused)
    return _render(cohort, form), 422 if form.errors else 200


@pages.post("/open")
@door(Door.SIGNED_IN)
def open_to_invite(cohort_id: int) -> ResponseReturnValue:
    """What is not there yet is shown first, and somebody says to have seen it. It forbids nothing. Whoever was put
    down while the group was planned is asked now."""
    cohort, seen = staff.cohort_for(cohort_id), "seen" in http.form
    try:
        open_invitations(request.db(), cohort, has_seen=seen, now=request.now(), by=request.person())
        asked = planned_invitation.send(request.db(), cohort, now=request.now(), by=request.person())
    except Refused as refused:
        return _render(cohort, InviteForm(formdata=None), not_seen=refused.sentence), 422
    if asked:
        flash(ngettext("%(num)s invitation is on its way.", "%(num)s invitations are on their way.", asked))
    flash(_("People can be invited now."))
    return redirect(url_for("people.page", cohort_id=cohort_id))


@pages.post("/planned/<int:planned_id>/off")
@door(Door.SIGNED_IN)
def take_off(cohort_id: int, planned_id: int) -> ResponseReturnValue:
    """Nobody was written to, so nobody is."""
    cohort = staff.cohort_for(cohort_id)
    if not planned_invitation.take_off(
        request.db(), planned_invitation.of_cohort(request.db(), cohort), {planned_id}
    ):
        raise NotFound
    flash(_("Taken off the list."))
    return redirect(url_for("people.page", cohort_id=cohort_id))


@pages.post("/invitations/<int:invitation_id>/withdraw")
@door(Door.SIGNED_IN)
def withdraw(cohort_id: int, invitation_id: int) -> ResponseReturnValue:
    invitation = _invitation(cohort_id, invitation_id)
    inviting.withdraw(request.db(), invitation, by=request.person(), now=request.now())
    request.once_landed(invitation)
    flash(_("Withdrawn: the link to %(name)s no longer works.", name=invitation.name))
    return redirect(_back(invitation))


@pages.post("/invitations/<int:invitation_id>/again")
@door(Door.SIGNED_IN)
def again(cohort_id: int, invitation_id: int) -> ResponseReturnValue:
    invitation = _invitation(cohort_id, invitation_id)
    inviting.ask_again(request.db(), invitation, by=request.person(), now=request.now())
    flash(_("A fresh letter with a fresh link is on its way to %(name)s.", name=invitation.name))
    return redirect(_back(invitation))


@pages.route("/<int:enrolment_id>/end", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def end(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    """What it means is said first; the words for it are hers to hear from a person."""
    enrolment, cohort = staff.place_in(cohort_id, enrolment_id)
    person = request.db().get_one(Person, enrolment.person_id)
    form = Form()
    if form.validate_on_submit():
        places.leave(request.db(), enrolment, now=request.now(), by=request.person().id)
        request.once_landed(person)
        flash(_("%(name)s’s place has ended. Nothing more is sent.", name=person.called))
        return redirect(url_for("people.page", cohort_id=cohort_id))
    return render_template(
        "people/end.html",
        **staff.in_cohort(cohort, "people"),
        form=form,
        person=person,
        enrolment_id=enrolment_id,
    )


@pages.post("/<int:enrolment_id>/back")
@door(Door.SIGNED_IN)
def come_back(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    enrolment, _cohort = staff.place_in(cohort_id, enrolment_id)
    places.come_back(request.db(), enrolment, now=request.now(), by=request.person().id)
    flash(_("The place is taken up again, with everything that was there."))
    return redirect(url_for("people.page", cohort_id=cohort_id))


def _render(cohort: Cohort, form: InviteForm, not_seen: str | None = None) -> str:
    db = request.db()
    programme = db.get_one(Programme, cohort.programme_id)
    letters = newest_by_invitation(db, cohort.stored_id)
    asked = team.asked(db, Role.PARTICIPANT, programme_id=programme.stored_id, cohort_id=cohort.stored_id)
    everybody = intake_list.everybody(db, cohort.stored_id)
    people = [(place, who) for place, who, _joins in everybody]
    is_open = cohort.invitations_open_at is not None or people or asked
    return render_template(
        "people/page.html",
        **staff.in_cohort(cohort, "people"),
        form=form,
        people=people,
        known=asked_in(db, [cohort.stored_id]),
        asked=[(one, letters.get(one.stored_id)) for one in asked],
        returned=suppressed(db, [*(who.email for _place, who in people), *(one.email for one in asked)]),
        waits={who.stored_id for _row, who in waiting_list(db, cohort.stored_id)},
        runs=staff.runs_cohort(cohort.stored_id),
        still_joining={one.enrolment_id for *_who, one in everybody if one and one.is_still_asked},
        missing=gates.missing(programme),
        lacking=None if is_open else lacking(db, cohort),
        planned=planned_invitation.of_cohort(db, cohort),
        not_seen=not_seen,
    )


def _invite(cohort: Cohort, email: str, name: str) -> Invitation:
    return inviting.invite(
        request.db(),
        request.db().get_one(Programme, cohort.programme_id),
        email=email,
        name=name,
        role_wanted=Role.PARTICIPANT,
        cohort=cohort,
        by=request.person(),
        now=request.now(),
    )


def _invitation(cohort_id: int, invitation_id: int) -> Invitation:
    staff.cohort_for(cohort_id)
    invitation = access.invitation_for(request.db(), request.person(), invitation_id)
    if invitation.cohort_id != cohort_id:
        raise NotFound
    return invitation


def _back(invitation: Invitation) -> str:
    where = "people.page" if invitation.role == Role.PARTICIPANT else "team.page"
    return url_for(where, cohort_id=invitation.cohort_id)

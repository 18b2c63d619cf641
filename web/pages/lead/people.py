"""Who leads the programme and who runs its cohorts. Leads are asked here, facilitators on the cohort's own page."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course import access
from course.cohorts.programme import Programme
from course.errors import NotFound, Refused
from course.people import inviting, team
from course.people.invitation import Invitation, Role
from web import gates, request, staff
from web.doors import Door, door
from web.pages.lead.blueprint import pages, programme_for
from web.pages.people import InviteForm


@pages.route("/<int:programme_id>/people", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def people(programme_id: int) -> ResponseReturnValue:
    programme, form = programme_for(programme_id), InviteForm()
    if form.validate_on_submit():
        try:
            _invite(programme, form)
            flash(_("%(address)s is asked to lead with you.", address=form.email.data))
            return redirect(_back(programme_id))
        except Refused as refused:
            form.refuse(refused)
    return _render(programme, form), 422 if form.errors else 200


@pages.post("/<int:programme_id>/people/<int:person_id>/end")
@door(Door.SIGNED_IN)
def end_lead(programme_id: int, person_id: int) -> ResponseReturnValue:
    programme_for(programme_id)
    by = request.person()
    team.end_lead(request.db(), programme_id=programme_id, person_id=person_id, by=by)
    flash(_("The role has ended."))
    return redirect(_back(programme_id) if person_id != by.id else url_for("home.page"))


@pages.post("/<int:programme_id>/people/invitations/<int:invitation_id>/withdraw")
@door(Door.SIGNED_IN)
def withdraw_lead(programme_id: int, invitation_id: int) -> ResponseReturnValue:
    invitation = _invitation(programme_id, invitation_id)
    inviting.withdraw(request.db(), invitation, by=request.person(), now=request.now())
    request.once_landed(invitation)
    flash(_("Withdrawn: the link to %(name)s no longer works.", name=invitation.name))
    return redirect(_back(programme_id))


def _render(programme: Programme, form: InviteForm) -> str:
    db, programme_id = request.db(), programme.stored_id
    cohorts = [one for one in access.cohorts_for(db, request.person()) if one.programme_id == programme_id]
    return render_template(
        "lead/people.html",
        **staff.in_programme(programme, "settings"),
        form=form,
        leads=team.leads(db, programme_id),
        asked=team.asked(db, Role.LEAD, programme_id=programme_id),
        cohorts=cohorts,
        team=team.facilitators(db, [one.stored_id for one in cohorts]),
        missing=gates.missing(programme),
        me=request.person(),
    )


def _invite(programme: Programme, form: InviteForm) -> None:
    inviting.invite(
        request.db(),
        programme,
        email=str(form.email.data),
        name=str(form.name.data or ""),
        role_wanted=Role.LEAD,
        cohort=None,
        by=request.person(),
        now=request.now(),
    )


def _invitation(programme_id: int, invitation_id: int) -> Invitation:
    """One of this programme's invitations to lead."""
    programme_for(programme_id)
    invitation = access.invitation_for(request.db(), request.person(), invitation_id)
    if invitation.programme_id != programme_id or invitation.role != Role.LEAD:
        raise NotFound
    return invitation


def _back(programme_id: int) -> str:
    return url_for("lead.people", programme_id=programme_id)

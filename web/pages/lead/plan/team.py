"""Step 4: who runs the group, and for how many."""

from collections.abc import Iterable

from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectMultipleField, StringField
from wtforms.validators import Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from course.errors import Refused
from course.people import planned_invitation, team
from course.people.invitation import Role
from course.people.planned_invitation import PlannedInvitation
from web import request
from web.doors import Door, door
from web.forms import Form, needed
from web.pages.lead.blueprint import pages
from web.pages.lead.plan import off_list, steps
from web.pages.lead.plan.steps import Planning

ROOM = _l("This is a number from 2 to 500.")
HOURS = _l("This is a number from 24 to 120.")
ADD = "add"


class TeamForm(Form):
    capacity = IntegerField(_l("Room for"), [needed(ROOM), NumberRange(2, 500, message=ROOM)])
    offer_hours = IntegerField(
        _l("Hours an offer holds"), [needed(HOURS), NumberRange(24, 120, message=HOURS)]
    )
    team = SelectMultipleField(
        _l("From this programme"), coerce=int, widget=ListWidget(), option_widget=CheckboxInput()
    )
    email = StringField(_l("Address"), [Length(max=254)])
    asked_name = StringField(_l("Name"), [Length(max=120, message=_l("A shorter name, please."))])


@pages.route("/<int:programme_id>/cohorts/drafts/<int:draft_id>/team", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def plan_team(programme_id: int, draft_id: int) -> ResponseReturnValue:
    """Whoever is known here is chosen; somebody new is put on the list of those to be asked."""
    planning, db = steps.opened(programme_id, draft_id), request.db()
    people = team.staff_of(db, planning.programme.stored_id)
    form = _form(planning)
    form.team.choices = [(one.stored_id, one.name) for one in people]
    asked = _asked(planning)
    if http.method == "POST" and steps.is_leaving():
        _keep(planning, form, steps.typed_into(form))
        return steps.onward(planning, "team")
    if http.method == "POST" and form.validate() and _done(planning, form, asked):
        return (
            steps.again(planning, "team")
            if http.form.get(steps.GO) == ADD
            else steps.onward(planning, "team")
        )
    return steps.page(planning, "team", form, asked=asked)


def kept_team(planning: Planning) -> TeamForm:
    """What the draft keeps of this step; nobody is among the choices."""
    form = steps.kept_in(TeamForm, planning, capacity=14, offer_hours=48)
    del form.team
    return form


def chosen_team(planning: Planning) -> list[int]:
    """The numbers of those who are to run it."""
    return [int(one) for one in planning.draft.fields.get("team", "").split(",") if one.isdigit()]


def _form(planning: Planning) -> TeamForm:
    typed = planning.typed
    typed.setlist("team", [str(one) for one in chosen_team(planning)])
    return TeamForm(http.form if http.method == "POST" else typed, capacity=14, offer_hours=48)


def _asked(planning: Planning) -> list[PlannedInvitation]:
    listed = planned_invitation.of_draft(request.db(), planning.draft)
    return [one for one in listed if one.role is Role.FACILITATOR]


def _done(planning: Planning, form: TeamForm, asked: Iterable[PlannedInvitation]) -> bool:
    """Not where the address is none: then the form says so."""
    new = (
        [(str(form.email.data), str(form.asked_name.data or ""))]
        if str(form.email.data or "").strip()
        else []
    )
    try:
        planned_invitation.put_down(
            request.db(), planning.draft, new, role=Role.FACILITATOR, now=request.now(), by=request.person()
        )
    except Refused as refused:
        form.refuse(refused)
        return False
    off_list.take_off(asked)
    _keep(planning, form, {**steps.typed_into(form), "email": "", "asked_name": ""})
    return True


def _keep(planning: Planning, form: TeamForm, fields: dict[str, str]) -> None:
    planning.keep({**fields, "team": ",".join(str(one) for one in form.team.data or [])})

"""The numbers people can call: add one that somebody tried, say that it was tried again, take it away."""

from datetime import date
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import Length, Regexp

from course import access
from course.cohorts.programme import Programme
from course.errors import NotFound
from course.safety import plan
from course.safety.plan import CrisisResource
from web import request, staff
from web.doors import Door, door
from web.forms import Form, needed
from web.pages.lead.blueprint import pages, programme_for
from web.pages.lead.settings import LONG


class LineForm(Form):
    name = StringField(
        _l("What it is called"), [needed(_l("Please say what it is called.")), Length(max=120, message=LONG)]
    )
    phone = StringField(
        _l("Number to call"),
        [
            Regexp(r"^[0-9+ ()/.-]*$", message=_l("A number has digits, spaces and a plus.")),
            Length(max=40, message=LONG),
        ],
    )
    text_to = StringField(_l("How to text it"), [Length(max=80, message=LONG)])
    web = StringField(
        _l("Page"),
        [
            Regexp(r"^(https://\S+)?$", message=_l("A link begins with https://")),
            Length(max=200, message=LONG),
        ],
    )
    hours = StringField(
        _l("When somebody answers"),
        [needed(_l("Please say when somebody answers.")), Length(max=80, message=LONG)],
    )
    country = StringField(
        _l("Country, where it is not your own"),
        [Regexp(r"^([A-Za-z]{2})?$", message=_l("Two letters, for example PT."))],
    )
    is_emergency = BooleanField(_l("This is the emergency number"))

    def validate(self, extra_validators: object = None) -> bool:
        """One way to reach it is enough, and one is needed."""
        fine: bool = super().validate(extra_validators)
        if fine and not (self.phone.data or self.text_to.data or self.web.data):
            self.phone.errors = [_("Please give at least one way to reach it.")]
            return False
        return fine


@pages.route("/<int:programme_id>/settings/help-lines", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def help_lines(programme_id: int) -> ResponseReturnValue:
    programme, form = programme_for(programme_id), LineForm()
    if form.validate_on_submit():
        said = {name: str(form[name].data or "") for name in ("name", "phone", "text_to", "web", "hours")}
        plan.add_resource(
            request.db(),
            programme,
            **said,
            is_emergency=bool(form.is_emergency.data),
            country=str(form.country.data or "").upper(),
            checked_on=_today(programme),
            by=request.person(),
        )
        flash(_("Added, and checked today."))
        return redirect(_back(programme_id))
    resources = plan.resources_of(request.db(), programme_id)
    page = render_template(
        "lead/help_lines.html",
        **staff.in_programme(programme, "settings"),
        form=form,
        resources=resources,
        today=_today(programme),
    )
    return page, 422 if form.errors else 200


@pages.post("/<int:programme_id>/settings/help-lines/<int:resource_id>/checked")
@door(Door.SIGNED_IN)
def help_line_checked(programme_id: int, resource_id: int) -> ResponseReturnValue:
    resource = _resource(programme_id, resource_id)
    today = _today(programme_for(programme_id))
    plan.check_resource(request.db(), resource, today=today, by=request.person())
    flash(_("Noted: %(name)s was tried today.", name=resource.name))
    return redirect(_back(programme_id))


@pages.post("/<int:programme_id>/settings/help-lines/<int:resource_id>/remove")
@door(Door.SIGNED_IN)
def help_line_remove(programme_id: int, resource_id: int) -> ResponseReturnValue:
    resource = _resource(programme_id, resource_id)
    plan.remove_resource(request.db(), resource, by=request.person())
    flash(_("%(name)s is no longer shown.", name=resource.name))
    return redirect(_back(programme_id))


def _resource(programme_id: int, resource_id: int) -> CrisisResource:
    resource = access.resource_for(request.db(), request.person(), resource_id)
    if resource.programme_id != programme_id:
        raise NotFound
    return resource


def _today(programme: Programme) -> date:
    return request.now().astimezone(ZoneInfo(programme.zone)).date()


def _back(programme_id: int) -> str:
    return url_for("lead.help_lines", programme_id=programme_id)

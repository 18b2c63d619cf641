"""Settings of a programme: a list with the values of now, and a page with one Save for each."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, IntegerField, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its published types
from wtforms.validators import Length, ValidationError

from course.address import clean_address
from course.cohorts import chosen, programme_settings
from course.errors import Refused
from course.outcomes import primary
from course.people import about_you, team
from course.safety import items, plan, policy
from course.safety.items import Share
from course.safety.plan import Answering
from web import gates, request, staff
from web.doors import Door, door
from web.forms import Form, needed
from web.languages import language_choices
from web.pages.lead.blueprint import pages, programme_for

LONG = _l("A little shorter, please.")


def an_address(_form: Form, field: Field) -> None:
    try:
        clean_address(str(field.data))
    except Refused as refused:
        raise ValidationError(refused.sentence) from refused


class AboutForm(Form):
    name = StringField(
        _l("Name"), [needed(_l("Please give the programme a name.")), Length(max=120, message=LONG)]
    )
    smallest_group = IntegerField(
        _l("Smallest group whose scores are shown"),
        [needed(_l("This is a whole number, eight or more."))],
    )
    locale = SelectField(_l("Language of invitations"), validate_choice=False)
    own_change = RadioField(
        _l("After the course, people see their own answers before and after side by side"),
        choices=[SelectChoice("yes", _l("Yes, if they open them")), SelectChoice("no", _l("No"))],
    )


class AnsweringForm(Form):
    responsible = StringField(
        _l("Responsible person"),
        [needed(_l("Please name the responsible person.")), Length(max=120, message=LONG)],
    )
    responsible_email = StringField(
        _l("Their address"), [needed(_l("Please give the address of the responsible person.")), an_address]
    )
    responsible_phone = StringField(_l("Their number"), [Length(max=40, message=LONG)])
    deputy = StringField(_l("Deputy"), [needed(_l("Please name a deputy.")), Length(max=120, message=LONG)])
    deputy_email = StringField(
        _l("The deputy’s address"), [needed(_l("Please give the deputy’s address.")), an_address]
    )
    deputy_phone = StringField(_l("The deputy’s number"), [Length(max=40, message=LONG)])
    reply_hours = StringField(
        _l("When somebody answers"),
        [needed(_l("Please say when somebody answers.")), Length(max=200, message=LONG)],
    )
    holiday_cover = StringField(
        _l("Who covers holidays"),
        [needed(_l("Please say who covers holidays.")), Length(max=200, message=LONG)],
    )


@pages.get("/<int:programme_id>/settings")
@door(Door.SIGNED_IN)
def settings(programme_id: int) -> ResponseReturnValue:
    programme, db = programme_for(programme_id), request.db()
    return render_template(
        "lead/settings.html",
        **staff.in_programme(programme, "settings"),
        plan=plan.plan_of(db, programme_id),
        resources=plan.resources_of(db, programme_id),
        leads=team.leads(db, programme_id),
        primary=primary.of(db, programme_id),
        asks_about=len(about_you.asked_by(db, programme_id)),
        missing=gates.missing(programme),
        outside=plan.without_account(db, plan.plan_of(db, programme_id)),
        added=len(chosen.chosen(db, programme_id)),
        policy=policy.policy_of(db, programme_id),
        concerns=items.count(db, Share(programme_id)),
    )


@pages.route("/<int:programme_id>/settings/about", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def about(programme_id: int) -> ResponseReturnValue:
    programme = programme_for(programme_id)
    form = AboutForm(
        name=programme.name,
        smallest_group=programme.smallest_group,
        locale=programme.locale,
        own_change="no" if programme.own_change_off_since else "yes",
    )
    form.locale.choices = language_choices(programme.locale)
    if form.validate_on_submit():
        try:
            programme_settings.change(
                request.db(),
                programme,
                name=str(form.name.data),
                smallest_group=int(form.smallest_group.data or 0),
                locale=str(form.locale.data),
                shows_own_change=form.own_change.data != "no",
                by=request.person(),
            )
            return _saved(programme_id)
        except Refused as refused:
            form.refuse(refused)
    page = render_template("lead/about.html", **staff.in_programme(programme, "settings"), form=form)
    return page, 422 if form.errors else 200


@pages.route("/<int:programme_id>/settings/answering", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def answering(programme_id: int) -> ResponseReturnValue:
    programme, db = programme_for(programme_id), request.db()
    known = plan.plan_of(db, programme_id)
    form = AnsweringForm(data=known.model_dump() if known else None)
    if form.validate_on_submit():
        said = {name: str(form[name].data or "").strip() for name in Answering.model_fields}
        plan.set_plan(db, programme, Answering(**said), by=request.person())
        return _saved(programme_id)
    page = render_template("lead/answering.html", **staff.in_programme(programme, "settings"), form=form)
    return page, 422 if form.errors else 200


def _saved(programme_id: int) -> ResponseReturnValue:
    flash(_("Saved."))
    return redirect(url_for("lead.settings", programme_id=programme_id))

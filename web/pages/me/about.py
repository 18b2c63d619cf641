"""Me: what there is, and the name, language, zone and theme."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its published types

from course import access
from course.errors import Refused
from course.people.about import change
from course.people.suppressed import suppressed
from web import request
from web.doors import Door, door
from web.forms import Form, needed
from web.languages import language_choices
from web.pages.me.frame import frame, pages, places
from web.zones import zone_choices


class AboutForm(Form):
    called = StringField(_l("What shall we call you"), [needed(_l("Please give a name to call you by."))])
    locale = SelectField(_l("Your language"), validate_choice=False)
    zone = SelectField(_l("Your time zone"), validate_choice=False)
    theme = RadioField(
        _l("Light or dark"),
        choices=[
            SelectChoice("system", _l("As this phone or computer does")),
            SelectChoice("light", _l("Light")),
            SelectChoice("dark", _l("Dark")),
        ],
    )
    goes_on = BooleanField(_l("Go on when I tap an answer"))


@pages.get("")
@door(Door.SIGNED_IN)
def page() -> ResponseReturnValue:
    db, her = request.db(), request.person()
    analyses, returned = access.analyses_for(db, her), suppressed(db, [her.email]).get(her.email or "")
    return render_template("me/me.html", **frame(places()), analyses=analyses, returned=returned)


@pages.route("/about", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def about() -> ResponseReturnValue:
    person = request.person()
    form = AboutForm(
        called=person.called,
        zone=person.zone,
        theme=person.theme,
        locale=person.locale,
        goes_on=person.goes_on,
    )
    form.locale.choices = language_choices(person.locale)
    form.zone.choices = zone_choices(person.zone)
    if form.validate_on_submit():
        try:
            change(
                request.db(),
                person,
                called=str(form.called.data),
                zone=str(form.zone.data),
                theme=str(form.theme.data),
                locale=str(form.locale.data),
                goes_on=bool(form.goes_on.data),
                now=request.now(),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(_("Kept."))
            return redirect(url_for(".page"))
    return render_template("me/about.html", form=form, **frame(places())), 422 if form.errors else 200

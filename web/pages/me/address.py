"""Another address to get letters at: it counts once the link in a letter that came there was pressed."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField

from course.delivery.entry import address_letter
from course.errors import Refused
from course.people import address_change
from web import request
from web.doors import Door, door
from web.forms import Form, needed
from web.pages.me.frame import frame, pages, places


class AddressForm(Form):
    email = StringField(_l("The new address"), [needed(_l("Please give an address, like name@example.org."))])


@pages.route("/address", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def address() -> ResponseReturnValue:
    """Nothing changes here yet: a letter goes to the new address, and its link is what counts."""
    form = AddressForm()
    if form.validate_on_submit():
        try:
            change = address_change.ask(request.db(), request.person(), email=str(form.email.data))
            address_letter(request.db(), request.settings(), change)
            request.after_commit(request.wake)
            flash(
                _("A letter is on its way to %(address)s. Its link makes the change.", address=change.email)
            )
            return redirect(url_for(".address"))
        except Refused as refused:
            form.refuse(refused)
    return render_template("me/address.html", form=form, **frame(places())), 422 if form.errors else 200

"""A code from the screen and her own address open her questions in this browser. Whether they fit is all it says."""

from flask import Blueprint, make_response, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import StringField

from course.errors import Refused
from course.measures import room
from course.measures.room import Entered
from web import opened, request
from web.doors import Door, door
from web.forms import Form, needed

pages = Blueprint("room", __name__)


class CodeForm(Form):
    code = StringField(
        _l("The code on the screen"), [needed(_l("Please type the six signs from the screen."))]
    )


class GuestForm(CodeForm):
    email = StringField(_l("Your address"), [needed(_l("Please give the address your letters come to."))])


@pages.route("/room", methods=["GET", "POST"])
@door(Door.ANYONE)
def page() -> ResponseReturnValue:
    """Whoever is signed in needs the code alone, unless the phone is somebody else's."""
    is_guest = request.visitor() is None or "guest" in http.values
    form = GuestForm() if is_guest else CodeForm()
    if form.validate_on_submit():
        try:
            return _let_in(_enter(form, is_guest=is_guest))
        except Refused as refused:
            # The try counts although the page comes back: otherwise nobody would ever run out of them.
            request.db().commit()
            form.refuse(refused)
    shown = render_template("room/page.html", form=form, is_guest=is_guest)
    return shown, 422 if form.errors else 200


def _enter(form: CodeForm, *, is_guest: bool) -> Entered:
    mine = None if is_guest else request.visitor()
    address = (mine.email or "") if mine else str(form["email"].data)
    return room.enter(
        request.db(),
        code=str(form.code.data),
        email=address,
        origin=http.remote_addr or "",
        held=opened.held(),
        is_herself=mine is not None,
        now=request.now(),
    )


def _let_in(entered: Entered) -> ResponseReturnValue:
    to = url_for("questions.page", enrolment_id=entered.enrolment_id, wave_key=entered.wave_key)
    response = make_response(redirect(to))
    if entered.secret:
        opened.keep(response, entered.secret)
    return response

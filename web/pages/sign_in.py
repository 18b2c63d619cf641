"""Signing in by a letter's link, or by its short code in the browser that asked. GET never uses anything up."""

from flask import Blueprint, make_response, redirect, render_template, url_for
from flask import request as http
from flask import session as form_session
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField

from course.access import roles_of
from course.delivery.entry import sign_in_letter
from course.errors import NotFound, Refused
from course.people import notice_place, sign_in, signed_in, token
from course.people.person import Person
from course.people.signed_in import LONGEST, Device
from course.people.token import Purpose
from web import cookies, opened, request
from web.doors import Door, door
from web.forms import Form, needed
from web.pages.home import first_page
from web.security import is_local_path

pages = Blueprint("sign_in", __name__)
ASKED = "asked"


class AskForm(Form):
    email = StringField(_l("Your address"), [needed(_l("Please give the address your invitation came to."))])
    shared = BooleanField(_l("Other people use this phone or computer too"))


class CodeForm(Form):
    code = StringField(_l("The six digits from the letter"), [needed(_l("Please type the six digits."))])


class LinkForm(Form):
    email = StringField(_l("Your address"))
    shared = BooleanField(_l("Other people use this phone or computer too"))


@pages.route("/sign-in", methods=["GET", "POST"])
@door(Door.ANYONE)
def page() -> ResponseReturnValue:
    form = AskForm()
    if form.validate_on_submit():
        try:
            return _ask(form)
        except Refused as refused:
            form.refuse(refused)
    return render_template("sign_in/ask.html", form=form, next=_next()), 422 if form.errors else 200


@pages.route("/sign-in/code", methods=["GET", "POST"])
@door(Door.ANYONE)
def code() -> ResponseReturnValue:
    """The same page for an address we know and one we do not."""
    form = CodeForm()
    if form.validate_on_submit():
        try:
            person, asked = sign_in.redeem_code(
                request.db(), browser=http.cookies.get(ASKED, ""), code=str(form.code.data)
            )
            return begin(person, shared=asked.on_shared_device, to=_next())
        except (Refused, NotFound) as error:
            # The try counts although the page comes back: otherwise nobody would ever run out of them.
            request.db().commit()
            form.refuse(error if isinstance(error, Refused) else Refused(_no_fit(), field="code"))
    return render_template("sign_in/code.html", form=form, next=_next()), 422 if form.errors else 200


@pages.route("/sign-in/link/<secret>", methods=["GET", "POST"])
@door(Door.LINK)
def link(secret: str) -> ResponseReturnValue:
    """A button to press; in another browser than the one that asked it wants the address as well."""
    living = token.look(request.db(), secret, purpose=Purpose.SIGN_IN)
    form, needs_address = LinkForm(), _needs_address(living.about)
    if form.validate_on_submit():
        try:
            person, shared, to = _redeem(secret, living.about, form)
            return begin(person, shared=shared, to=to or url_for("home.page"))
        except NotFound:
            form.refuse(Refused(_no_address(), field="email"))
    status = 422 if form.errors else 200
    return render_template("sign_in/link.html", form=form, needs_address=needs_address), status


@pages.post("/sign-out")
@door(Door.SIGNED_IN)
def out() -> ResponseReturnValue:
    visit = request.visit()
    if visit:
        signed_in.end(request.db(), visit.row)
        notice_place.forget_sign_in(request.db(), visit.row.stored_id)
    form_session.clear()
    response = make_response(redirect(url_for("sign_in.page")))
    cookies.forget(response, request.cookie_name(), ASKED, opened.COOKIE)
    cookies.clear_browser(response)
    return response


def begin(person: Person, *, shared: bool, to: str) -> ResponseReturnValue:
    """Sign this browser in: a new secret, and nothing left over from before."""
    if before := request.visit():
        signed_in.end(request.db(), before.row)
    device = _device(person, shared=shared)
    row, secret = signed_in.begin(request.db(), person, device)
    if before and before.person.id == person.id and not shared:
        notice_place.follow_sign_in(request.db(), before=before.row.stored_id, after=row.stored_id)
    elif before:
        notice_place.forget_sign_in(request.db(), before.row.stored_id)
    form_session.clear()
    form_session.permanent = device == Device.OWN
    request.arrive(person)
    response = make_response(redirect(to if is_local_path(to) and to != "/" else first_page()))
    seconds = int(LONGEST[device].total_seconds()) if device == Device.OWN else None
    cookies.keep(response, request.cookie_name(), secret, seconds=seconds)
    cookies.forget(response, ASKED)
    return response


def _ask(form: AskForm) -> ResponseReturnValue:
    db = request.db()
    asked, browser = sign_in.ask(
        db,
        email=str(form.email.data),
        origin=http.remote_addr or "",
        shared=bool(form.shared.data),
        leads_to=_next(),
    )
    if asked.person_id is not None:
        sign_in_letter(db, request.settings(), asked)
    request.after_commit(request.wake)  # for an unknown address too: time must not tell them apart
    response = make_response(redirect(url_for("sign_in.code", next=_next())))
    cookies.keep(response, ASKED, browser, seconds=int(sign_in.LIFETIME.total_seconds()))
    return response


def _redeem(secret: str, about: str, form: LinkForm) -> tuple[Person, bool, str]:
    """Who it is, whether others use this device, and the page she had come for."""
    db = request.db()
    if about.startswith("dev:") and request.settings().is_development:
        return sign_in.redeem_dev_link(db, secret), False, ""
    person, asked = sign_in.redeem_link(
        db, secret=secret, browser=http.cookies.get(ASKED), email=str(form.email.data or "")
    )
    return person, asked.on_shared_device or bool(form.shared.data), asked.leads_to


def _needs_address(about: str) -> bool:
    if about.startswith("dev:"):
        return False
    request_id = int(about.removeprefix("request:"))
    return not sign_in.is_same_browser(request.db(), request_id=request_id, browser=http.cookies.get(ASKED))


def _device(person: Person, *, shared: bool) -> Device:
    if shared:
        return Device.SHARED
    return Device.STAFF if roles_of(request.db(), person).is_staff else Device.OWN


def _next() -> str:
    wanted = http.values.get("next", "")
    return wanted if is_local_path(wanted) else "/"


def _no_fit() -> str:
    return str(_l("This code does not fit. Please look at the newest letter again."))


def _no_address() -> str:
    return str(_l("This is not the address the letter went to. You can also ask for a new letter."))

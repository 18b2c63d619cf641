"""The last step of leaving: everything about oneself is erased, here and now, by oneself."""

from flask import make_response, redirect, render_template, url_for
from flask import request as http
from flask import session as form_session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.errors import Refused
from course.people import last_letter
from course.practice import journal_door
from course.privacy import erase_person, wipe_copies, wipe_traces
from course.privacy.kept import kept_of
from web import cookies, opened, request
from web.doors import Door, door
from web.pages.me.frame import frame, pages, places
from web.pages.sign_in import ASKED


@pages.route("/erase", methods=["GET", "POST"])
@door(Door.SIGNED_IN)
def erase() -> ResponseReturnValue:
    """Whoever holds the phone is asked whether it is still her, as before the journal."""
    visit = request.visit()
    if visit is None or not journal_door.is_open(visit):
        return redirect(url_for("journal.confirm", next=url_for(".erase")))
    if http.method != "POST":
        return _page()
    if http.form.get("sure") != "yes":
        return _page(_("Please tick that you want this. Nothing has changed yet.")), 422
    person = request.person()
    request.once_landed(person)
    last_letter.leave_behind(request.db(), request.ring(), person)
    try:
        erase_person(request.db(), person, by=person)
    except Refused as refused:
        return _page(refused.sentence), 422
    request.after_commit(lambda: wipe_traces(request.engine()))
    request.after_commit(lambda: wipe_copies(request.settings().sound))
    request.after_commit(request.wake)
    request.depart()
    form_session.clear()
    response = make_response(redirect(url_for(".erased")))
    cookies.forget(response, request.cookie_name(), ASKED, opened.COOKIE)
    cookies.clear_browser(response)
    return response


@pages.get("/erased")
@door(Door.ANYONE)
def erased() -> ResponseReturnValue:
    """Says what happened to whoever comes from there, and nothing about anybody."""
    return render_template("me/erased.html")


def _page(error: str | None = None) -> str:
    return render_template(
        "me/erase.html", error=error, kept=kept_of(request.db(), request.person()), **frame(places())
    )

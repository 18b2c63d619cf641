"""Who comes in: the door of each route is asked before the page runs, with Flask-Login saying who is there."""

from flask import Flask, g, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin

from course.people.person import Person
from web import opened, request
from web.doors import Door, door_of
from web.fragments import wants_fragment


class Visitor(UserMixin):
    """What Flask-Login calls the current user."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.id = str(person.stored_id)


def admit(app: Flask) -> None:
    logins = LoginManager(app)
    logins.session_protection = None  # the row in the database decides, not the browser's headers

    @logins.request_loader
    def load(_request: object) -> Visitor | None:
        found = request.visitor()
        return Visitor(found) if found else None

    @app.errorhandler(opened.Ended)
    def link_has_ended(_error: opened.Ended) -> ResponseReturnValue:
        return _sign_in_first()

    @app.before_request
    def ask_the_door() -> ResponseReturnValue | None:
        if http.endpoint is None:
            return None
        which = door_of(app, http.endpoint)
        g.secret_in_path = which == Door.LINK
        came_by_letter = which == Door.OPENED and opened.COOKIE in http.cookies
        if which in (Door.SIGNED_IN, Door.OPENED) and not came_by_letter and request.visitor() is None:
            return _sign_in_first()
        return None


def _sign_in_first() -> ResponseReturnValue:
    """A page to read waits behind sign-in; something that was being sent is kept on the page, and a script hears it."""
    if http.method in request.READING and not wants_fragment():
        return redirect(url_for("sign_in.page", next=http.full_path.rstrip("?")))
    return render_template("errors/signed_out.html", unsent=unsent()), 401


def unsent() -> list[tuple[str, str]]:
    """What a form was about to send, to be kept on the page and sent again."""
    return [(name, value) for name, value in http.form.items(multi=True) if name != "csrf_token"]

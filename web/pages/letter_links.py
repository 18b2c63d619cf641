"""Links in letters. GET shows a button, so a mail scanner opens nothing; POST opens the one thing.

The stop link is the one exception to the form token: a mail program posts to it by itself (RFC 8058).
"""

from flask import Blueprint, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from course.errors import NotFound
from course.letters.letter import kind_to_stop
from course.people import preference, token
from course.people.person import Person
from course.people.token import Purpose, Token
from web import languages, opened, request
from web.client_ids import once
from web.csrf import csrf
from web.doors import Door, door

pages = Blueprint("letter_links", __name__)


@pages.route("/open/week/<secret>", methods=["GET"])
@door(Door.LINK)
def week(secret: str) -> ResponseReturnValue:
    _speak_to(token.look(request.db(), secret, purpose=Purpose.WEEK))
    return render_template("letters_open/open.html", what="week")


@pages.post("/open/week/<secret>")
@door(Door.LINK)
def open_week(secret: str) -> ResponseReturnValue:
    living = token.look(request.db(), secret, purpose=Purpose.WEEK)
    enrolment_id, unit_key = _parts(living)
    to = url_for("course.week", enrolment_id=enrolment_id, unit_key=unit_key)
    return _kept(secret, to)


@pages.route("/open/questions/<secret>", methods=["GET"])
@door(Door.LINK)
def questions(secret: str) -> ResponseReturnValue:
    _speak_to(token.look(request.db(), secret, purpose=Purpose.WAVE))
    return render_template("letters_open/open.html", what="questions")


@pages.post("/open/questions/<secret>")
@door(Door.LINK)
def open_questions(secret: str) -> ResponseReturnValue:
    living = token.look(request.db(), secret, purpose=Purpose.WAVE)
    enrolment_id, wave_key = _parts(living)
    return _kept(secret, url_for("questions.page", enrolment_id=enrolment_id, wave_key=wave_key))


@pages.route("/stop/<secret>", methods=["GET"])
@door(Door.LINK)
def stop(secret: str) -> ResponseReturnValue:
    living = token.look(request.db(), secret, purpose=Purpose.STOP)
    _speak_to(living)
    return render_template("letters_open/stop.html", kind=kind_to_stop(living.about), done=False)


@pages.post("/stop/<secret>")
@door(Door.LINK)
@csrf.exempt
def do_stop(secret: str) -> ResponseReturnValue:
    living = token.look(request.db(), secret, purpose=Purpose.STOP)
    if living.person_id is None:
        raise NotFound
    person_id, kind = living.person_id, kind_to_stop(living.about)
    _speak_to(living)
    once(lambda: preference.stop(request.db(), person_id, kind, now=request.now()))
    return render_template("letters_open/stop.html", kind=kind_to_stop(living.about), done=True)


def _speak_to(living: Token) -> None:
    """A link that a letter brought speaks the language of whoever it was sent to."""
    if living.person_id is not None:
        languages.speak_to(request.db().get(Person, living.person_id))


def _kept(secret: str, to: str) -> ResponseReturnValue:
    response = make_response(redirect(to))
    opened.keep(response, secret)
    return response


def _parts(living: Token) -> tuple[int, str]:
    """ "wave:12:after" is enrolment 12 and wave "after"; a week's token reads alike."""
    _kind_of, enrolment_id, key = living.about.split(":", 2)
    return int(enrolment_id), key

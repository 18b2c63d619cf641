"""Links in letters. GET shows a button, so a mail scanner opens nothing; POST opens the one thing.

The stop link is the one exception to the form token: a mail program posts to it by itself (RFC 8058).
"""

from flask import Blueprint, make_response, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue

from course.cohorts.enrolment import Enrolment
from course.cohorts.place import place
from course.errors import NotFound, Refused
from course.letters.letter import kind_to_stop
from course.measures import address_check, answering, run
from course.measures.address_check import AddressCheck
from course.measures.run import Run
from course.people import address_change, preference, token
from course.people.person import Person
from course.people.token import Purpose, Token
from web import asking, languages, opened, request
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
    """To the first open question, once some are answered; before that to the page that says what they are."""
    found = _run(token.look(request.db(), secret, purpose=Purpose.WAVE))
    goes_on = found.is_open and found.has_begun and found.saved
    return _kept(secret, asking.address(found, found.next_number) if goes_on else asking.start(found))


@pages.route("/open/questions/<secret>/no-more", methods=["GET"])
@door(Door.LINK)
def no_more(secret: str) -> ResponseReturnValue:
    """Says what saying no means; only the press says it."""
    living = token.look(request.db(), secret, purpose=Purpose.WAVE)
    _speak_to(living)
    found = _run(living)
    return render_template("letters_open/no_more.html", run=found, group_name=found.place.cohort.name)


@pages.post("/open/questions/<secret>/no-more")
@door(Door.LINK)
def say_no_more(secret: str) -> ResponseReturnValue:
    found = _run(token.look(request.db(), secret, purpose=Purpose.WAVE))
    once(lambda: answering.say_no(request.db(), found, now=request.now()))
    request.once_landed(found.place.person)
    return redirect(url_for(".no_more", secret=secret))


@pages.route("/open/address/<secret>", methods=["GET"])
@door(Door.LINK)
def address(secret: str) -> ResponseReturnValue:
    living = token.look(request.db(), secret, purpose=Purpose.ADDRESS)
    _speak_to(living)
    is_right = request.db().get(AddressCheck, _enrolment(living).id) is not None
    return render_template("letters_open/address.html", is_right=is_right)


@pages.post("/open/address/<secret>")
@door(Door.LINK)
def address_is_right(secret: str) -> ResponseReturnValue:
    living = token.look(request.db(), secret, purpose=Purpose.ADDRESS)
    once(lambda: address_check.confirm(request.db(), _enrolment(living), now=request.now()))
    return redirect(url_for(".address", secret=secret))


@pages.route("/new-address/<secret>", methods=["GET", "POST"])
@door(Door.LINK)
def new_address(secret: str) -> ResponseReturnValue:
    """Says which address would be used from now on; the press uses it. It signs nobody in."""
    change = address_change.living(request.db(), secret)
    languages.speak_to(request.db().get(Person, change.person_id))
    refused = ""
    if http.method == "POST":
        try:
            address_change.take(request.db(), secret, now=request.now())
        except Refused as error:
            refused = error.sentence
    done = http.method == "POST" and not refused
    page = render_template("letters_open/new_address.html", address=change.email, done=done, refused=refused)
    return page, 422 if refused else 200


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
    request.once_landed(request.db().get_one(Person, person_id))
    return render_template("letters_open/stop.html", kind=kind_to_stop(living.about), done=True)


def _speak_to(living: Token) -> None:
    """A link that a letter brought speaks the language of whoever it was sent to."""
    if living.person_id is not None:
        languages.speak_to(request.db().get(Person, living.person_id))


def _kept(secret: str, to: str) -> ResponseReturnValue:
    response = make_response(redirect(to))
    opened.keep(response, secret)
    return response


def _run(living: Token) -> Run:
    enrolment_id, wave_key = _parts(living)
    return run.run_of(request.db(), place(request.db(), enrolment_id), wave_key, now=request.now())


def _enrolment(living: Token) -> Enrolment:
    """ "address:12" is about enrolment 12."""
    found = request.db().get(Enrolment, int(living.about.removeprefix("address:")))
    if found is None:
        raise NotFound
    return found


def _parts(living: Token) -> tuple[int, str]:
    """ "wave:12:after" is enrolment 12 and wave "after"; a week's token reads alike."""
    _kind_of, enrolment_id, key = living.about.split(":", 2)
    return int(enrolment_id), key

"""From the letter before a meeting: "I can't come", and that she can after all, until the meeting begins.

GET shows, so a mail scanner says nothing; POST says how it is to stand, so a press may come twice. Nobody is signed in.
"""

from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.cohorts import apology
from course.cohorts.apology import Seat
from course.errors import NotFound, Refused
from course.people import token
from course.people.person import Person
from course.people.token import Purpose
from web import formats, languages, request
from web.client_ids import once
from web.doors import Door, door

pages = Blueprint("letter_away", __name__, url_prefix="/open/away")


@pages.get("/<secret>")
@door(Door.LINK)
def page(secret: str) -> ResponseReturnValue:
    return _page(*_hers(secret))


@pages.post("/<secret>")
@door(Door.LINK)
def say(secret: str) -> ResponseReturnValue:
    person, seat = _hers(secret)
    if seat.meeting.is_cancelled or seat.meeting.starts_at <= request.now():
        return _page(person, seat), 422
    is_away = http.form.get("away") == "yes"
    try:
        once(lambda: apology.say(request.db(), seat, is_away=is_away, now=request.now(), by=person))
    except Refused:  # she was marked as there meanwhile: the page says so
        return _page(person, seat), 422
    return redirect(url_for(".page", secret=secret))


def _hers(secret: str) -> tuple[Person, Seat]:
    """The one seat that this secret is about, in the language of whoever has it: "away:4:12" is meeting 4, place 12."""
    living = token.look(request.db(), secret, purpose=Purpose.AWAY)
    _kind, meeting_id, enrolment_id = living.about.split(":")
    person = request.db().get(Person, living.person_id) if living.person_id else None
    if person is None or person.erased_at is not None:
        raise NotFound
    languages.speak_to(person)
    seat = apology.seat(request.db(), person, int(meeting_id))
    if seat.enrolment.stored_id != int(enrolment_id):
        raise NotFound
    return person, seat


def _page(person: Person, seat: Seat) -> str:
    """Its time is the one on her own clock: nobody is signed in whose clock it would be."""
    there = seat.meeting.starts_at.astimezone(ZoneInfo(person.zone))
    return render_template(
        "letters_open/away.html",
        seat=seat,
        when=_("%(day)s at %(time)s", day=formats.day(there.date()), time=f"{there:%H:%M}"),
        has_begun=seat.meeting.starts_at <= request.now(),
        was_there=seat.mark is not None and not seat.is_away,
    )

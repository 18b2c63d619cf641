"""What a letter's link opened in this browser: one week or one wave, and never anything else of hers.

The link's POST puts its secret into a cookie, out of addresses and history; each page asks the token again.
"""

from flask import Response
from flask import request as http
from werkzeug.wrappers import Response as AnyResponse

from course.access.own_place import place_of
from course.cohorts.place import Place, place
from course.errors import NotFound
from course.people import token
from course.people.token import Purpose
from web import cookies, languages, request

COOKIE = "opened"
HALF_A_DAY = 12 * 3600
WAYS = {Purpose.WAVE: (Purpose.WAVE, Purpose.ROOM)}
"""Questions are opened by a letter, and by a code in the room."""


class Ended(Exception):
    """The link in this browser opens nothing of this kind any more, and nobody is signed in."""


def keep(response: Response | AnyResponse, secret: str) -> None:
    cookies.keep(response, COOKIE, secret, seconds=HALF_A_DAY)


def place_for(enrolment_id: int, *, purpose: Purpose, about: str) -> Place:
    """Her own place when she is signed in, or the place of the one thing that a link opened here."""
    visitor = request.visitor()
    if visitor is not None:
        try:
            return place_of(request.db(), visitor, enrolment_id)
        except NotFound:
            # A borrowed phone: somebody else is signed in, and the link still lets her finish.
            pass
    if _opened(purpose, signed_out=visitor is None) != about:
        raise NotFound
    found = place(request.db(), enrolment_id)
    languages.speak_to(found.person)
    return found


def held() -> str:
    """The secret that a link, or a code in the room, has left in this browser."""
    return http.cookies.get(COOKIE, "")


def is_in_the_room(about: str) -> bool:
    """Whether a code in the room opened this one thing here."""
    try:
        return token.look(request.db(), held(), purpose=Purpose.ROOM).about == about
    except NotFound:
        return False


def _opened(purpose: Purpose, *, signed_out: bool) -> str:
    """What the link in this browser is about."""
    try:
        return token.look_any(request.db(), held(), purposes=WAYS.get(purpose, (purpose,))).about
    except NotFound as error:
        raise Ended if signed_out else error from error

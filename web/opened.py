"""What a letter's link opened in this browser: one week or one wave, and never anything else of hers.

The link's POST puts its secret into a cookie, out of addresses and history; each page asks the token again.
"""

from flask import Response
from flask import request as http
from sqlmodel import select

from course import access
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.errors import NotFound
from course.people import token
from course.people.token import Purpose
from web import request

COOKIE = "opened"
HALF_A_DAY = 12 * 3600


def keep(response: Response, secret: str) -> None:
    response.set_cookie(
        COOKIE,
        secret,
        max_age=HALF_A_DAY,
        httponly=True,
        samesite="Lax",
        secure=request.settings().site_url.startswith("https"),
    )


def place_for(enrolment_id: int, *, purpose: Purpose, about: str) -> tuple[Enrolment, Cohort]:
    """Her own place when she is signed in, or the place of the one thing that a link opened here."""
    visitor = request.visitor()
    if visitor is not None:
        try:
            return access.enrolment_of(request.db(), visitor, enrolment_id)
        except NotFound:
            # A borrowed phone: somebody else is signed in, and the link still lets her finish.
            pass
    secret = http.cookies.get(COOKIE)
    if not secret or token.look(request.db(), secret, purpose=purpose).about != about:
        raise NotFound
    return place(enrolment_id)


def place(enrolment_id: int) -> tuple[Enrolment, Cohort]:
    both = select(Enrolment, Cohort).join(Cohort).where(Enrolment.id == enrolment_id)
    found = request.db().exec(both).first()
    if found is None:
        raise NotFound
    return found

"""A person's meetings as a calendar feed. The secret in the address is all it asks for; it opens nothing else."""

from collections.abc import Collection
from urllib.parse import urlsplit

from flask import Blueprint, make_response
from flask.typing import ResponseReturnValue

from course.cohorts import make_up
from course.cohorts.cohort import Cohort, meetings
from course.cohorts.meeting import Meeting
from course.cohorts.place import Place, places_of
from course.errors import NotFound
from course.exchange import ics
from course.people import token
from course.people.person import Person
from course.people.token import Purpose
from web import request
from web.doors import Door, door

pages = Blueprint("calendar", __name__)


@pages.get("/calendar/<secret>.ics")
@door(Door.LINK)
def feed(secret: str) -> ResponseReturnValue:
    """The dates of every course she has a place in; a cancelled meeting stays in it as cancelled."""
    living = token.look(request.db(), secret, purpose=Purpose.CALENDAR)
    person = request.db().get(Person, living.person_id) if living.person_id else None
    if person is None or person.erased_at is not None:
        raise NotFound
    mine = [place for place in places_of(request.db(), person) if place.enrolment.is_active]
    met = [(meeting, place.cohort) for place in mine for meeting in place.meetings]
    met += _where_she_was(mine)
    met += _visited(mine, {meeting.stored_id for meeting, _cohort in met})
    host = urlsplit(request.settings().site_url).hostname or "localhost"
    response = make_response(ics.calendar(met, host=host, now=request.now()))
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = 'inline; filename="course.ics"'
    return response


def _visited(places: list[Place], known: Collection[int]) -> list[tuple[Meeting, Cohort]]:
    """Meetings of sister groups that she comes to in place of her own."""
    visits = make_up.visits(request.db(), [place.enrolment_id for place in places])
    found = [one for mine in visits.values() for one in mine if one.meeting.stored_id not in known]
    return [(one.meeting, one.cohort) for one in found]


def _where_she_was(places: list[Place]) -> list[tuple[Meeting, Cohort]]:
    """The dates of the group she was in before it went on in another: those that are cancelled have to say so."""
    db = request.db()
    came = [db.get(Cohort, place.enrolment.came_from) for place in places if place.enrolment.came_from]
    return [(meeting, cohort) for cohort in came if cohort for meeting in meetings(db, cohort)]

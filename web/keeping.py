"""What a phone may keep of this site, and whose it is: a short list of pages, for one person, on a device of her own.

Whatever is kept, or waits to be sent, carries her number (`owner`); the scripts and the worker compare it with whoever
is signed in and touch nothing that belongs to somebody else. On a shared device nothing is kept.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Flask, Response, g, url_for

from course.cohorts.cohort import Cohort
from course.cohorts.meeting import Meeting
from course.cohorts.place import Place
from course.people.signed_in import Device, Visit

HEADER = "X-Kept-For"
BELL = "bowl"


@dataclass(frozen=True)
class Evening:
    """What opens without a connection on the day of a meeting. `seconds`: so long, until that day has ended."""

    pages: list[str]
    sound: str
    seconds: int


def owner() -> str | None:
    """Whose phone this is, as far as the request has asked already; it never asks the database by itself."""
    visit: Visit | None = g.get("visit")
    if visit is None or visit.row.device == Device.SHARED:
        return None
    return str(visit.person.stored_id)


def pages_of(mine: Place | None, now: datetime) -> list[str]:
    """Addresses that open without a connection. Nothing she wrote, and nothing about others, is among them."""
    always = [url_for("help.page")]
    if mine is None:
        return always
    hers = [url_for("today.page"), url_for("course.page"), *_texts(mine, now)]
    return [*hers, *always]


def evening_of(meeting: Meeting, cohort: Cohort, now: datetime) -> Evening | None:
    """On the day of the meeting alone, in the group's own zone: who is here has first names on it."""
    zone = ZoneInfo(cohort.zone)
    ends = datetime.combine(meeting.starts_on + timedelta(days=1), time(), zone)
    if meeting.is_cancelled or owner() is None or now.astimezone(zone).date() != meeting.starts_on:
        return None
    pages = [
        url_for(page, cohort_id=cohort.stored_id, meeting_id=meeting.stored_id)
        for page in ("run_sheet.page", "attendance.page")
    ]
    return Evening(pages, url_for("sound.bell", name=BELL), int((ends - now).total_seconds()))


def name_the_owner(app: Flask) -> None:
    """Each answer says for whom it is, so that the worker never lays it beside somebody else's."""

    @app.after_request
    def say(response: Response) -> Response:
        if found := owner():
            response.headers[HEADER] = found
        return response


def _texts(mine: Place, now: datetime) -> list[str]:
    opened = mine.newest(now)
    week = (
        [url_for("course.week", enrolment_id=mine.enrolment_id, unit_key=opened.unit.key)] if opened else []
    )
    cards = [url_for("cards.page", enrolment_id=mine.enrolment_id)] if mine.course.cards else []
    return week + cards

"""Today: one practice, one tap to log it, the next session, and what this week holds."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.access import roles_of
from course.cohorts import apology, make_up
from course.cohorts.make_up import Visit
from course.cohorts.meeting import Meeting
from course.cohorts.naming import unit_words
from course.cohorts.place import Place, current, places_of
from course.errors import NotFound
from course.group.today import said_to_her
from course.people import consent
from course.people.consent_text import consent_texts, open_again
from course.people.person import Person
from course.practice.today import Phase, to_return_to, today
from web import formats, request, suggested, ways
from web.doors import Door, door
from web.fragments import wants_fragment

pages = Blueprint("today", __name__)
FIRST_HOUR = {"morning": 5, "afternoon": 12, "evening": 18}


@pages.get("/today")
@door(Door.SIGNED_IN)
def page() -> ResponseReturnValue:
    db, now = request.db(), request.now()
    place = current(places_of(db, request.person()), now)
    if place is None:
        is_staff = roles_of(db, request.person()).is_staff
        return render_template("today/nothing.html", greeting=_greeting(), is_staff=is_staff)
    view, said = today(db, place, now=now), said_to_her(db, place.enrolment, now=now)
    return render_template(
        f"today/{view.phase.value}.html",
        view=view,
        place=place,
        greeting=_greeting(),
        group_name=place.cohort.name,
        returning=to_return_to(place, now) if view.phase == Phase.AFTER else (),
        her_ways=ways.of(place.person),
        notes=ways.notes(place.person, view.practice) if view.practice else (),
        suggested=suggested.to_her(place, said.suggestions),
        said=said.message,
        visits=_visits(place) if said.is_guest else (),
        asks_again=not view.questions
        and _asks_again(place),  # one thing at a time: open questions come first
        returned=view.returned,
        **_next(place, view.coming),
    )


def _visits(place: Place) -> list[tuple[Visit, date]]:
    """Meetings of sister groups that she comes to, each with its day on her clock."""
    ahead = make_up.ahead(request.db(), place.enrolment_id, now=request.now())
    return [(one, formats.local(one.meeting.starts_at).date()) for one in ahead]


def _asks_again(place: Place) -> bool:
    """Whether words that she agreed to have changed since; whoever left or has not come so far is not asked here."""
    if place.enrolment.ready_at is None or not place.enrolment.is_active:
        return False
    known = consent.newest(request.db(), place.enrolment_id)
    return bool(open_again(known, [text for text in consent_texts() if text.purpose in known]))


@pages.post("/session/<int:meeting_id>/away")
@door(Door.SIGNED_IN)
def away(meeting_id: int) -> ResponseReturnValue:
    """She cannot make it, or can after all."""
    db, her = request.db(), request.person()
    seat, is_away = apology.seat(db, her, meeting_id), http.form.get("away") == "yes"
    mark = apology.say(db, seat, is_away=is_away, now=request.now(), by=her)
    if wants_fragment() and not seat.is_guest:
        place, meeting = _meeting(her, meeting_id)
        return render_template(
            "today/next_session.html", place=place, meeting=meeting, mark=mark, **_session(place, meeting)
        )
    return redirect(url_for("today.page", _anchor="next"))


def _meeting(person: Person, meeting_id: int) -> tuple[Place, Meeting]:
    for place in places_of(request.db(), person):
        for meeting in place.meetings:
            if meeting.stored_id == meeting_id and place.enrolment.is_active:
                return place, meeting
    raise NotFound


def _greeting() -> str:
    hour, name = formats.local(request.now()).hour, request.person().called
    if FIRST_HOUR["morning"] <= hour < FIRST_HOUR["afternoon"]:
        return str(_("Good morning, %(name)s", name=name))
    if FIRST_HOUR["afternoon"] <= hour < FIRST_HOUR["evening"]:
        return str(_("Good afternoon, %(name)s", name=name))
    return str(_("Good evening, %(name)s", name=name))


def _next(place: Place, coming: tuple[Meeting, ...]) -> dict[str, object]:
    """The next session that is held, and the cancelled ones before it."""
    held = next((one for one in coming if not one.is_cancelled), None)
    cancelled = [
        one for one in coming if one.is_cancelled and (held is None or one.starts_at < held.starts_at)
    ]
    mark = place.marks.get(held.stored_id) if held else None
    return {"meeting": held, "cancelled": cancelled, "mark": mark, **(_session(place, held) if held else {})}


def _session(place: Place, meeting: Meeting) -> dict[str, object]:
    """Times on the clock of the reader; when the group meets on another clock, that one is named as well."""
    there, here = ZoneInfo(place.cohort.zone), formats.zone()
    elsewhere = (
        meeting.starts_at.astimezone(there).utcoffset() != meeting.starts_at.astimezone(here).utcoffset()
    )
    return {
        "title": unit_words(place.course.unit(meeting.unit_key)).meeting,
        "local_day": formats.local(meeting.starts_at).date(),
        "ends_at": meeting.starts_at + timedelta(minutes=meeting.minutes),
        "group_clock": meeting.starts_at.astimezone(there).strftime("%H:%M") if elsewhere else None,
        "group_zone": place.cohort.zone.rpartition("/")[2].replace("_", " "),
    }

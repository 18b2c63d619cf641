"""The calendar feed: a secret address, neutral titles, and entries that follow a session."""

import re
from datetime import date, time
from typing import Any

from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import Engine

from course import store
from course.cohorts import meeting
from course.cohorts.meeting import Meeting
from course.people.person import Person
from tests.cast import NOW, Cast
from tests.site import SignIn


def events(browser: FlaskClient, secret: str) -> dict[str, Any]:
    answer = browser.get(f"/calendar/{secret}.ics")
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    return {str(one["uid"]): one for one in Calendar.from_ical(answer.data).walk("VEVENT")}


def test_the_feed_has_one_entry_for_each_session_and_says_nothing_about_the_course(
    client: FlaskClient, cast: Cast
) -> None:
    found = events(client, cast.here.calendar_secret)
    assert len(found) == 9
    assert {str(one["summary"]) for one in found.values()} == {"Course"}
    raw = client.get(f"/calendar/{cast.here.calendar_secret}.ics").get_data(as_text=True).lower()
    for telling in ("compassion", "kinder", "thursday evening", "maya", "therapy"):
        assert telling not in raw


def test_a_moved_session_keeps_its_entry_which_moves(
    client: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    before = events(client, cast.here.calendar_secret)
    with store.writing(site_engine) as db:
        row, ines = db.get_one(Meeting, cast.here.meeting), db.get_one(Person, cast.ines)
        uid = row.uid
        meeting.move(db, row, on=date(2027, 3, 20), at=time(10), zone="Europe/Lisbon", now=NOW, by=ines)
    after = events(client, cast.here.calendar_secret)
    assert before.keys() == after.keys()
    key = next(one for one in after if one.startswith(uid))
    assert after[key]["dtstart"].dt.isoformat() == "2027-03-20T10:00:00+00:00"
    assert int(after[key]["sequence"]) == int(before[key]["sequence"]) + 1


def test_a_new_link_ends_the_old_one_and_is_shown_once(
    client: FlaskClient, signed_in_as: SignIn, cast: Cast
) -> None:
    maya = signed_in_as(cast.maya)
    shown = maya.post("/me/calendar", data={"act": "make"}).get_data(as_text=True)
    found = re.search(r'value="[^"]*/calendar/([^"]+)\.ics"', shown)
    assert found is not None
    assert len(events(client, found[1])) == 9
    assert client.get(f"/calendar/{cast.here.calendar_secret}.ics").status_code == 404
    assert found[1] not in maya.get("/me/calendar").get_data(as_text=True)


def test_a_link_can_be_ended_without_a_new_one(client: FlaskClient, signed_in_as: SignIn, cast: Cast) -> None:
    signed_in_as(cast.maya).post("/me/calendar", data={"act": "stop"})
    assert client.get(f"/calendar/{cast.here.calendar_secret}.ics").status_code == 404
    assert client.get(f"/calendar/{cast.there.calendar_secret}.ics").status_code == 200


def test_the_secret_of_another_purpose_opens_no_calendar(client: FlaskClient, cast: Cast) -> None:
    for secret in (cast.here.wave_secret, cast.here.week_secret, cast.here.stop_secret, "nothing"):
        assert client.get(f"/calendar/{secret}.ics").status_code == 404


def test_whoever_left_sees_no_dates(client: FlaskClient, signed_in_as: SignIn, cast: Cast) -> None:
    signed_in_as(cast.maya).post(f"/me/leaving/{cast.here.enrolment}/leave")
    assert events(client, cast.here.calendar_secret) == {}

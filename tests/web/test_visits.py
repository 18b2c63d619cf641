"""A guest finds her visit on Today and in her calendar, and a letter's link says that she cannot come."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from course import store
from course.cohorts import attendance, make_up
from course.cohorts import meeting as verbs
from course.cohorts.attendance import Mark, marks
from course.cohorts.cohort import meetings
from course.cohorts.enrolment import Enrolment, leave
from course.cohorts.meeting import Meeting
from course.cohorts.programme import Programme
from course.people import token
from course.people.person import Person
from course.people.token import Purpose
from tests.cast import NOW, Cast
from tests.course.delivery.world import cohort_of
from tests.site import SignIn
from tests.web.travelling import travel_to

pytestmark = pytest.mark.one_engine


@pytest.fixture(autouse=True)
def _in_week_4(site_engine: Engine) -> None:
    travel_to(site_engine, NOW)


@pytest.fixture
def visited(site_engine: Engine, cast: Cast) -> int:
    """A meeting of "Tuesday midday" on the day after tomorrow, to which Maya comes."""
    with store.writing(site_engine) as db:
        lead = db.get_one(Person, cast.lena)
        host = cohort_of(
            db, db.get_one(Programme, cast.here.programme), lead, name="Tuesday midday",
            first=(NOW + timedelta(days=2)).date(),
        )  # fmt: skip
        theirs = meetings(db, host)[0]
        make_up.arrange(db, db.get_one(Enrolment, cast.here.enrolment), theirs, now=NOW, by=lead)
        return theirs.stored_id


def test_today_and_the_calendar_name_the_visit_and_one_tap_says_that_she_cannot(
    signed_in_as: SignIn, client: FlaskClient, cast: Cast, visited: int, site_engine: Engine
) -> None:
    maya = signed_in_as(cast.maya)
    today = maya.get("/today").text
    assert "As a guest of Tuesday midday" in today
    assert f"/session/{visited}/away" in today
    calendar = client.get(f"/calendar/{cast.here.calendar_secret}.ics").text
    with store.reading(site_engine) as db:
        assert db.get_one(Meeting, visited).uid in calendar
    maya.post(f"/session/{visited}/away", data={"away": "yes"})
    assert "They know that you cannot make it." in maya.get("/today").text
    assert _mark(site_engine, visited, cast.here.enrolment) is Mark.AWAY_TOLD
    assert signed_in_as(cast.ben).post(f"/session/{visited}/away", data={"away": "yes"}).status_code == 404


def test_a_letters_link_says_it_after_a_press_and_takes_it_back_without_signing_in(
    client: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    here, address = cast.here, f"/open/away/{cast.here.away_secret}"
    for _scanner in range(2):
        shown = client.get(address).text
        assert "You cannot come on Thursday 18 March at 18:30?" in shown
    assert client.head(address).status_code == 200
    assert _mark(site_engine, here.meeting, here.enrolment) is None
    for _twice in range(2):
        said = client.post(address, data={"away": "yes"}, follow_redirects=True).text
        assert "They know that you cannot come" in said
    assert _mark(site_engine, here.meeting, here.enrolment) is Mark.AWAY_TOLD
    assert client.get("/today").status_code == 302  # nobody is signed in by it
    client.post(address, data={"away": "no"})
    assert _mark(site_engine, here.meeting, here.enrolment) is None


def test_a_guests_link_is_for_the_meeting_she_visits_alone(
    client: FlaskClient, cast: Cast, visited: int, site_engine: Engine
) -> None:
    here = cast.here
    secret = _minted(site_engine, f"away:{visited}:{here.enrolment}", cast.maya)
    assert client.post(f"/open/away/{secret}", data={"away": "yes"}).status_code == 302
    assert _mark(site_engine, visited, here.enrolment) is Mark.AWAY_TOLD
    assert _mark(site_engine, here.meeting, here.enrolment) is None
    theirs = _minted(site_engine, f"away:{visited}:{here.other_enrolment}", cast.ben)
    assert client.get(f"/open/away/{theirs}").status_code == 404  # Ben is no guest there
    wrong = _minted(site_engine, f"away:{here.meeting}:{here.other_enrolment}", cast.maya)
    assert client.get(f"/open/away/{wrong}").status_code == 404
    assert client.get(f"/open/away/{here.week_secret}").status_code == 404


@pytest.mark.parametrize("why", ["begun", "cancelled", "there", "left"])
def test_when_it_is_too_late_the_link_says_why_and_changes_nothing(
    client: FlaskClient, cast: Cast, site_engine: Engine, why: str
) -> None:
    here, address = cast.here, f"/open/away/{cast.here.away_secret}"
    sentence = {
        "begun": "This meeting has begun", "cancelled": "This meeting does not take place",
        "there": "It is written down that you were there", "left": "",
    }[why]  # fmt: skip
    with store.writing(site_engine) as db:
        meeting, ines = db.get_one(Meeting, here.meeting), db.get_one(Person, cast.ines)
        begins = meeting.starts_at
        if why == "cancelled":
            verbs.cancel(db, meeting, reason="Ill", now=NOW, by=ines)
        if why == "there":
            attendance.record(db, meeting, here.enrolment, Mark.HERE, by=ines.id, now=NOW)
        if why == "left":
            leave(db, db.get_one(Enrolment, here.enrolment), now=NOW, by=None)
    if why == "begun":
        travel_to(site_engine, begins + timedelta(minutes=1))
    before = _mark(site_engine, here.meeting, here.enrolment)
    answer = client.post(address, data={"away": "yes"})
    assert answer.status_code == (404 if why == "left" else 422)
    assert sentence in answer.text
    assert _mark(site_engine, here.meeting, here.enrolment) is before


def _mark(engine: Engine, meeting_id: int, enrolment_id: int) -> Mark | None:
    with store.reading(engine) as db:
        return marks(db, [meeting_id]).get((meeting_id, enrolment_id))


def _minted(engine: Engine, about: str, person_id: int) -> str:
    with store.writing(engine) as db:
        return token.mint(db, Purpose.AWAY, about=about, person_id=person_id)

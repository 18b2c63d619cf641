"""A new cohort: every date is shown before anything is kept, and nothing typed is lost on the way."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from course import store
from course.cohorts.cohort import Cohort, SkippedDate, meetings
from tests.cast import Cast
from tests.site import SignIn
from tests.web.pressing import press_twice

TYPED = {
    "course_key": "eight-weeks",
    "name": "Tuesday midday",
    "starts_on": "2027-09-07",
    "at": "12:15",
    "zone": "Europe/Lisbon",
    "place": "Room 1, “Linden” & <House>",
    "video_link": "https://video.example.org/tuesday",
    "capacity": "12",
    "skipped": "2027-09-21 House closed\n2027-10-05 Republic Day",
    "outline_minutes": "150",
    "orientation_on": "",
    "retreat_after": "week-5",
    "retreat_on": "",
    "retreat_at": "",
}


@pytest.fixture
def lena(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.lena)


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/programmes/{cast.here.programme}/cohorts/new"


def test_every_date_is_shown_and_nothing_is_kept(
    lena: FlaskClient, address: str, site_engine: Engine
) -> None:
    before = _cohorts(site_engine)
    shown = lena.post(address, data=TYPED).text
    days = re.findall(r'plan-day">([^<]+)<', shown)
    assert days[:3] == ["Tuesday 7 September", "Tuesday 14 September", "Tuesday 28 September"]
    assert days[8] == "Tuesday 9 November"
    assert "House closed" in shown
    assert "Friday 22 October" in shown  # the retreat, three days after session 5
    assert shown.count("12:15") == 9  # eight sessions and what the form keeps
    assert _cohorts(site_engine) == before


def test_the_last_press_creates_it_with_its_meetings_and_skipped_dates(
    lena: FlaskClient, address: str, site_engine: Engine
) -> None:
    kept = _hidden(lena.post(address, data=TYPED).text)
    assert kept == TYPED
    answer = press_twice(lena, address, kept, follow_redirects=True)
    assert "Tuesday midday is there with all its dates." in answer.text
    with store.reading(site_engine) as db:
        made = db.exec(select(Cohort).where(Cohort.name == "Tuesday midday")).one()
        assert (made.place, made.capacity, made.outline_minutes) == (TYPED["place"], 12, 150)
        assert [one.minutes for one in meetings(db, made)] == [150, 150, 150, 150, 150, 240, 150, 150, 150]
        reasons = db.exec(select(SkippedDate.reason).where(SkippedDate.cohort_id == made.id)).all()
        assert sorted(reasons) == ["House closed", "Republic Day"]


def test_an_orientation_is_held_when_it_has_a_day(
    lena: FlaskClient, address: str, site_engine: Engine
) -> None:
    press_twice(lena, address, {**TYPED, "orientation_on": "2027-09-02"})
    with store.reading(site_engine) as db:
        made = db.exec(select(Cohort).where(Cohort.name == "Tuesday midday")).one()
        first = meetings(db, made)[0]
    assert (first.unit_key, first.starts_on.isoformat(), first.minutes) == ("orientation", "2027-09-02", 60)


def test_the_course_is_chosen_first_and_its_form_asks_only_what_it_has(
    lena: FlaskClient, address: str
) -> None:
    chooser = lena.get(address).text
    assert f"{address}?course=open-circle" in chooser
    assert 'name="name"' not in chooser
    whole = lena.get(f"{address}?course=eight-weeks").text
    assert all(f'name="{name}"' in whole for name in ("retreat_after", "orientation_on"))
    circle = lena.get(f"{address}?course=open-circle").text
    assert 'name="starts_on"' in circle
    assert not any(f'name="{name}"' in circle for name in ("retreat_after", "orientation_on"))
    assert "every 28 days" in circle


def test_a_circle_meets_every_four_weeks(lena: FlaskClient, address: str) -> None:
    names = ("name", "starts_on", "at", "zone", "place", "video_link", "capacity")
    typed = {name: TYPED[name] for name in names}
    typed |= {"course_key": "open-circle", "outline_minutes": "60", "skipped": "2027-10-05 Republic Day"}
    shown = lena.post(address, data=typed).text
    days = re.findall(r'plan-day">([^<]+)<', shown)
    assert days[:3] == ["Tuesday 7 September", "Tuesday 2 November", "Tuesday 30 November"]


def test_changing_something_brings_the_form_back_with_everything_in_it(
    lena: FlaskClient, address: str
) -> None:
    kept = _hidden(lena.post(address, data=TYPED).text)
    form = lena.post(address, data={**kept, "change": "yes"}).text
    for value in ("Tuesday midday", "2027-09-07", "12:15", "https://video.example.org/tuesday"):
        assert f'value="{value}"' in form
    assert "2027-10-05 Republic Day</textarea>" in form
    assert '<option selected value="Europe/Lisbon">' in form


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": " "}, "Please give the cohort a name"),
        ({"starts_on": "7 September"}, "Please give the day of the first session."),
        ({"starts_on": "2027-02-30"}, "Please give the day of the first session."),
        ({"at": "noon"}, "Please give a time"),
        ({"zone": "Europe/Atlantis"}, "Not a valid choice"),
        ({"capacity": "many"}, "This is a number from 2 to 500."),
        ({"capacity": "0"}, "This is a number from 2 to 500."),
        ({"video_link": "javascript:alert(1)"}, "A link begins with https://"),
        ({"skipped": "Christmas"}, "Line 1 does not begin with a date."),
        ({"skipped": "2027-12-24"}, "Line 1 has no reason."),
        ({"retreat_after": "week-8"}, "Not a valid choice"),
        ({"outline_minutes": "90"}, "Not a valid choice"),
        ({"orientation_on": "2027-09-07"}, "The orientation comes before the first session."),
        ({"retreat_on": "2027-09-08"}, "date lies between the meeting before it and the one after it"),
        ({"course_key": "nothing"}, "Not a valid choice"),
    ],
)
def test_bad_input_is_explained_and_everything_typed_stays(
    lena: FlaskClient, address: str, site_engine: Engine, wrong: dict[str, str], sentence: str
) -> None:
    before = _cohorts(site_engine)
    for last in ({}, {"confirmed": "yes"}):
        answer = lena.post(address, data={**TYPED, **wrong, **last})
        assert answer.status_code == 422
        assert sentence in answer.text
        assert "2027-10-05 Republic Day" in answer.text or "skipped" in wrong
        assert "Tuesday midday" in answer.text or "name" in wrong
    assert _cohorts(site_engine) == before


def test_the_hour_stays_when_the_clocks_change(lena: FlaskClient, address: str, site_engine: Engine) -> None:
    """Lisbon leaves summer time on 31 October 2027."""
    press_twice(lena, address, TYPED)
    with store.reading(site_engine) as db:
        made = db.exec(select(Cohort).where(Cohort.name == "Tuesday midday")).one()
        hours = {one.starts_at.hour for one in meetings(db, made) if one.unit_key != "retreat"}
    assert hours == {11, 12}


def test_only_leads_of_the_programme_find_the_form(signed_in_as: SignIn, cast: Cast, address: str) -> None:
    for stranger in (cast.ines, cast.maya, cast.there.lead):
        assert signed_in_as(stranger).get(address).status_code == 404
        assert signed_in_as(stranger).post(address, data=TYPED).status_code == 404


def _hidden(page: str) -> dict[str, str]:
    """What the second page keeps for the last press."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    skipped = page.partition('name="skipped"')[2].partition(">")[2].partition("</textarea>")[0]
    kept = {name: value for name, value in [*fields, ("skipped", skipped)] if name != "csrf_token"}
    plain = {"&#34;": '"', "&lt;": "<", "&gt;": ">", "&amp;": "&"}
    return {name: _replaced(value, plain) for name, value in kept.items()}


def _replaced(text: str, plain: dict[str, str]) -> str:
    for written, meant in plain.items():
        text = text.replace(written, meant)
    return text


def _cohorts(engine: Engine) -> int:
    with store.reading(engine) as db:
        return len(db.exec(select(Cohort.id)).all())

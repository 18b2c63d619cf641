"""A new cohort: every date is shown before anything is kept, and nothing typed is lost on the way."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from course import store
from course.cohorts.cohort import Cohort, SkippedDate, meetings
from course.cohorts.draft import CohortDraft
from tests.cast import Cast
from tests.site import SignIn
from tests.web.pressing import press_twice, second_press

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
    assert shown.count('value="12:15"') == 9  # eight sessions and what the form keeps
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


def test_a_date_changed_by_hand_is_looked_at_again_before_it_is_made(
    lena: FlaskClient, address: str, site_engine: Engine
) -> None:
    """Session 2 would be on Tuesday 14 September."""
    before = _cohorts(site_engine)
    typed = {**TYPED, "on-week-2": "2027-09-15", "at-week-2": "11:00"}
    looked_at = second_press(lena.post(address, data=TYPED).text)
    shown = lena.post(address, data={**typed, "confirmed": looked_at}).text
    assert "This was changed after it was shown, so nothing is done yet." in shown
    assert 'value="2027-09-15"' in shown
    assert _cohorts(site_engine) == before
    own = shown.partition('name="own"')[2].partition(">")[2].partition("</textarea>")[0]
    assert own == "week-2 2027-09-15 11:00"
    lena.post(address, data={**typed, "own": own, "confirmed": second_press(shown)})
    with store.reading(site_engine) as db:
        made = db.exec(select(Cohort).where(Cohort.name == "Tuesday midday")).one()
        days = [f"{one.starts_on} {one.at:%H:%M}" for one in meetings(db, made)]
    assert days[:3] == ["2027-09-07 12:15", "2027-09-15 11:00", "2027-09-28 12:15"]


@pytest.mark.parametrize(
    ("day", "sentence"),
    [("2027-10-30", "follow each other"), ("some day", "is not a day and a time")],
)
def test_a_date_that_cannot_be_is_explained_and_stays_as_it_was_typed(
    lena: FlaskClient, address: str, site_engine: Engine, day: str, sentence: str
) -> None:
    before = _cohorts(site_engine)
    for last in ({}, {"confirmed": "yes"}):
        answer = lena.post(address, data={**TYPED, "on-week-2": day, "at-week-2": "12:15", **last})
        assert answer.status_code == 422
        assert sentence in answer.text
        assert f'name="on-week-2" value="{day}"' in answer.text
    assert _cohorts(site_engine) == before


def test_a_holiday_and_another_group_are_marked_beside_a_date(lena: FlaskClient, address: str) -> None:
    """25 April is a holiday in Portugal, and Thursday evening has its sixth session on 1 April 2027 at 18:30."""
    typed = {**TYPED, "starts_on": "2027-04-01", "at": "19:00", "zone": "Europe/Lisbon", "skipped": ""}
    shown = lena.post(address, data=typed).text
    assert "Thursday evening meets then too" in shown
    assert "public holiday" not in shown
    assert (
        "public holiday"
        in lena.post(address, data={**typed, "on-week-4": "2027-04-25", "at-week-4": "10:00"}).text
    )


def test_what_was_begun_is_kept_with_the_dates_chosen_by_hand_and_gone_on_with_later(
    lena: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    before = _cohorts(site_engine)
    typed = {**TYPED, "capacity": "not yet", "on-week-2": "2027-09-15", "at-week-2": "12:15", "save": "yes"}
    listed = lena.post(address, data=typed, follow_redirects=True).text
    assert "Tuesday midday" in listed
    assert _cohorts(site_engine) == before
    with store.reading(site_engine) as db:
        number = max(one.stored_id for one in db.exec(select(CohortDraft)).all())
    resumed = lena.get(f"{address}?draft={number}").text
    for value in ("Tuesday midday", "2027-09-07", "not yet"):
        assert f'value="{value}"' in resumed
    assert "week-2 2027-09-15 12:15</textarea>" in resumed
    made = {**TYPED, "own": "week-2 2027-09-15 12:15", "draft": str(number)}
    press_twice(lena, address, made)
    assert _cohorts(site_engine) == before + 1
    with store.reading(site_engine) as db:
        assert db.get(CohortDraft, number) is None


def test_a_draft_of_another_house_is_not_there(
    signed_in_as: SignIn, lena: FlaskClient, address: str, cast: Cast
) -> None:
    theirs = signed_in_as(cast.there.lead)
    theirs.post(f"/programmes/{cast.there.programme}/cohorts/new", data={**TYPED, "save": "yes"})
    assert lena.get(f"{address}?draft={cast.here.draft}").status_code == 200
    assert lena.get(f"{address}?draft={cast.there.draft}").status_code == 404
    assert lena.get(f"{address}?draft=none").status_code == 404


def test_a_new_group_begins_like_the_one_before(lena: FlaskClient, address: str, cast: Cast) -> None:
    like = lena.get(f"{address}?like={cast.here.cohort}").text
    assert 'value="Room 2, Linden House"' in like
    assert 'value="18:30"' in like
    assert f"like={cast.here.cohort}" in lena.get(address).text


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

"""A word to one person is written by somebody, looked at, and sent by a second press."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from course import store
from course.cohorts.greeting import Greeting
from course.people import preference
from course.people.person import Person
from course.people.preference import Kind
from tests.cast import NOW, Cast
from tests.site import SignIn
from tests.web.pressing import press_twice


@pytest.fixture
def ines(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.ines)


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/cohorts/{cast.here.cohort}/people/{cast.here.enrolment}/word"


def sent(engine: Engine) -> list[str]:
    with store.reading(engine) as db:
        return list(db.exec(select(Greeting.words)).all())


def test_the_page_begins_with_a_draft_and_the_people_page_leads_there(
    ines: FlaskClient, cast: Cast, address: str
) -> None:
    assert address in ines.get(f"/cohorts/{cast.here.cohort}/people").get_data(as_text=True)
    assert "We were thinking of you in the group" in ines.get(address).get_data(as_text=True)


def test_the_draft_is_in_the_language_of_whoever_reads_it(
    ines: FlaskClient, cast: Cast, address: str, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        db.get_one(Person, cast.maya).locale = "de"
    assert "Wir haben in der Gruppe an dich gedacht" in ines.get(address).get_data(as_text=True)


def test_the_first_press_shows_the_letter_and_the_second_sends_it(
    ines: FlaskClient, address: str, site_engine: Engine
) -> None:
    shown = ines.post(address, data={"words": "First.\n\nSecond."}).get_data(as_text=True)
    assert "&lt;p&gt;First.&lt;/p&gt;\n&lt;p&gt;Second.&lt;/p&gt;" in shown
    assert "Hello Maya," in shown
    assert "to Maya alone" in shown
    assert sent(site_engine) == []
    [kept] = re.findall(r'name="words" value="([^"]*)"', shown)
    answer = press_twice(ines, address, {"words": kept})
    assert answer.status_code == 302
    assert sent(site_engine) == ["First.\n\nSecond."]


def test_a_second_word_on_the_same_day_is_refused_in_kind_words(
    ines: FlaskClient, address: str, site_engine: Engine
) -> None:
    press_twice(ines, address, {"words": "First."})
    answer = press_twice(ines, address, {"words": "Another."})
    assert answer.status_code == 422
    assert "Another can leave tomorrow." in answer.get_data(as_text=True)
    assert sent(site_engine) == ["First."]


def test_where_none_can_be_sent_the_page_says_why_before_anybody_writes(
    ines: FlaskClient, cast: Cast, address: str, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        preference.stop(db, cast.maya, Kind.WORDS, now=NOW)
    page = ines.get(address).text
    assert "This person wants no letters of this kind, so nothing is sent." in page
    assert "<textarea" not in page


def test_it_is_looked_at_in_the_language_of_its_reader_and_a_hard_word_is_named(
    ines: FlaskClient, cast: Cast, address: str, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        db.get_one(Person, cast.maya).locale = "de"
    shown = ines.post(address, data={"words": "We missed you."}).text
    assert "Hallo Maya," in shown
    assert "may sound harder than you mean it: missed." in shown


def test_too_many_words_come_back_with_a_sentence(
    ines: FlaskClient, address: str, site_engine: Engine
) -> None:
    answer = ines.post(address, data={"words": "word " * 200})
    assert answer.status_code == 422
    assert "up to 600 letters" in answer.get_data(as_text=True)


def test_after_a_session_the_attendance_page_leads_to_a_word_for_whoever_was_away(
    ines: FlaskClient, cast: Cast, address: str
) -> None:
    page = f"/cohorts/{cast.here.cohort}/meetings/{cast.here.past_meeting}/attendance"
    ines.post(page, data={"enrolment_id": cast.here.enrolment, "mark": "away"})
    assert address in ines.get(page).get_data(as_text=True)
    ines.post(page, data={"enrolment_id": cast.here.enrolment, "mark": "here"})
    assert address not in ines.get(page).get_data(as_text=True)

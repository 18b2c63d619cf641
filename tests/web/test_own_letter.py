"""A letter to herself on the pages of the journal: behind its door, with a day, and never in anybody else's list."""

from datetime import date
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import col, select

from course import store
from course.practice.journal import JournalEntry
from tests.cast import Cast
from tests.site import SignIn

WORDS = "Dear me, begin again."


@pytest.fixture
def maya(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.maya)


def days(engine: Engine) -> list[date]:
    with store.reading(engine) as db:
        kept = db.exec(select(JournalEntry).where(col(JournalEntry.comes_back_on).is_not(None))).all()
        return [one.comes_back_on for one in kept if one.comes_back_on]


def write(browser: FlaskClient, **more: str) -> int:
    sent = {"client_id": str(uuid4()), "text": WORDS, **more}
    return browser.post("/journal/letter", data=sent).status_code


def test_it_is_written_for_six_months_from_today_unless_she_says_otherwise(
    maya: FlaskClient, site_engine: Engine
) -> None:
    """Today is 17 March 2027."""
    assert 'value="6" selected' in maya.get("/journal/letter").text
    assert write(maya) == 302
    assert write(maya, months="1") == 302
    assert sorted(days(site_engine)) == [date(2027, 4, 17), date(2027, 9, 17)]


def test_the_same_letter_sent_twice_is_one(maya: FlaskClient, site_engine: Engine) -> None:
    same = str(uuid4())
    for _time in range(2):
        write(maya, client_id=same)
    assert days(site_engine) == [date(2027, 9, 17)]


@pytest.mark.parametrize("wrong", [{"text": " "}, {"months": "13"}, {"months": "0"}, {"months": "x"}])
def test_what_cannot_be_kept_comes_back_with_a_sentence(
    maya: FlaskClient, site_engine: Engine, wrong: dict[str, str]
) -> None:
    assert write(maya, **wrong) == 422
    assert days(site_engine) == []


def test_until_its_day_the_list_shows_the_day_and_not_the_words(
    maya: FlaskClient, site_engine: Engine
) -> None:
    write(maya)
    shown = maya.get("/journal").text
    assert "You hear of it on 17 September 2027" in shown
    assert WORDS not in shown
    with store.writing(site_engine) as db:
        entry = db.exec(select(JournalEntry).where(JournalEntry.comes_back_on == date(2027, 9, 17))).one()
        entry.comes_back_on = date(2027, 3, 17)
    assert WORDS in maya.get("/journal").text


def test_an_entry_she_has_gets_a_day_and_loses_it_again(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    address = f"/journal/{cast.here.entry}"
    maya.post(f"{address}/day", data={"months": "12"})
    assert days(site_engine) == [date(2028, 3, 17)]
    assert "You hear of them on 17 March 2028." in maya.get(address).text
    maya.post(f"{address}/day", data={"months": "0"})
    assert days(site_engine) == []


def test_whoever_keeps_the_day_without_choosing_another_keeps_it(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    """The page shows the day that is set as the first choice, chosen, and no day as such where there is none."""
    address = f"/journal/{cast.here.entry}"
    assert 'value="0" selected' in maya.get(address).text
    maya.post(f"{address}/day", data={"months": "3"})
    page = maya.get(address).text
    assert 'value="as-it-is" selected' in page
    assert 'value="0" selected' not in page
    assert maya.post(f"{address}/day", data={"months": "as-it-is"}).status_code == 302
    assert days(site_engine) == [date(2027, 6, 17)]


def test_nobody_else_gives_her_entry_a_day(signed_in_as: SignIn, cast: Cast, site_engine: Engine) -> None:
    for person in (cast.ben, cast.ines, cast.lena, cast.olga):
        answer = signed_in_as(person).post(f"/journal/{cast.here.entry}/day", data={"months": "1"})
        assert answer.status_code == 404
    assert days(site_engine) == []


def test_whoever_has_no_place_writes_in_the_journal_and_is_offered_no_letter(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    lena = signed_in_as(cast.lena)
    assert "/journal/letter" not in lena.get("/journal").text
    assert lena.get("/journal/letter").location == "/journal"
    assert write(lena) == 302
    assert days(site_engine) == []

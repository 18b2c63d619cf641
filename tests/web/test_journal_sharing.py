"""One entry shared with the facilitators of the group: as it was, for them alone, and taken back at once."""

from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from sqlmodel import select

from course import store
from course.cohorts import enrolment as places
from course.cohorts.enrolment import Enrolment
from course.people.person import Person
from course.practice import journal, shared_entry
from course.practice.shared_entry import SharedEntry
from tests.cast import NOW, Cast
from tests.site import SignIn
from tests.web.counting import counted
from tests.web.pressing import press_twice, second_press

WORDS = "Canary of Maya"
"""So begins the entry that the cast has written."""


@pytest.fixture
def maya(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.maya)


@pytest.fixture
def ines(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.ines)


@pytest.fixture
def entry(cast: Cast) -> str:
    return f"/journal/{cast.here.entry}"


@pytest.fixture
def heard(cast: Cast) -> str:
    return f"/cohorts/{cast.here.cohort}/check-ins"


def rows(engine: Engine) -> list[SharedEntry]:
    with store.reading(engine) as db:
        return list(db.exec(select(SharedEntry)).all())


def test_nothing_is_shared_before_the_page_that_shows_what_would_be_read(
    maya: FlaskClient, ines: FlaskClient, entry: str, heard: str, site_engine: Engine
) -> None:
    shown = maya.get(f"{entry}/share").text
    assert "Ines could read these words, and nothing else of your journal." in shown
    assert WORDS in shown
    maya.post(f"{entry}/share", data={})
    maya.post(f"{entry}/share", data={"confirmed": "yes"})
    assert rows(site_engine) == []
    assert WORDS not in ines.get(heard).text


def test_a_shared_entry_is_read_by_who_facilitates_and_taken_back_by_its_writer(
    maya: FlaskClient, ines: FlaskClient, entry: str, heard: str
) -> None:
    maya.post("/journal", data={"client_id": str(uuid4()), "text": "Of another day, and mine."})
    assert press_twice(maya, f"{entry}/share", {}).status_code == 302
    shown = ines.get(heard).text
    assert WORDS in shown
    assert "Of another day" not in shown
    assert "they read it as it was when you shared it on 17 March 2027" in maya.get(entry).text
    assert "you and your facilitators" in maya.get("/journal").text
    maya.post(f"{entry}/take-back")
    assert WORDS not in ines.get(heard).text
    assert "Facilitators and the programme cannot." in maya.get(entry).text
    assert "you and your facilitators" not in maya.get("/journal").text


def test_neither_a_lead_nor_the_group_nor_another_house_reads_it(
    maya: FlaskClient, signed_in_as: SignIn, cast: Cast, entry: str, heard: str
) -> None:
    press_twice(maya, f"{entry}/share", {})
    for person in (cast.lena, cast.ben, cast.there.facilitator, cast.sam):
        assert signed_in_as(person).get(heard).status_code == 404
        assert WORDS not in signed_in_as(person).get(f"/cohorts/{cast.there.cohort}/check-ins").text
    assert signed_in_as(cast.ines).get(entry).status_code == 404


def test_what_is_changed_afterwards_stays_hers_until_she_shares_it_again(
    maya: FlaskClient, ines: FlaskClient, entry: str, heard: str
) -> None:
    press_twice(maya, f"{entry}/share", {})
    changed = maya.post(entry, data={"text": "Quite other words."}, follow_redirects=True).text
    assert "Your facilitators still read it as it was when you shared it." in changed
    assert WORDS in ines.get(heard).text
    assert "Quite other words." not in ines.get(heard).text
    assert "What you changed since then is yours alone." in maya.get(entry).text
    press_twice(maya, f"{entry}/share", {})
    assert "Quite other words." in ines.get(heard).text
    assert WORDS not in ines.get(heard).text


def test_words_saved_in_another_tab_are_shown_before_they_are_shared(
    maya: FlaskClient, entry: str, site_engine: Engine
) -> None:
    first = second_press(maya.get(f"{entry}/share").text)
    maya.post(entry, data={"text": "Not meant for anybody."})
    again = maya.post(f"{entry}/share", data={"confirmed": first})
    assert "This was changed after it was shown" in again.text
    assert rows(site_engine) == []


def test_a_removed_entry_is_shared_no_more(
    maya: FlaskClient, ines: FlaskClient, entry: str, heard: str, site_engine: Engine
) -> None:
    press_twice(maya, f"{entry}/share", {})
    assert maya.post(f"{entry}/remove").status_code == 302
    assert rows(site_engine) == []
    assert WORDS not in ines.get(heard).text


def test_whoever_leaves_shares_nothing_any_more(
    maya: FlaskClient, ines: FlaskClient, cast: Cast, entry: str, heard: str, site_engine: Engine
) -> None:
    press_twice(maya, f"{entry}/share", {})
    with store.writing(site_engine) as db:
        places.leave(db, db.get_one(Enrolment, cast.here.enrolment), now=NOW, by=cast.maya)
    assert WORDS not in ines.get(heard).text
    assert "You, and whoever facilitates" not in maya.get(entry).text
    assert maya.get(f"{entry}/share").status_code == 404


def test_whoever_goes_on_in_another_group_shares_it_with_neither(
    maya: FlaskClient, ines: FlaskClient, cast: Cast, entry: str, heard: str, site_engine: Engine
) -> None:
    press_twice(maya, f"{entry}/share", {})
    assert "You, and whoever facilitates" in maya.get(entry).text
    with store.writing(site_engine) as db:
        db.get_one(Enrolment, cast.here.enrolment).cohort_id = cast.there.cohort
    assert WORDS not in ines.get(heard).text
    with store.reading(site_engine) as db:
        assert shared_entry.shared_by(db, db.get_one(Person, cast.maya)) == {}
    assert "You, and whoever facilitates" not in maya.get(entry).text


def test_pressed_twice_it_is_shared_once_and_no_word_is_stored_in_the_clear(
    maya: FlaskClient, entry: str, site_engine: Engine
) -> None:
    press = {"confirmed": second_press(maya.get(f"{entry}/share").text)}
    assert {maya.post(f"{entry}/share", data=press).status_code for _ in range(2)} == {302}
    assert len(rows(site_engine)) == 1
    assert WORDS.encode() not in rows(site_engine)[0].sealed
    with site_engine.connect() as connection:
        logged = connection.execute(text("SELECT what, about, detail FROM audit_event")).all()
    assert WORDS not in str(logged)


def test_both_pages_ask_as_few_statements_with_thirty_shared_entries_as_with_one(
    app: Flask, maya: FlaskClient, ines: FlaskClient, cast: Cast, heard: str, site_engine: Engine
) -> None:
    asked = []
    for number in (1, 29):
        with store.writing(site_engine) as db:
            hers, place = db.get_one(Person, cast.maya), db.get_one(Enrolment, cast.here.enrolment)
            for _ in range(number):
                ring = app.extensions["ring"]
                row = journal.write(db, ring, hers, client_id=uuid4(), text="Words.", now=NOW)
                shared_entry.share(db, ring, hers, row, place, now=NOW)
        with counted(site_engine) as own:
            maya.get("/journal")
        with counted(site_engine) as theirs:
            ines.get(heard)
        asked.append((len(own), len(theirs)))
    assert asked[0] == asked[1]
    assert asked[0][0] <= 8
    assert asked[0][1] <= 14

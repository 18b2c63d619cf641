"""How somebody likes to practise: one setting that her weeks, practices and player go by, and nobody else sees."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from course import store
from course.people.person import Person
from tests.cast import Cast
from tests.site import SignIn

SETTING = "/me/practising"
EYES_OPEN_HERE = "Let your gaze rest on one quiet thing a little below eye level"
"""The variant that affectionate breathing has of its own."""
NO_TOUCH_ANYWHERE = "Where the words speak of a hand, let your hands rest as they are"


@pytest.fixture
def maya(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.maya)


def practice(browser: FlaskClient, cast: Cast) -> str:
    return browser.get(f"/practice/{cast.here.enrolment}/affectionate-breathing").text


def week(browser: FlaskClient, cast: Cast) -> str:
    return browser.get(f"/course/{cast.here.enrolment}/week-3").text


def test_nothing_is_chosen_for_her(maya: FlaskClient, cast: Cast) -> None:
    assert "checked" not in maya.get(SETTING).text
    assert "In your way" not in practice(maya, cast)
    assert "Leave now" not in practice(maya, cast)
    assert "in your way" not in week(maya, cast)


def test_what_she_chose_stands_on_its_page_again(maya: FlaskClient) -> None:
    assert maya.post(SETTING, data={"way": ["no-touch", "leave-quickly"]}).status_code == 302
    assert maya.get(SETTING).text.count("checked") == 2
    maya.post(SETTING, data={})
    assert "checked" not in maya.get(SETTING).text


def test_a_practice_that_has_her_way_shows_it_before_anything_is_played_and_once(
    maya: FlaskClient, cast: Cast
) -> None:
    maya.post(SETTING, data={"way": "eyes-open"})
    shown = practice(maya, cast)
    assert shown.count(EYES_OPEN_HERE) == 1
    assert shown.index(EYES_OPEN_HERE) < shown.index("<audio")


def test_a_practice_without_a_variant_of_its_own_says_how_it_is_done_her_way(
    maya: FlaskClient, cast: Cast
) -> None:
    """The words are general: every practice is shown her way, whichever it is."""
    maya.post(SETTING, data={"way": "no-imagery"})
    every = [
        maya.get(f"/practice/{cast.here.enrolment}/{key}").text
        for key in ("affectionate-breathing", "soles-of-the-feet")
    ]
    assert all("In your way" in one for one in every)


def test_a_week_says_that_its_practices_follow_her_setting(maya: FlaskClient, cast: Cast) -> None:
    maya.post(SETTING, data={"way": ["eyes-open", "no-touch"]})
    assert "Each one is shown in your way: With my eyes open · Without touch" in week(maya, cast)


def test_the_player_and_the_practice_have_a_way_out_when_she_wants_one(maya: FlaskClient, cast: Cast) -> None:
    maya.post(SETTING, data={"way": "leave-quickly"})
    assert practice(maya, cast).count("Leave now") == 2
    assert maya.get("/timer").text.count("Leave now") == 1


def test_something_else_is_refused_and_what_was_chosen_is_kept_on_the_page(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    answer = maya.post(SETTING, data={"way": ["no-touch", "all of it"]})
    assert answer.status_code == 422
    assert answer.text.count("checked") == 1
    with store.reading(site_engine) as db:
        assert db.get_one(Person, cast.maya).ways == []


def test_facilitators_read_nothing_of_it(
    maya: FlaskClient, signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    ines = signed_in_as(cast.ines)
    pages = (
        f"/cohorts/{cast.here.cohort}",
        f"/cohorts/{cast.here.cohort}/people",
        f"/cohorts/{cast.here.cohort}/everybody",
    )
    before = [len(ines.get(page).text) for page in pages]
    maya.post(SETTING, data={"way": ["no-touch", "no-body"]})
    assert [len(ines.get(page).text) for page in pages] == before


def test_after_a_practice_that_was_a_lot_a_link_leads_to_her_facilitators(
    maya: FlaskClient, cast: Cast
) -> None:
    """Week 3 is the newest that has opened: its word goes to those who run the group."""
    shown = practice(maya, cast)
    assert f'href="/check-in/{cast.here.enrolment}/week-3"' in shown
    assert "ask your facilitators for a word" in shown

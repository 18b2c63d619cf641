"""What is for whoever leads: guides, prompts for the group and letters to copy, from the group's own content."""

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from curriculum.loader import load_course
from tests.cast import Cast
from tests.site import SignIn

COURSE = load_course("eight-weeks")


@pytest.fixture
def ines(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.ines)


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/cohorts/{cast.here.cohort}"


def test_every_guide_is_listed_and_can_be_read(ines: FlaskClient, address: str) -> None:
    listed = ines.get(f"{address}/guides").text
    assert COURSE.guides
    for guide in COURSE.guides:
        assert f"{address}/guides/{guide.key}" in listed
        page = ines.get(f"{address}/guides/{guide.key}")
        assert page.status_code == 200
        assert str(escape(guide.title)) in page.text
        assert "Not yet reviewed by a trained teacher" in page.text


def test_each_unit_has_its_prompts_exercises_and_letters(ines: FlaskClient, address: str) -> None:
    for unit in COURSE.units:
        page = ines.get(f"{address}/group/{unit.key}").text
        for letter in (unit.letter_before, unit.letter_after):
            assert letter is not None
            assert str(escape(letter.subject)) in page
        for card in COURSE.cards:
            if card.discussion:
                assert (str(escape(card.discussion)) in page) == (card.unit == unit.key)
        for exercise in COURSE.exercises_of(unit.key):
            assert exercise.in_group is None or str(escape(exercise.name)) in page


def test_the_run_sheet_and_the_sessions_lead_there(ines: FlaskClient, address: str, cast: Cast) -> None:
    sheet = ines.get(f"{address}/meetings/{cast.here.meeting}/run-sheet").text
    assert f"{address}/group/week-4" in sheet
    sessions = ines.get(f"{address}/meetings").text
    assert f"{address}/guides" in sessions
    assert f"{address}/content" in sessions


@pytest.mark.parametrize("path", ["guides/nothing", "group/week-9", "group/inquiry"])
def test_what_the_course_does_not_have_is_not_there(ines: FlaskClient, address: str, path: str) -> None:
    assert ines.get(f"{address}/{path}").status_code == 404


def test_participants_and_strangers_find_none_of_it(signed_in_as: SignIn, cast: Cast, address: str) -> None:
    for stranger in (cast.maya, cast.sam, cast.there.facilitator):
        browser = signed_in_as(stranger)
        for path in ("guides", "guides/inquiry", "group/week-1"):
            assert browser.get(f"{address}/{path}").status_code == 404

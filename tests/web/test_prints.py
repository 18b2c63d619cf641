"""Paper from the site: what is open to her, the group's own run sheet, and nothing for anybody else."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import Engine

from course import store
from course.people.person import Person
from tests.cast import Cast
from tests.site import SignIn

pytestmark = pytest.mark.one_engine


@pytest.fixture
def maya(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.maya)


@pytest.fixture
def ines(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.ines)


def words(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    pages = PdfReader(BytesIO(answer.data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_handout_and_a_week_are_printed_for_her(maya: FlaskClient, cast: Cast) -> None:
    week = f"/print/{cast.here.enrolment}/week-2"
    assert "Coming back, kindly" in words(maya, f"{week}/handout.pdf")
    paper = words(maya, f"{week}/workbook.pdf")
    assert "Here-and-now stone" in paper
    assert "Thursday evening" in paper


def test_a_run_sheet_is_printed_as_the_group_has_it(ines: FlaskClient, cast: Cast) -> None:
    paper = words(ines, f"/cohorts/{cast.here.cohort}/meetings/{cast.here.meeting}/run-sheet.pdf")
    assert "18:30" in paper
    assert "Soft landing" in paper
    assert "keeps people safe" in paper


def test_a_sheet_to_sign_has_first_names_and_lines_for_guests(
    ines: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        for person_id, name in ((cast.maya, "Maya Santos"), (cast.ben, "Maya Reis"), (cast.nia, "Nia Abara")):
            db.get_one(Person, person_id).name = name
        db.get_one(Person, cast.ben).called = "Maya"
    paper = words(ines, f"/cohorts/{cast.here.cohort}/meetings/{cast.here.meeting}/sign-in-sheet.pdf")
    assert "Sign-in sheet" in paper
    assert "18:30" in paper
    assert "Maya S." in paper
    assert "Maya R." in paper
    assert "Nia" in paper
    assert "Abara" not in paper


def test_the_words_of_a_meditation_are_printed(maya: FlaskClient, cast: Cast) -> None:
    paper = words(maya, f"/print/{cast.here.enrolment}/words/affectionate-breathing.pdf")
    assert "Find a place where you can stay for about twenty minutes." in paper


@pytest.mark.parametrize(
    "address",
    [
        "/print/{enrolment}/week-8/workbook.pdf",
        "/print/{enrolment}/week-8/handout.pdf",
        "/print/{enrolment}/week-99/handout.pdf",
        "/print/{enrolment}/words/compassionate-friend.pdf",
        "/print/{enrolment}/words/supportive-touch.pdf",
        "/print/{enrolment}/words/nothing.pdf",
    ],
)
def test_what_is_not_open_or_not_there_is_not_printed(maya: FlaskClient, cast: Cast, address: str) -> None:
    assert maya.get(address.format(enrolment=cast.here.enrolment)).status_code == 404


def test_facilitators_texts_are_in_no_participants_paper(maya: FlaskClient, cast: Cast) -> None:
    paper = words(maya, f"/print/{cast.here.enrolment}/week-1/workbook.pdf")
    assert "Say first" not in paper
    assert "In the group" not in paper


@pytest.mark.slow
def test_the_whole_workbook_holds_the_weeks_that_are_open(maya: FlaskClient, cast: Cast) -> None:
    paper = words(maya, f"/print/{cast.here.enrolment}/workbook.pdf")
    assert "Practising Loving-Kindness" in paper
    assert "Embracing Your Life" not in paper

"""A lead names the main outcome and what people are asked about themselves; participants answer or do not."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from course import store
from course.outcomes.primary import PrimaryOutcome
from course.people.about_you import AboutYou
from tests.cast import Cast
from tests.site import SignIn

CHOSEN = {"score": "self-compassion-12/compassionate", "wave": "after", "analysis": "mean-change"}


@pytest.fixture
def lena(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.lena)


@pytest.fixture
def programme(cast: Cast) -> str:
    return f"/programmes/{cast.here.programme}"


def test_the_overview_reminds_until_one_is_named(lena: FlaskClient, programme: str) -> None:
    assert "No main outcome is named yet" in lena.get(programme).text
    assert lena.post(f"{programme}/primary", data=CHOSEN).status_code == 302
    assert "No main outcome is named yet" not in lena.get(programme).text
    shown = lena.get(f"{programme}/primary").text
    assert "The main outcome is Compassionate responding" in shown
    assert "Named on 17 March 2027 by Lena" in shown
    assert "Named after answers had come in, the first on 20 February 2027." in shown  # the cast has answered


def test_another_one_without_a_reason_comes_back_with_what_was_chosen(
    lena: FlaskClient, programme: str, site_engine: Engine
) -> None:
    lena.post(f"{programme}/primary", data=CHOSEN)
    other = {**CHOSEN, "score": "stress-4/total", "analysis": "mixed-model"}
    answer = lena.post(f"{programme}/primary", data=other)
    assert answer.status_code == 422
    assert '<option selected value="stress-4/total">' in answer.text
    assert (
        lena.post(f"{programme}/primary", data={**other, "reason": "Asked by the board."}).status_code == 302
    )
    assert "Why another one: Asked by the board." in lena.get(f"{programme}/primary").text
    with store.reading(site_engine) as db:
        assert len(db.exec(select(PrimaryOutcome)).all()) == 2


@pytest.mark.parametrize(
    "wrong", [{"score": "phq-9/total"}, {"wave": "before"}, {"analysis": "best-of"}, {"score": ""}], ids=str
)
def test_what_is_not_asked_here_cannot_be_named(
    wrong: dict[str, str], lena: FlaskClient, programme: str, site_engine: Engine
) -> None:
    assert lena.post(f"{programme}/primary", data={**CHOSEN, **wrong}).status_code == 422
    with store.reading(site_engine) as db:
        assert db.exec(select(PrimaryOutcome)).all() == []


def test_what_is_turned_on_is_asked_after_agreeing_and_each_may_stay_open(
    lena: FlaskClient, programme: str, signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    maya, page = signed_in_as(cast.maya), f"/about-you/{cast.here.enrolment}"
    assert maya.get(page).headers["Location"] == "/today"
    agreed = {"course": "yes", "measures": "yes", "follow-up": "yes", "research": "no", "recording": "no"}
    welcome = f"/welcome/{cast.here.enrolment}"
    assert maya.post(welcome, data=agreed).headers["Location"] == "/today"
    assert lena.post(f"{programme}/settings/about-you", data={"ask": ["age", "gender"]}).status_code == 302
    assert maya.post(welcome, data=agreed).headers["Location"] == page
    assert maya.post(welcome, data={**agreed, "measures": "no"}).headers["Location"] == "/today"
    shown = maya.get(page).text
    assert "How old are you?" in shown
    assert "Do you care for other people" not in shown
    assert maya.post(page, data={"age": "40-54", "care": "both"}).status_code == 302
    with store.reading(site_engine) as db:
        assert [(row.key, row.choice) for row in db.exec(select(AboutYou)).all()] == [("age", "40-54")]
    refused = maya.post(page, data={"age": "forty"})
    assert refused.status_code == 422


def test_no_page_of_staff_says_what_one_person_chose(
    lena: FlaskClient, programme: str, signed_in_as: SignIn, cast: Cast
) -> None:
    lena.post(f"{programme}/settings/about-you", data={"ask": ["gender"]})
    signed_in_as(cast.maya).post(f"/about-you/{cast.here.enrolment}", data={"gender": "another"})
    shown = lena.get(f"{programme}/settings/about-you").text
    assert "Who was reached" not in shown
    assert lena.post(f"{programme}/settings/about-you", data={"ask": ["income"]}).status_code == 422

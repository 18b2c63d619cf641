"""A suggestion: one quiet row on one person's Today, and no way for anybody to learn what became of it."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from course import store
from course.cohorts import enrolment
from course.cohorts.enrolment import Enrolment
from course.people.person import Person
from course.practice.suggestion import Suggestion
from tests.cast import NOW, Cast
from tests.site import SignIn


@pytest.fixture
def maya(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.maya)


@pytest.fixture
def ines(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.ines)


@pytest.fixture
def suggest(cast: Cast) -> str:
    return f"/cohorts/{cast.here.cohort}/people/{cast.here.other_enrolment}/suggest"


def stored(engine: Engine, enrolment_id: int) -> list[Suggestion]:
    with store.reading(engine) as db:
        return list(db.exec(select(Suggestion).where(Suggestion.enrolment_id == enrolment_id)).all())


def leave(engine: Engine, enrolment_id: int) -> None:
    with store.writing(engine) as db:
        enrolment.leave(db, db.get_one(Enrolment, enrolment_id), now=NOW, by=None)


def unlike(page: str) -> str:
    """Without the form token, which differs on every page."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)


def test_it_stands_on_the_today_of_one_person_with_name_and_note(
    maya: FlaskClient, signed_in_as: SignIn, cast: Cast
) -> None:
    shown = maya.get("/today").text
    assert "Ines suggests: Soles of the feet" in shown
    assert "For the evenings." in shown
    assert f'href="/practice/{cast.here.enrolment}/soles-of-the-feet"' in shown
    assert "Ines suggests" not in signed_in_as(cast.ben).get("/today").text


def test_it_stands_there_without_a_name_once_whoever_made_it_is_erased(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        db.get_one(Person, cast.ines).erased_at = NOW
    shown = maya.get("/today").text
    assert "Suggested to you: Soles of the feet" in shown
    assert "Ines suggests" not in shown


def test_a_practice_or_a_goal_is_suggested_to_one_person(
    ines: FlaskClient, signed_in_as: SignIn, suggest: str, cast: Cast
) -> None:
    assert suggest in ines.get(f"/cohorts/{cast.here.cohort}/people").text
    sent = ines.post(suggest, data={"what": "goal:others-too", "note": "You said this\nlast week."})
    assert sent.location == suggest
    assert "You said this last week." in ines.get(suggest).text
    shown = signed_in_as(cast.ben).get("/today").text
    assert "Ines suggests: Others know this too" in shown
    assert f'href="/goals/{cast.here.other_enrolment}#goal-others-too"' in shown


def test_put_aside_it_is_gone_and_the_facilitators_page_is_the_same_as_before(
    maya: FlaskClient, ines: FlaskClient, cast: Cast
) -> None:
    page = f"/cohorts/{cast.here.cohort}/people/{cast.here.enrolment}/suggest"
    before = unlike(ines.get(page).text)
    assert "Soles of the feet" in before
    assert maya.post(f"/suggestions/{cast.here.suggestion}/put-aside").location == "/today"
    assert "Ines suggests" not in maya.get("/today").text
    assert unlike(ines.get(page).text) == before


def test_taken_back_it_is_gone_from_both(maya: FlaskClient, ines: FlaskClient, cast: Cast) -> None:
    people = f"/cohorts/{cast.here.cohort}/people"
    answer = ines.post(f"{people}/suggestions/{cast.here.suggestion}/take-back")
    assert answer.location == f"{people}/{cast.here.enrolment}/suggest"
    assert "For the evenings." not in ines.get(answer.location).text
    assert "Ines suggests" not in maya.get("/today").text


def test_the_same_press_twice_suggests_once(
    ines: FlaskClient, suggest: str, cast: Cast, site_engine: Engine
) -> None:
    for _twice in range(2):
        ines.post(suggest, data={"what": "practice:supportive-touch", "note": "Perhaps."})
    assert len(stored(site_engine, cast.here.other_enrolment)) == 1


@pytest.mark.parametrize(
    ("what", "note", "sentence"),
    [
        ("", "A kind line.", "Please choose a practice or a goal."),
        ("practice:no-such-practice", "A kind line.", "Please choose a practice or a goal."),
        ("goal:others-too", "A kind line." + "x" * 200, "A shorter note, please"),
    ],
)
def test_what_does_not_fit_is_explained_and_the_note_stays(
    ines: FlaskClient, suggest: str, cast: Cast, site_engine: Engine, what: str, note: str, sentence: str
) -> None:
    answer = ines.post(suggest, data={"what": what, "note": note})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{note}"' in answer.text
    assert stored(site_engine, cast.here.other_enrolment) == []


def test_a_practice_that_is_not_open_to_somebody_is_not_offered_for_her(
    ines: FlaskClient, suggest: str
) -> None:
    """Three weeks are open; giving and receiving is of a later one."""
    offered = ines.get(suggest).text
    assert 'value="practice:soles-of-the-feet"' in offered
    assert 'value="practice:giving-and-receiving-compassion"' not in offered
    sent = {"what": "practice:giving-and-receiving-compassion", "note": ""}
    assert ines.post(suggest, data=sent).status_code == 422


def test_nothing_is_suggested_to_or_shown_to_somebody_who_left(
    maya: FlaskClient, ines: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    leave(site_engine, cast.here.enrolment)
    page = f"/cohorts/{cast.here.cohort}/people/{cast.here.enrolment}/suggest"
    assert ines.get(page).status_code == 404
    assert ines.post(page, data={"what": "goal:others-too"}).status_code == 404
    assert page not in ines.get(f"/cohorts/{cast.here.cohort}/people").text
    assert "Ines suggests" not in maya.get("/today").text


def test_only_the_three_newest_stand_on_today(
    ines: FlaskClient, signed_in_as: SignIn, suggest: str, cast: Cast
) -> None:
    for what in (
        "goal:others-too",
        "goal:quieter-mind",
        "practice:supportive-touch",
        "practice:soles-of-the-feet",
    ):
        ines.post(suggest, data={"what": what, "note": ""})
    shown = signed_in_as(cast.ben).get("/today").text
    assert shown.count("Ines suggests: ") == 3
    assert "Others know this too" not in shown


def test_staff_of_another_house_and_the_group_itself_have_no_way_to_it(
    signed_in_as: SignIn, cast: Cast, suggest: str, site_engine: Engine
) -> None:
    take_back = f"/cohorts/{cast.here.cohort}/people/suggestions/{cast.here.suggestion}/take-back"
    for person in (cast.there.facilitator, cast.there.lead, cast.ben, cast.maya, cast.sam):
        browser = signed_in_as(person)
        assert browser.get(suggest).status_code == 404
        assert browser.post(suggest, data={"what": "goal:others-too"}).status_code == 404
        assert browser.post(take_back).status_code == 404
    other = signed_in_as(cast.there.facilitator)
    theirs = f"/cohorts/{cast.there.cohort}/people/suggestions/{cast.here.suggestion}/take-back"
    assert other.post(theirs).status_code == 404
    for person in (cast.ben, cast.ines, cast.lena, cast.olga):
        assert signed_in_as(person).post(f"/suggestions/{cast.here.suggestion}/put-aside").status_code == 404
    row = stored(site_engine, cast.here.enrolment)[0]
    assert (row.taken_back_at, row.put_aside_at) == (None, None)

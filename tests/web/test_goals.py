"""Goals: an offer, taken up and put down with one press, seen in plain words by herself alone."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from course import store
from course.cohorts.enrolment import Enrolment
from course.people.signed_in import SignedIn
from course.practice import log
from course.practice.goal import TakenGoal
from course.practice.log import PracticeKind
from tests.cast import NOW, Cast
from tests.site import SignIn
from tests.web.travelling import travel_to

TITLES = (
    "A softer inner voice",
    "Others know this too",
    "Ten minutes of being here",
    "Kinder words for setbacks",
    "Comfort at hand",
    "A letter to the one who cares",
    "Less often hard on myself",
)


@pytest.fixture
def maya(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.maya)


@pytest.fixture
def goals(cast: Cast) -> str:
    return f"/goals/{cast.here.enrolment}"


def plain(page: str) -> str:
    """The words of a page without its tags."""
    return " ".join(re.sub(r"<[^>]*>", " ", page).split()).replace(" ,", ",")


def practised(engine: Engine, cast: Cast, day: date, key: str = "self-compassion-break") -> None:
    with store.writing(engine) as db:
        log.log(
            db, db.get_one(Enrolment, cast.here.enrolment), client_id=uuid4(), kind=PracticeKind.INFORMAL,
            minutes=None, practised_on=day, practice_key=key, now=NOW,
        )  # fmt: skip


def close(engine: Engine) -> None:
    with store.writing(engine) as db:
        for row in db.exec(select(SignedIn)).all():
            row.journal_until -= timedelta(minutes=15)


def taken(engine: Engine, cast: Cast) -> list[TakenGoal]:
    with store.reading(engine) as db:
        return list(db.exec(select(TakenGoal).where(TakenGoal.enrolment_id == cast.here.enrolment)).all())


def test_all_seven_are_an_offer_with_their_reason_and_how_to_hold_them(
    signed_in_as: SignIn, cast: Cast
) -> None:
    shown = plain(signed_in_as(cast.ben).get(f"/goals/{cast.here.other_enrolment}").text)
    for title in TITLES:
        assert title in shown
    assert "Shame, and the feeling of being the only one" in shown
    assert "in about four of every five hard moments I write down" in shown
    assert "Common humanity sets the pain among people again" in shown
    assert "Not yet is an honest answer" in shown


def test_several_are_taken_up_at_once_and_then_stand_among_hers(
    maya: FlaskClient, goals: str, cast: Cast, site_engine: Engine
) -> None:
    assert maya.post(goals, data={"goal": ["others-too", "less-hard-on-myself"]}).status_code == 302
    shown = maya.get(goals).text
    hers, offered = shown[: shown.index('id="offered"')], shown[shown.index('id="offered"') :]
    for title in ("A softer inner voice", "Others know this too", "Less often hard on myself"):
        assert title in hers
        assert title not in offered
    assert "Comfort at hand" in offered
    assert len(taken(site_engine, cast)) == 3


def test_the_same_press_twice_takes_it_once(
    maya: FlaskClient, goals: str, cast: Cast, site_engine: Engine
) -> None:
    for _twice in range(2):
        maya.post(goals, data={"goal": "others-too"})
    assert [one.goal_key for one in taken(site_engine, cast)] == ["softer-inner-voice", "others-too"]


def test_put_down_it_is_on_offer_again(maya: FlaskClient, goals: str, cast: Cast) -> None:
    put_down = f"/goals/taken/{cast.here.goal}/put-down"
    assert put_down in maya.get(goals).text
    assert maya.post(put_down).location == goals
    shown = maya.get(goals).text
    assert put_down not in shown
    assert 'value="softer-inner-voice"' in shown


@pytest.mark.parametrize("wanted", [[], ["no-such-goal"], ["others-too", "no-such-goal"]])
def test_nothing_chosen_is_explained_and_nothing_is_half_taken(
    maya: FlaskClient, goals: str, cast: Cast, site_engine: Engine, wanted: list[str]
) -> None:
    answer = maya.post(goals, data={"goal": wanted})
    assert answer.status_code == 422
    assert "Please choose one or more of these, or leave them all." in answer.text
    assert len(taken(site_engine, cast)) == 1


def test_a_practice_is_told_by_weeks(maya: FlaskClient, goals: str, cast: Cast, site_engine: Engine) -> None:
    """Taken up on Wednesday 17 March; its second week begins on the 24th, its third on the 31st."""
    for day in (17, 23, 24, 25, 30):
        practised(site_engine, cast, date(2027, 3, day))
    travel_to(site_engine, datetime(2027, 4, 1, 12, tzinfo=UTC))
    assert "Week 1: 2 times, week 2: 3 times, week 3: nothing noted" in plain(maya.get(goals).text)


def test_a_ratio_is_told_as_so_many_of_the_last(maya: FlaskClient, goals: str, cast: Cast) -> None:
    maya.post(goals, data={"goal": "others-too"})
    assert "Nothing written yet" in maya.get(goals).text
    maya.post(f"/exercise/{cast.here.enrolment}/distress-log/{cast.here.form}/remove")
    for answer in ("yes", "not-yet", "yes", "yes", "not-yet", "yes"):
        sent = {"client_id": str(uuid4()), "answer-others-too": answer}
        maya.post(f"/exercise/{cast.here.enrolment}/distress-log", data=sent)
    said = "“Yes” to “Could I remember that others know this too?”: 3 of the last 5"
    assert said in plain(maya.get(goals).text)


def test_a_rating_is_told_as_first_and_now(
    maya: FlaskClient, goals: str, cast: Cast, site_engine: Engine
) -> None:
    maya.post(goals, data={"goal": "less-hard-on-myself"})
    assert "No number yet" in maya.get(goals).text
    for day, number in ((17, "8"), (24, "9"), (31, "6")):
        travel_to(site_engine, datetime(2027, 3, day, 13, tzinfo=UTC))
        sent = {"client_id": str(uuid4()), "answer-how-often": number}
        maya.post(f"/exercise/{cast.here.enrolment}/weekly-rating", data=sent)
    assert "First 8, now 6" in plain(maya.get(goals).text)


def test_nothing_is_judged_or_worked_out_in_parts_of_a_hundred(
    maya: FlaskClient, goals: str, cast: Cast, site_engine: Engine
) -> None:
    practised(site_engine, cast, date(2027, 3, 17))
    shown = maya.get(goals).text
    main = shown[shown.index("<h1") : shown.index("</main")]
    assert not re.search(
        r"%|percent|brick|lantern|reached|behind|only \d|too few|well done", plain(main) + main
    )


def test_what_forms_show_stands_behind_the_journals_door_and_the_log_does_not(
    maya: FlaskClient, goals: str, cast: Cast, site_engine: Engine
) -> None:
    maya.post(goals, data={"goal": "others-too"})
    sent = {"client_id": str(uuid4()), "answer-others-too": "yes"}
    maya.post(f"/exercise/{cast.here.enrolment}/distress-log", data=sent)
    assert "1 of the last 1" in plain(maya.get(goals).text)
    close(site_engine)
    shown = plain(maya.get(goals).text)
    assert "of the last" not in shown
    assert "Confirm that it is you" in shown
    assert "Week 1: nothing noted" in shown


def test_only_she_sees_and_moves_them(
    signed_in_as: SignIn, goals: str, cast: Cast, site_engine: Engine
) -> None:
    for person in (cast.ben, cast.olga, cast.ines, cast.lena):
        browser = signed_in_as(person)
        assert browser.get(goals).status_code == 404
        assert browser.post(goals, data={"goal": "others-too"}).status_code == 404
        assert browser.post(f"/goals/taken/{cast.here.goal}/put-down").status_code == 404
    assert [one.ended_at for one in taken(site_engine, cast)] == [None]
    for page in ("", "/people", "/outbox", f"/people/{cast.here.enrolment}/suggest"):
        shown = signed_in_as(cast.ines).get(f"/cohorts/{cast.here.cohort}{page}").text
        assert "Since 17 March 2027" not in shown


def test_me_and_the_first_week_lead_there(maya: FlaskClient, goals: str, cast: Cast) -> None:
    assert f'href="{goals}"' in maya.get("/me").text
    assert f'href="{goals}"' in maya.get(f"/course/{cast.here.enrolment}/week-1").text
    assert f'href="{goals}"' not in maya.get(f"/course/{cast.here.enrolment}/week-2").text

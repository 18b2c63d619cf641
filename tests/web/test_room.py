"""Questions in the room: a code on the screen and one's own address open one's own questions, and tell nothing else."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import col, select, update

from course import store
from course.cohorts.enrolment import Enrolment
from course.measures import assessment
from course.measures.assessment import Assessment, Mode, WaveDecline
from course.measures.room import LETTERS, Room
from course.people.consent import Consent, ConsentTo
from course.people.token import Token
from tests.cast import NOW, Cast
from tests.site import SignIn
from tests.web.counting import counted
from tests.web.test_questions import give, words
from tests.web.travelling import travel_to

OPEN = datetime(2027, 4, 15, 21, tzinfo=UTC)
"""The last session has just ended, and everybody is still there."""
NOTHING = "This code and this address open nothing here."


@pytest.fixture
def ines(signed_in_as: SignIn, cast: Cast, site_engine: Engine) -> FlaskClient:
    travel_to(site_engine, OPEN)
    return signed_in_as(cast.ines)


@pytest.fixture
def screen(cast: Cast) -> str:
    return f"/cohorts/{cast.here.cohort}/room"


@pytest.fixture
def code(ines: FlaskClient, screen: str) -> str:
    ines.post(screen, data={"wave": "after"})
    return shown_code(ines, screen)


@pytest.fixture
def base(cast: Cast) -> str:
    return f"/questions/{cast.here.enrolment}/after"


def shown_code(browser: FlaskClient, screen: str) -> str:
    found = re.search(r"<span>(\w{3})</span> <span>(\w{3})</span>", words(browser, screen))
    return "".join(found.groups()) if found else ""


def typed(browser: FlaskClient, code: str, email: str = "maya@example.org") -> tuple[int, str]:
    """Where it leads, or what the page says."""
    answered = browser.post("/room", data={"guest": "yes", "code": code, "email": email})
    return answered.status_code, answered.location or answered.text


def test_the_code_is_short_unmistakable_and_stored_only_as_a_hash(code: str, site_engine: Engine) -> None:
    assert len(code) == 6
    assert set(code) <= set(LETTERS)
    assert not set(LETTERS) & set("01IO5S2Z8BL")
    with store.reading(site_engine) as db:
        row = db.exec(select(Room)).one()
        assert code not in repr(row)
        assert row.expires_at - row.opened_at == timedelta(hours=3)


def test_code_and_address_open_the_questions_of_this_wave_and_nothing_else(
    client: FlaskClient, code: str, base: str, cast: Cast, site_engine: Engine
) -> None:
    shown = f" {code[:3].lower()}-{code[3:]} "
    assert typed(client, shown, "Maya@Example.org ") == (302, base)
    assert client.post(base).location == f"{base}/1"
    assert give(client, base, 1, answer="3") == f"{base}/2"
    for closed in (
        f"/questions/{cast.here.enrolment}/before",
        "/today",
        f"/course/{cast.here.enrolment}/week-1",
    ):
        assert client.get(closed).status_code in (302, 404)
        assert "Maya" not in client.get(closed).text
    with store.reading(site_engine) as db:
        rows = db.exec(select(Assessment).where(Assessment.wave_key == "after")).all()
        assert {row.mode for row in rows} == {Mode.ROOM}
        assert {row.entered_by for row in rows} == {None}


def test_whoever_is_signed_in_needs_the_code_alone(
    signed_in_as: SignIn, code: str, base: str, cast: Cast, site_engine: Engine
) -> None:
    maya = signed_in_as(cast.maya)
    assert "You are signed in as Maya" in words(maya, "/room")
    assert maya.post("/room", data={"code": code}).location == base
    maya.post(base)
    with store.reading(site_engine) as db:
        rows = db.exec(select(Assessment).where(Assessment.wave_key == "after")).all()
        assert {row.mode for row in rows} == {Mode.ROOM}


def test_every_address_that_does_not_fit_is_told_the_same(app: Flask, code: str) -> None:
    """Of another group, of nobody, of the facilitator, and of one who has not agreed to be asked."""
    told = set()
    for who in ("olga", "nobody", "ines", "nia", "maya"):
        tried = "QQQQQQ" if who == "maya" else code
        status, said = typed(app.test_client(), tried, f"{who}@example.org")
        assert status == 422
        plain = re.sub(r'name="csrf_token" value="[^"]*"', "", said)
        told.add(plain.replace(tried, "CODE").replace(f"{who}@", "WHO@"))
    assert len(told) == 1
    assert NOTHING in told.pop()


def test_a_no_a_departure_and_a_consent_taken_back_are_told_the_same(
    app: Flask, code: str, cast: Cast, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        assessment.decline(db, db.get_one(Enrolment, cast.here.enrolment), "after", now=OPEN)
        ben = db.get_one(Enrolment, cast.here.other_enrolment)
        db.exec(
            update(Consent)
            .where(col(Consent.enrolment_id) == ben.id, col(Consent.purpose) == ConsentTo.MEASURES)
            .values(given=False)
        )
    for who in ("maya", "ben", "dani"):
        assert NOTHING in typed(app.test_client(), code, f"{who}@example.org")[1]


def test_a_closed_code_a_code_before_it_and_one_of_three_hours_open_nothing(
    app: Flask, ines: FlaskClient, screen: str, code: str, site_engine: Engine
) -> None:
    ines.post(screen, data={"wave": "after"})
    newer = shown_code(ines, screen)
    assert NOTHING in typed(app.test_client(), code)[1]
    ines.post(f"{screen}/close")
    assert NOTHING in typed(app.test_client(), newer)[1]
    assert shown_code(ines, screen) == ""
    ines.post(screen, data={"wave": "after"})
    newest = shown_code(ines, screen)
    with store.writing(site_engine) as db:
        db.exec(update(Room).values(expires_at=Room.opened_at))
    assert NOTHING in typed(app.test_client(), newest)[1]


def test_a_code_does_not_show_what_was_answered_elsewhere(
    app: Flask, signed_in_as: SignIn, code: str, base: str, cast: Cast
) -> None:
    maya = signed_in_as(cast.maya)
    maya.post(base)
    give(maya, base, 1, answer="5")
    status, said = typed(app.test_client(), code)
    assert status == 422
    assert (
        "If you have begun these questions before, go on by the link of your own letter, or sign in." in said
    )


def test_somebody_who_typed_her_address_sees_nothing_once_she_answers_by_another_way(
    app: Flask, signed_in_as: SignIn, code: str, base: str, cast: Cast
) -> None:
    stranger, maya = app.test_client(), signed_in_as(cast.maya)
    assert typed(stranger, code) == (302, base)
    maya.post(base)
    give(maya, base, 1, answer="5")
    assert "/sign-in" in (stranger.get(f"{base}/1").location or "")


def test_who_answered_as_her_in_the_room_is_shut_out_when_she_goes_on(
    app: Flask, signed_in_as: SignIn, code: str, base: str, cast: Cast
) -> None:
    stranger, maya = app.test_client(), signed_in_as(cast.maya)
    typed(stranger, code)
    stranger.post(base)
    give(stranger, base, 1, answer="2")
    assert NOTHING in typed(app.test_client(), code)[1]  # in a second browser it does not go on
    give(maya, base, 2, answer="5")
    assert "/sign-in" in (stranger.get(f"{base}/2").location or "")


def test_the_same_browser_may_type_the_code_again_and_goes_on(
    client: FlaskClient, code: str, base: str
) -> None:
    typed(client, code)
    client.post(base)
    give(client, base, 1, answer="2")
    assert typed(client, code) == (302, base)
    assert client.get(f"{base}/2").status_code == 200


def test_nobody_says_no_for_another_by_a_code(
    client: FlaskClient, code: str, base: str, site_engine: Engine
) -> None:
    typed(client, code)
    assert "No more about this one" not in words(client, base)
    assert client.post(f"{base}/no-more").status_code == 404
    with store.reading(site_engine) as db:
        assert db.exec(select(WaveDecline)).all() == []


def test_after_many_tries_even_the_right_pair_waits(
    app: Flask, client: FlaskClient, code: str, site_engine: Engine
) -> None:
    for _each in range(10):
        typed(client, "QQQQQQ")
    status, said = typed(app.test_client(), code)
    assert status == 422
    assert "There have been many tries." in said
    assert NOTHING not in said


def test_opening_the_page_stores_nothing_and_the_code_is_on_no_other_screen(
    signed_in_as: SignIn, code: str, screen: str, cast: Cast, client: FlaskClient, site_engine: Engine
) -> None:
    client.get("/room", query_string={"code": code, "email": "maya@example.org"})
    lena = signed_in_as(cast.lena)
    assert code[:3] not in words(lena, screen)
    assert "A code is open." in words(lena, screen)
    with store.reading(site_engine) as db:
        assert not [one for one in db.exec(select(Token)).all() if one.purpose == "room"]


def test_only_questions_that_somebody_may_answer_get_a_code(
    ines: FlaskClient, screen: str, site_engine: Engine
) -> None:
    answered = ines.post(screen, data={"wave": "six-months"})
    assert answered.status_code == 422
    assert "Please choose questions that are open" in answered.text
    travel_to(site_engine, NOW)
    with store.reading(site_engine) as db:
        assert db.exec(select(Room)).all() == []


def test_the_room_leaves_no_letter_in_the_books(
    client: FlaskClient, signed_in_as: SignIn, code: str, cast: Cast
) -> None:
    typed(client, code)
    told = words(
        signed_in_as(cast.ines), f"/cohorts/{cast.here.cohort}/people/{cast.here.enrolment}/questions"
    )
    assert "Asked by letter" not in told


def test_the_pages_cost_few_statements(
    ines: FlaskClient, client: FlaskClient, code: str, screen: str, base: str, site_engine: Engine
) -> None:
    with counted(site_engine) as sent:
        ines.get(screen)
    assert len(sent) <= 14, "\n".join(sent)
    typed(client, code)
    client.post(base)
    with counted(site_engine) as sent:
        assert client.get(f"{base}/2").status_code == 200
    assert len(sent) <= 8, "\n".join(sent)


def test_in_german(client: FlaskClient, code: str) -> None:
    shown = client.get("/room", headers={"Accept-Language": "de"}).text
    assert "Fragen im Raum" in shown
    answered = client.post(
        "/room",
        data={"guest": "yes", "code": "QQQQQQ", "email": "maya@example.org"},
        headers={"Accept-Language": "de"},
    )
    assert "öffnen hier nichts" in answered.text

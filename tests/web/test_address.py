"""Whether letters still reach her, and another address: looking changes nothing, and only its reader takes one."""

import re
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from course import clock, store
from course.delivery import loading
from course.delivery.due import due
from course.delivery.ledger import Delivery
from course.delivery.reasons import Reason
from course.delivery.recheck import judge
from course.measures.address_check import AddressCheck
from course.people import address_change, token
from course.people.address_change import AddressChange
from course.people.person import Person
from course.people.token import Purpose
from tests.cast import Cast
from tests.site import SignIn
from tests.web.travelling import travel_to

NOTE = datetime(2027, 7, 14, 9, tzinfo=UTC)
"""Ninety days after the last meeting."""


@pytest.fixture
def note(cast: Cast, site_engine: Engine) -> str:
    """The link of Maya's note."""
    travel_to(site_engine, NOTE)
    with store.writing(site_engine) as db:
        about = f"address:{cast.here.enrolment}"
        return f"/open/address/{token.mint(db, Purpose.ADDRESS, about=about, person_id=cast.maya)}"


def checked(engine: Engine, cast: Cast) -> bool:
    with store.reading(engine) as db:
        return db.get(AddressCheck, cast.here.enrolment) is not None


def test_looking_at_the_note_changes_nothing(
    client: FlaskClient, cast: Cast, site_engine: Engine, note: str
) -> None:
    for _time in range(20):
        assert "Is this still your address?" in client.get(note).text
    assert not checked(site_engine, cast)


def test_one_press_says_yes_and_the_note_is_not_sent_any_more(
    client: FlaskClient, cast: Cast, site_engine: Engine, note: str
) -> None:
    with store.reading(site_engine) as db:
        letters = due(loading.enrolments(db, [cast.here.enrolment])[0], NOTE).letters
    assert [one.key for one in letters if one.letter == "address_note"] == [
        f"address_note|address:{cast.here.enrolment}|p{cast.maya}|1"
    ]
    for _again in range(2):
        assert client.post(note).location == note
    assert "Thank you, that is noted" in client.get(note).text
    assert checked(site_engine, cast)
    with store.reading(site_engine) as db:
        answer = due(loading.enrolments(db, [cast.here.enrolment])[0], NOTE)
    assert [one.reason for one in answer.not_due if one.letter == "address_note"] == [Reason.ADDRESS_RIGHT]


def test_changing_it_needs_signing_in(client: FlaskClient, note: str) -> None:
    assert 'href="/me/address"' in client.get(note).text
    assert "/sign-in" in (client.get("/me/address").location or "")


def test_the_link_of_the_note_opens_nothing_else(client: FlaskClient, cast: Cast, note: str) -> None:
    secret = note.rpartition("/")[2]
    for path in (f"/new-address/{secret}", f"/open/questions/{secret}", f"/open/week/{secret}"):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404


def ask(browser: FlaskClient, engine: Engine, email: str) -> str:
    """Ask for another address, and the link of the letter that goes there."""
    assert browser.post("/me/address", data={"email": email}).status_code == 302
    with store.writing(engine) as db:
        change = db.exec(select(AddressChange).order_by("id")).all()[-1]
        about = address_change.about_change(change)
        row = db.exec(select(Delivery).where(Delivery.about == about)).one()
        assert (row.letter, row.urgent, row.person_id) == ("address_change", True, change.person_id)
        assert address_change.addresses(db, [row.about]) == {about: email}
        return f"/new-address/{token.mint(db, Purpose.ADDRESS, about=about, person_id=change.person_id)}"


def email_of(engine: Engine, person_id: int) -> str | None:
    with store.reading(engine) as db:
        return db.get_one(Person, person_id).email


def test_a_new_address_counts_once_its_own_letter_was_answered(
    signed_in_as: SignIn, client: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    maya = signed_in_as(cast.maya)
    link = ask(maya, site_engine, "maya@new.example.org")
    assert email_of(site_engine, cast.maya) == "maya@example.org"
    assert "maya@new.example.org" in client.get(link).text
    assert email_of(site_engine, cast.maya) == "maya@example.org"
    assert "Letters come here from now on" in client.post(link).text
    assert email_of(site_engine, cast.maya) == "maya@new.example.org"
    assert client.get(link).status_code == 404  # it works once
    assert client.get("/today").status_code == 302  # and signs nobody in


def test_of_two_addresses_the_newer_one_can_be_taken_and_the_older_letter_does_not_leave(
    signed_in_as: SignIn, client: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    maya = signed_in_as(cast.maya)
    first, second = ask(maya, site_engine, "one@example.org"), ask(maya, site_engine, "two@example.org")
    assert client.post(first).status_code == 404
    with store.reading(site_engine) as db:
        rows = db.exec(select(Delivery).where(Delivery.letter == "address_change").order_by("id")).all()
        goes = [verdict.goes for _row, verdict in judge(db, rows, now=clock.now(db))]
    assert goes == [False, True]
    assert client.post(second).status_code == 200
    assert email_of(site_engine, cast.maya) == "two@example.org"


def test_an_address_of_somebody_else_is_not_given_away_and_not_taken(
    signed_in_as: SignIn, client: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    maya = signed_in_as(cast.maya)
    link = ask(maya, site_engine, "ben@example.org")
    assert "A letter is on its way to ben@example.org" in maya.get("/me/address").text
    answer = client.post(link)
    assert answer.status_code == 422
    assert "already" in answer.text
    assert email_of(site_engine, cast.maya) == "maya@example.org"


@pytest.mark.parametrize(
    ("email", "sentence"),
    [("", "Please give an address"), ("maya", "not an address"), ("maya@example.org", "you have already")],
)
def test_what_is_no_new_address_is_explained(
    signed_in_as: SignIn, cast: Cast, email: str, sentence: str
) -> None:
    answer = signed_in_as(cast.maya).post("/me/address", data={"email": email})
    assert answer.status_code == 422
    assert re.search(sentence, answer.text)


def test_only_a_few_addresses_a_day_are_written_to(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    ben = signed_in_as(cast.ben)  # Maya has asked for one already
    for number in range(address_change.PER_DAY):
        ask(ben, site_engine, f"new-{number}@example.org")
    answer = ben.post("/me/address", data={"email": "one-more@example.org"})
    assert answer.status_code == 422
    assert "tomorrow" in answer.text

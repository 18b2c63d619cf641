"""Reports that are posted, and what staff and she herself read when letters come back from an address."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select
from werkzeug.test import TestResponse

from course import clock, store
from course.delivery.ledger import Delivery, Status
from course.delivery.returns.letter_report import LetterReport
from course.delivery.returns.posted import signature
from course.people.invitation import Invitation
from course.people.person import Person
from course.people.suppressed import SuppressedAddress, Why, suppress
from tests.cast import Cast
from tests.site import SignIn
from tests.web.travelling import travel_to

SECRET = "a-secret-of-the-mail-service-01234567"
PATH = "/letters/returned"


@dataclass
class Service:
    """A mail service that knows the secret, at a real time that a test may choose."""

    client: FlaskClient
    engine: Engine

    def body(self, *reports: dict[str, str]) -> bytes:
        return json.dumps({"reports": list(reports)}).encode()

    def post(
        self, body: bytes, *, ago: int = 0, secret: str = SECRET, sent: bytes | None = None
    ) -> TestResponse:
        """`sent`: other bytes than those that were signed."""
        with store.reading(self.engine) as db:
            at = str(int(clock.real_now(db).timestamp()) - ago)
        headers = {"Kindly-Timestamp": at, "Kindly-Signature": signature(secret, at, body)}
        return self.client.post(PATH, data=body if sent is None else sent, headers=headers)


@pytest.fixture
def service(app: Flask, site_engine: Engine) -> Service:
    app.config["WTF_CSRF_ENABLED"] = True
    app.extensions["settings"] = app.extensions["settings"].model_copy(update={"bounce_secret": SECRET})
    return Service(app.test_client(), site_engine)


@pytest.fixture
def letter(cast: Cast, site_engine: Engine) -> Delivery:
    """One that went to Maya."""
    with store.writing(site_engine) as db:
        row = db.get_one(Delivery, cast.here.delivery)
        fields = {**row.model_dump(exclude={"id"}), "key": "went", "message_id": "<went@example.org>"}
        fields |= {"status": Status.SENT, "sent_at": clock.now(db), "person_id": cast.maya}
        db.add(Delivery(**{**fields, "invitation_id": None}))
        db.flush()
        return db.exec(select(Delivery).where(Delivery.key == "went")).one()


def bounce(letter: Delivery, to: str = "maya@example.org", status: str = "5.1.1") -> dict[str, str]:
    return {"message_id": letter.message_id, "recipient": to, "kind": "bounce", "status": status}


def held(engine: Engine) -> int:
    with store.reading(engine) as db:
        return len(db.exec(select(SuppressedAddress)).all())


def reported(engine: Engine) -> int:
    with store.reading(engine) as db:
        return len(db.exec(select(LetterReport)).all())


def test_a_signed_report_is_taken_and_the_same_bytes_again_change_nothing(
    service: Service, letter: Delivery, site_engine: Engine
) -> None:
    body = service.body(bounce(letter))
    for _twice in range(2):
        answer = service.post(body)
        assert (answer.status_code, answer.json) == (200, {"read": 1})
        assert (held(site_engine), reported(site_engine)) == (1, 1)


def test_the_answer_does_not_say_whom_we_write_to(service: Service, letter: Delivery) -> None:
    ours = service.post(service.body(bounce(letter)))
    other = service.post(service.body(bounce(letter, "nobody@example.org")))
    assert (ours.status_code, ours.data) == (other.status_code, other.data)


@pytest.mark.parametrize("ago", [301, 4000, -400])
def test_what_was_signed_long_ago_or_lies_ahead_is_refused(
    service: Service, letter: Delivery, site_engine: Engine, ago: int
) -> None:
    assert service.post(service.body(bounce(letter)), ago=ago).status_code == 403
    assert held(site_engine) == 0


def test_another_secret_other_bytes_another_time_or_none_is_refused(
    service: Service, letter: Delivery, site_engine: Engine
) -> None:
    body = service.body(bounce(letter))
    assert service.post(body, secret=SECRET + "x").status_code == 403
    assert service.post(service.body(), sent=body).status_code == 403
    with store.reading(site_engine) as db:
        at = str(int(clock.real_now(db).timestamp()))
    right = signature(SECRET, at, body)
    for headers in (
        {},
        {"Kindly-Signature": right},
        {"Kindly-Timestamp": str(int(at) + 1), "Kindly-Signature": right},
        {"Kindly-Timestamp": f" {at}", "Kindly-Signature": right},
        {"Kindly-Timestamp": "²", "Kindly-Signature": right},
        {"Kindly-Timestamp": at, "Kindly-Signature": "é"},
        {"Kindly-Timestamp": "9" * 400, "Kindly-Signature": right},
    ):
        assert service.client.post(PATH, data=body, headers=headers).status_code == 403
    assert held(site_engine) == 0


def test_without_a_secret_there_is_no_such_page(app: Flask, letter: Delivery, site_engine: Engine) -> None:
    service = Service(app.test_client(), site_engine)
    for secret in (SECRET, "", "None"):
        assert service.post(service.body(bounce(letter)), secret=secret).status_code == 404
    assert app.test_client().get(PATH).status_code == 405
    assert held(site_engine) == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"reports": [{"message_id": "x"}]}',
        b'{"reports": [{"message_id": "x", "recipient": "y", "kind": "praise"}]}',
        b'{"reports": [' + b",".join([b'{"message_id":"x","recipient":"y","kind":"bounce"}'] * 1001) + b"]}",
        b"\xff\xfe",
        b"[" * 5000,
    ],
)
def test_what_is_not_written_as_described_is_refused_without_being_repeated(
    service: Service, body: bytes
) -> None:
    answer = service.post(body)
    assert answer.status_code == 422
    assert answer.json == {"error": "This is not a list of reports as docs/delivery.md describes it."}


def test_staff_read_since_when_and_why_letters_do_not_reach_somebody(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    page = f"/cohorts/{cast.here.cohort}/people"
    assert "do not reach this address" not in signed_in_as(cast.ines).get(page).text
    _suppress(site_engine, "maya@example.org", Why.NO_MAILBOX)
    text = signed_in_as(cast.ines).get(page).text
    assert text.count("Letters do not reach this address since") == 1
    assert "the mailbox does not exist." in text


def test_staff_read_it_at_an_invitation_and_of_those_who_run_the_group(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    with store.reading(site_engine) as db:
        invited = db.get_one(Invitation, cast.here.invitation).email
    _suppress(site_engine, invited, Why.COMPLAINT)
    _suppress(site_engine, "ines@example.org", Why.COMES_BACK)
    text = signed_in_as(cast.lena).get(f"/cohorts/{cast.here.cohort}/people").text
    assert "its reader asked for no such letters." in text
    assert "three letters in a row came back." in signed_in_as(cast.lena).get(f"{_team(cast)}").text


def test_she_reads_it_with_the_way_to_another_address_and_nobody_else_does(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    _suppress(site_engine, "maya@example.org", Why.NO_MAILBOX)
    for path in ("/today", "/me"):
        text = signed_in_as(cast.maya).get(path).text
        assert "Our letters to maya@example.org have been coming back" in text
        assert 'href="/me/address"' in text
        assert "coming back" not in signed_in_as(cast.ben).get(path).text


def test_she_reads_it_before_the_course_begins_as_well(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    _suppress(site_engine, "maya@example.org", Why.NO_MAILBOX)
    travel_to(site_engine, datetime(2027, 2, 20, 9, tzinfo=UTC))
    text = signed_in_as(cast.maya).get("/today").text
    assert "Before the first session" in text
    assert "Our letters to maya@example.org have been coming back" in text


def test_signing_in_looks_the_same_for_an_address_that_letters_do_not_reach(
    client: FlaskClient, app: Flask, cast: Cast, site_engine: Engine
) -> None:
    before = client.post("/sign-in", data={"email": "maya@example.org"}, follow_redirects=True)
    _suppress(site_engine, "maya@example.org", Why.NO_MAILBOX)
    after = app.test_client().post("/sign-in", data={"email": "maya@example.org"}, follow_redirects=True)
    unknown = app.test_client().post("/sign-in", data={"email": "mara@example.org"}, follow_redirects=True)
    assert _masked(before) == _masked(after) == _masked(unknown).replace("mara@", "maya@")


def test_a_new_address_makes_the_sentence_go(signed_in_as: SignIn, cast: Cast, site_engine: Engine) -> None:
    _suppress(site_engine, "maya@example.org", Why.NO_MAILBOX)
    with store.writing(site_engine) as db:
        db.get_one(Person, cast.maya).email = "maya@example.net"
    assert "coming back" not in signed_in_as(cast.maya).get("/today").text


def _masked(answer: TestResponse) -> str:
    """Each browser has a form token of its own."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text)


def _team(cast: Cast) -> str:
    return f"/cohorts/{cast.here.cohort}/team"


def _suppress(engine: Engine, address: str, why: Why) -> None:
    with store.writing(engine) as db:
        assert suppress(db, address, why, now=clock.now(db))

"""The link in a letter that says no to one wave: looking changes nothing, one press is enough, and nothing follows."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from course import store
from course.delivery import loading
from course.delivery.due import due
from course.delivery.reasons import Reason
from course.measures.assessment import WaveDecline
from course.people import token
from course.people.token import Purpose
from tests.cast import Cast
from tests.web.travelling import travel_to

OPEN = datetime(2027, 4, 18, 9, tzinfo=UTC)


@pytest.fixture
def link(cast: Cast, site_engine: Engine) -> str:
    """Of a letter to Maya about the questions after the course."""
    travel_to(site_engine, OPEN)
    with store.writing(site_engine) as db:
        about = f"wave:{cast.here.enrolment}:after"
        return f"/open/questions/{token.mint(db, Purpose.WAVE, about=about, person_id=cast.maya)}/no-more"


def has_declined(engine: Engine, cast: Cast) -> bool:
    with store.reading(engine) as db:
        return db.get(WaveDecline, (cast.here.enrolment, "after")) is not None


def test_a_mail_scanner_that_looks_a_hundred_times_says_no_to_nothing(
    client: FlaskClient, cast: Cast, site_engine: Engine, link: str
) -> None:
    for _time in range(50):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
    assert not has_declined(site_engine, cast)


def test_one_press_without_signing_in_is_a_no_and_nothing_about_it_is_sent_again(
    client: FlaskClient, cast: Cast, site_engine: Engine, link: str
) -> None:
    assert "No more about “After week 8”?" in client.get(link).text
    for _again in range(2):
        assert client.post(link).location == link
    assert has_declined(site_engine, cast)
    assert "You will not be asked about it again." in client.get(link).text
    with store.reading(site_engine) as db:
        facts = loading.enrolments(db, [cast.here.enrolment])[0]
    reasons = {
        one.reason for one in due(facts, OPEN).not_due if one.about.endswith(":after") and one.about[0] == "w"
    }
    assert Reason.DECLINED in reasons
    assert not [one for one in due(facts, OPEN).letters if one.about == f"wave:{cast.here.enrolment}:after"]


def test_the_link_to_the_questions_leads_to_the_same_no(client: FlaskClient, cast: Cast, link: str) -> None:
    client.post(link)
    client.post(link.removesuffix("/no-more"))
    assert "No more about this one." in client.get(f"/questions/{cast.here.enrolment}/after").text


def test_after_its_days_there_is_nothing_to_say_no_to(
    client: FlaskClient, cast: Cast, site_engine: Engine, link: str
) -> None:
    travel_to(site_engine, datetime(2027, 7, 1, tzinfo=UTC))
    assert "That is fine." in client.get(link).text
    client.post(link)
    assert not has_declined(site_engine, cast)


def test_a_link_that_was_taken_back_or_is_about_something_else_is_not_there(
    client: FlaskClient, cast: Cast, site_engine: Engine, link: str
) -> None:
    with store.writing(site_engine) as db:
        token.cancel(db, Purpose.WAVE, about=f"wave:{cast.here.enrolment}:after")
    for path in (link, f"/open/questions/{cast.here.week_secret}/no-more", "/open/questions/made-up/no-more"):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404
    assert not has_declined(site_engine, cast)


def test_the_press_needs_the_token_of_its_page(
    app: Flask, cast: Cast, link: str, site_engine: Engine
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert app.test_client().post(link).status_code == 400
    assert not has_declined(site_engine, cast)

"""Signing in as people do it: a letter, a link or a code, and an end that ends every copy of the cookie."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from course import store
from course.delivery.channels.mailbox import Mail, Mailbox, read_mailbox
from course.delivery.pump import pump
from course.people.sign_in import SignInRequest
from course.people.signed_in import SignedIn
from course.settings import Settings
from tests.cast import Cast
from tests.site import SignIn


@pytest.fixture
def settings_of_site(app: Flask) -> Settings:
    found: Settings = app.extensions["settings"]
    return found


def ask(client: FlaskClient, email: str = "maya@example.org") -> str:
    answer = client.post("/sign-in", data={"email": email}, follow_redirects=True)
    assert answer.status_code == 200
    return answer.text


def letters(engine: Engine, settings: Settings) -> list[Mail]:
    assert settings.mailbox is not None
    pump(engine, settings, Mailbox(settings.mailbox))
    return [mail for mail in read_mailbox(settings.mailbox) if "sign-in" in mail.subject.lower()]


def test_the_code_from_the_letter_signs_in_where_it_was_asked_for(
    client: FlaskClient, site_engine: Engine, settings_of_site: Settings
) -> None:
    ask(client)
    (letter,) = letters(site_engine, settings_of_site)
    code = re.search(r"\b(\d{3} \d{3})\b", letter.text)
    assert code is not None
    answer = client.post("/sign-in/code", data={"code": code[1]})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/today")
    assert client.get("/sign-in/code").status_code == 200


def test_the_link_signs_in_after_a_press_and_looking_at_it_uses_nothing_up(
    client: FlaskClient, site_engine: Engine, settings_of_site: Settings
) -> None:
    ask(client)
    (letter,) = letters(site_engine, settings_of_site)
    link = re.search(r"http://127\.0\.0\.1:8000(/sign-in/link/\S+)", letter.text)
    assert link is not None
    for _look in range(20):
        assert client.get(link[1]).status_code == 200
        assert client.head(link[1]).status_code == 200
    assert client.post(link[1]).status_code == 302
    assert client.post(link[1]).status_code == 404


def test_a_link_opened_elsewhere_asks_for_the_address_and_takes_no_other(
    app: Flask, client: FlaskClient, site_engine: Engine, settings_of_site: Settings
) -> None:
    ask(client)
    (letter,) = letters(site_engine, settings_of_site)
    link = re.search(r"(/sign-in/link/\S+)", letter.text)
    assert link is not None
    elsewhere = app.test_client()
    assert 'name="email"' in elsewhere.get(link[1]).text
    wrong = elsewhere.post(link[1], data={"email": "ben@example.org"})
    assert wrong.status_code == 422
    assert "not the address" in wrong.text
    assert elsewhere.post(link[1], data={"email": " Maya@Example.org "}).status_code == 302


def test_known_and_unknown_addresses_get_the_same_page(app: Flask) -> None:
    pages = {ask(app.test_client(), email) for email in ("maya@example.org", "nobody@example.org")}
    assert len({re.sub(r'value="[^"]*"', "", page) for page in pages}) == 1


def test_a_wrong_code_is_explained_and_the_try_counts(
    client: FlaskClient, site_engine: Engine, settings_of_site: Settings
) -> None:
    ask(client)
    letters(site_engine, settings_of_site)
    answer = client.post("/sign-in/code", data={"code": "12"})
    assert answer.status_code == 422
    assert "does not fit" in answer.text
    with store.reading(site_engine) as db:
        assert [row.tries for row in db.exec(select(SignInRequest)).all()] == [1]


def test_what_was_typed_stays_when_the_address_is_none(client: FlaskClient) -> None:
    answer = client.post("/sign-in", data={"email": "maya at home"})
    assert answer.status_code == 422
    assert 'value="maya at home"' in answer.text
    assert "name@example.org" in answer.text


def test_the_sign_in_cookie_is_kept_from_scripts_and_a_shared_device_forgets_it(
    client: FlaskClient, site_engine: Engine, settings_of_site: Settings
) -> None:
    client.post("/sign-in", data={"email": "maya@example.org", "shared": "y"})
    (letter,) = letters(site_engine, settings_of_site)
    link = re.search(r"(/sign-in/link/\S+)", letter.text)
    assert link is not None
    cookie = next(
        line for line in client.post(link[1]).headers.getlist("Set-Cookie") if line.startswith("kindly=")
    )
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Max-Age" not in cookie


def test_a_copied_cookie_opens_nothing_after_sign_out(app: Flask, cast: Cast, signed_in_as: SignIn) -> None:
    hers = signed_in_as(cast.maya)
    cookie = hers.get_cookie("kindly")
    assert cookie is not None
    copied = app.test_client()
    copied.set_cookie("kindly", cookie.value)
    page = f"/welcome/{cast.here.enrolment}"
    assert copied.get(page).status_code == 200
    assert hers.post("/sign-out").status_code == 302
    assert [each.get(page).status_code for each in (hers, copied)] == [302, 302]


def test_reading_pages_moves_the_sign_in_on_at_most_every_five_minutes(
    cast: Cast, signed_in_as: SignIn, site_engine: Engine
) -> None:
    hers = signed_in_as(cast.maya)

    def seen() -> SignedIn:
        with store.reading(site_engine) as db:
            return db.exec(select(SignedIn)).one()

    first = seen().seen_at
    hers.get(f"/welcome/{cast.here.enrolment}")
    assert seen().seen_at == first
    with store.writing(site_engine) as db:
        db.exec(select(SignedIn)).one().seen_at = first - timedelta(minutes=6)
    hers.get(f"/welcome/{cast.here.enrolment}")
    assert seen().seen_at >= first


def link_of(engine: Engine, settings: Settings) -> str:
    (letter,) = letters(engine, settings)
    found = re.search(r"http://127\.0\.0\.1:8000(/sign-in/link/\S+)", letter.text)
    assert found is not None
    return found[1]


def test_the_link_leads_to_what_she_had_come_for_also_in_another_browser(
    app: Flask, site_engine: Engine, settings_of_site: Settings
) -> None:
    """A letter opened beside the installed app: its page waits behind sign-in, and the next letter's link opens it."""
    asked_in, opened_in = app.test_client(), app.test_client()
    assert asked_in.get("/certificates/1").headers["Location"] == "/sign-in?next=/certificates/1"
    asked_in.post("/sign-in", data={"email": "maya@example.org", "next": "/certificates/1"})
    link = link_of(site_engine, settings_of_site)
    assert opened_in.post(link, data={"email": "maya@example.org"}).headers["Location"] == "/certificates/1"


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example/", "/" + "a" * 300, ""])
def test_a_link_leads_nowhere_else(
    client: FlaskClient, site_engine: Engine, settings_of_site: Settings, path: str
) -> None:
    client.post("/sign-in", data={"email": "maya@example.org", "next": path})
    assert client.post(link_of(site_engine, settings_of_site)).headers["Location"] == "/today"

"""Headers of every answer, and the hosts the site answers to."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from course.store import make_engine
from tests.cast import Cast
from tests.site import SignIn

NEEDED = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "object-src 'none'",
    "manifest-src 'self'", "worker-src 'self'", "media-src 'self'",
}  # fmt: skip


@pytest.mark.parametrize(
    "path", ["/", "/help", "/sign-in", "/nowhere", "/healthz", "/static/css/base.css", "/today"]
)
def test_every_answer_carries_the_policy(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        pass
    assert set(answer.headers["Content-Security-Policy"].split("; ")) == NEEDED
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_errors_carry_it_too_and_name_a_reference(
    app: Flask, cast: Cast, signed_in_as: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        app, "testing", False
    )  # put back afterwards, as the page below: the next test has the same app
    browser = signed_in_as(cast.maya)
    app.extensions["ring"] = None
    monkeypatch.setitem(app.view_functions, "help.page", _broken)
    answer = browser.get("/help")
    assert answer.status_code == 500
    assert "Content-Security-Policy" in answer.headers
    assert "name " in answer.text
    assert "ZeroDivisionError" not in answer.text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", ""])
def test_the_site_answers_only_to_its_own_name(client: FlaskClient, host: str) -> None:
    answer = client.get("/sign-in", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.text


def test_pages_are_not_stored_and_files_are(client: FlaskClient) -> None:
    assert client.get("/help").headers["Cache-Control"] == "no-store"
    with client.get("/static/css/base.css") as kept:
        assert "max-age=31536000" in kept.headers["Cache-Control"]


def test_a_secret_in_an_address_is_told_to_no_other_site(client: FlaskClient, cast: Cast) -> None:
    answer = client.get(f"/stop/{cast.here.stop_secret}")
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_page_without_its_database_says_that_nothing_was_saved(app: Flask) -> None:
    app.extensions["engine"].dispose()
    app.extensions["engine"] = make_engine("sqlite:////nowhere/at/all.sqlite")
    answer = app.test_client().post("/sign-in", data={"email": "maya@example.org"})
    assert answer.status_code == 503
    assert "Nothing was saved" in answer.text
    assert "Get help" in answer.text


def _broken() -> str:
    return str(1 / 0)

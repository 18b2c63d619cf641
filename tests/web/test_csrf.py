"""Every unsafe route wants the form's token; the exceptions, by name, are the stop link and signed reports."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.cast import Cast
from tests.site import SignIn
from tests.web.test_doors import _objects, _path
from web.csrf import csrf

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
EXEMPT = {"letter_links.do_stop", "bounces.returned"}


@pytest.fixture
def guarded(app: Flask) -> Flask:
    app.config["WTF_CSRF_ENABLED"] = True
    return app


def unsafe(app: Flask) -> list[tuple[Rule, str]]:
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) & UNSAFE)
        if rule.endpoint not in EXEMPT
    ]


@pytest.mark.parametrize("token", [None, "made-up", "other"])
def test_without_a_token_of_its_own_nothing_is_accepted(
    guarded: Flask, cast: Cast, signed_in_as: SignIn, token: str | None
) -> None:
    """As the lead and as a participant, on their own objects; "other" is a real token of another browser."""
    if token == "other":
        page = guarded.test_client().get("/sign-in").text
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found is not None
        token = found[1]
    accepted = []
    for browser in (signed_in_as(cast.lena), signed_in_as(cast.maya)):
        for rule, method in unsafe(guarded):
            data = {} if token is None else {"csrf_token": token}
            answer = browser.open(_path(guarded, rule, _objects(cast)), method=method, data=data)
            if answer.status_code not in (400, 404):
                accepted.append(f"{method} {rule.rule}: {answer.status}")
    assert accepted == []


def test_a_page_that_was_open_too_long_keeps_the_words(
    guarded: Flask, cast: Cast, signed_in_as: SignIn
) -> None:
    words = "what I wanted to say " * 5
    answer = signed_in_as(cast.maya).post(f"/welcome/{cast.here.enrolment}", data={"text": words})
    assert answer.status_code == 400
    assert words in answer.text


def test_the_token_of_the_page_is_accepted(guarded: Flask) -> None:
    client = guarded.test_client()
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)
    assert found is not None
    answer = client.post("/sign-in", data={"csrf_token": found[1], "email": "maya@example.org"})
    assert answer.status_code == 302


def test_only_the_stop_link_and_signed_reports_are_exempt(guarded: Flask, cast: Cast) -> None:
    assert {name.rpartition(".")[2] for name in csrf._exempt_views} == {"do_stop", "returned"}
    assert FlaskClient(guarded).post(f"/stop/{cast.here.stop_secret}").status_code == 200

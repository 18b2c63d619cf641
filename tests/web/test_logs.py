"""Every page with private words in its address, its query and its form: none of them comes into a log line."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine, update
from sqlmodel import select

from course import store
from course.delivery.channels.smtp import Smtp
from course.delivery.entry import sign_in_letter
from course.delivery.marks import Heartbeat
from course.delivery.pump import pump
from course.logs import formatter
from course.people import sign_in
from course.people.person import Person
from tests.cast import Cast
from tests.real.mail import Sink
from tests.site import SignIn
from tests.web.test_doors import ALLOWED, POLICY, _objects, _path

WORDS = "I could not sleep and thought of my sister"
QUERY = "secret-question-of-hers"
ADDRESS = "quiet.person@example.org"
SECRET = "Zq3vJ8kP2mX9aB7cD4eF6gH1"
PRIVATE = (WORDS, "my sister", QUERY, ADDRESS, "quiet.person", SECRET)
FORM = {"words": WORDS, "text": WORDS, "note": WORDS, "name": WORDS, "email": ADDRESS, "answer": WORDS}

pytestmark = pytest.mark.one_engine


@pytest.fixture
def heard() -> Iterator[dict[str, io.StringIO]]:
    """Everything any logger says at INFO and above, as plain lines and as JSON."""
    root, level = logging.getLogger(), logging.getLogger().level
    heard = {"plain": io.StringIO(), "json": io.StringIO()}
    handlers = []
    for log, stream in heard.items():
        handlers.append(logging.StreamHandler(stream))
        handlers[-1].setFormatter(formatter("json" if log == "json" else "plain"))
        root.addHandler(handlers[-1])
    root.setLevel(logging.INFO)
    yield heard
    root.setLevel(level)
    for handler in handlers:
        root.removeHandler(handler)


def names_of_everybody(engine: Engine) -> list[str]:
    with store.reading(engine) as db:
        people = db.exec(select(Person)).all()
    return [one.email for one in people if one.email] + [one.name for one in people if " " in one.name]


@pytest.mark.slow
def test_no_private_word_of_any_page_comes_into_a_line(
    app: Flask, cast: Cast, signed_in_as: SignIn, site_engine: Engine, heard: dict[str, io.StringIO]
) -> None:
    app.testing = False  # an error becomes a page and a line, as it does for people
    everybody = names_of_everybody(site_engine)
    nobody = app.test_client()
    roles = {role: signed_in_as(getattr(cast, role)) for role in ("maya", "ines", "lena")}
    asked = set()
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or "pdf" in rule.rule or rule.endpoint.startswith("prints."):
            continue  # a PDF takes seconds and has no words of its own to log
        path = _path(app, rule, {**_objects(cast), "secret": SECRET, "name": QUERY})
        may = ALLOWED.get(POLICY[rule.endpoint], set())
        browser = next((roles[role] for role in roles if role in may), nobody)
        if "GET" in (rule.methods or ()):
            browser.get(path, query_string={"q": QUERY, "next": f"/{QUERY}", "email": ADDRESS})
        if "POST" in (rule.methods or ()) and rule.endpoint != "sign_in.out":
            browser.post(path, data=FORM, query_string={"q": QUERY})
        if (rule.methods or set()) & {"GET", "POST"} and rule.endpoint != "sign_in.out":
            asked.add(rule.endpoint)
    nobody.open(f"/{SECRET}/{QUERY}", method="GET")
    lines = [json.loads(line) for line in heard["json"].getvalue().splitlines()]
    assert {line["route"] for line in lines if line["event"] == "request"} == {*asked, "none"}
    _nothing_of(heard, (*PRIVATE, *everybody))


def test_a_broken_page_is_a_line_with_its_reference_and_without_the_words(
    app: Flask,
    signed_in_as: SignIn,
    cast: Cast,
    heard: dict[str, io.StringIO],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken() -> str:
        raise ValueError(f"cannot read {WORDS!r} of {ADDRESS}")

    app.testing = False
    monkeypatch.setitem(app.view_functions, "help.page", broken)
    answer = app.test_client().get("/help")
    lines = [json.loads(line) for line in heard["json"].getvalue().splitlines()]
    found = next(line for line in lines if line["event"] == "broken page")
    assert found["error"] == "ValueError"
    assert "test_logs.py:" in found["where"]
    assert found["reference"] in answer.text
    assert found["request"] == next(line for line in lines if line["event"] == "request")["request"]
    _nothing_of(heard, PRIVATE)


def test_letters_that_go_and_that_are_refused_name_nobody(
    app: Flask, cast: Cast, site_engine: Engine, heard: dict[str, io.StringIO], smtp_sink: Sink
) -> None:
    settings = app.extensions["settings"]
    with store.writing(site_engine) as db:
        maya = db.get_one(Person, cast.maya)
        asked, _browser = sign_in.ask(db, email=str(maya.email), origin="203.0.113.7", shared=False)
        sign_in_letter(db, settings, asked)
        db.execute(update(Person).where(Person.id == cast.ben).values(zone="Nowhere/At all"))  # type: ignore[arg-type]
    counts = pump(site_engine, settings, Smtp(smtp_sink.url))
    pump(site_engine, settings, Smtp("smtp://127.0.0.1:9"))
    assert counts.sent >= 1
    with store.reading(site_engine) as db:
        assert db.get_one(Heartbeat, "pump").turns == 3
    _nothing_of(heard, ("203.0.113.7", *PRIVATE, *names_of_everybody(site_engine)))


def _nothing_of(heard: dict[str, io.StringIO], private: tuple[str, ...]) -> None:
    for log, stream in heard.items():
        text = stream.getvalue()
        assert [one for one in private if one in text] == [], log

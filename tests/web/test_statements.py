"""Every page of the site's own map: how many SQL statements it costs, and that a large group costs no more."""

import math
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session

from course import store
from course.cohorts import enrolment
from course.people.person import Person
from tests.cast import NOW, Cast
from tests.site import SignIn
from tests.web.counting import counted
from tests.web.test_doors import (
    ANY_LEAD,
    ANYONE,
    DEVELOPMENT,
    LEADS,
    LINK,
    LISTED,
    OWN,
    POLICY,
    RIGHT,
    RUNS,
    STAFF,
    _objects,
    _path,
)
from tests.web.travelling import travel_to
from web import clock_watch

PARTICIPANTS, STAFF_AT_MOST = 8, 14
LARGE = 500
READERS = {
    STAFF: ("ines", "lena"),
    OWN: ("ines",),
    RUNS: ("ines",),
    LISTED: ("ines", "lena"),
    LEADS: ("lena",),
    ANY_LEAD: ("lena",),
    RIGHT: ("sam",),
    ANYONE: ("nobody",),
    LINK: ("nobody",),
}
"""Whoever is not named here takes part, like Maya."""
SECRETS = {
    "invitation.page": "invitation_secret",
    "letter_links.week": "week_secret",
    "letter_links.questions": "wave_secret",
    "letter_links.no_more": "wave_secret",
    "letter_links.address": "address_secret",
    "letter_links.new_address": "new_address_secret",
    "letter_links.stop": "stop_secret",
    "letter_away.page": "away_secret",
    "calendar.feed": "calendar_secret",
}
FILES = {
    "me.download": "everything there is about her, table by table",
    "metrics.page": "numbers for a machine",
}
TAKEN_IN = {"X-Fragment": "1"}
"""As a page asks for a part of itself; without it such a part is a way to another page and costs next to nothing."""
WEEK_4, QUESTIONS_OPEN = NOW, datetime(2027, 4, 18, 9, tzinfo=UTC)


@pytest.mark.slow  # every page four times
@pytest.mark.parametrize("at", [WEEK_4, QUESTIONS_OPEN], ids=["week 4", "questions open"])
def test_every_page_costs_few_statements_and_no_more_in_a_large_group(
    at: datetime,
    app: Flask,
    cast: Cast,
    signed_in_as: SignIn,
    site_engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Twelve people, and five hundred: what is read once and kept is read before. That is the content by its hash, and
    the pulse of the clock, which is asked for again every minute by whichever page comes then."""
    monkeypatch.setattr(clock_watch, "EVERY", math.inf)
    travel_to(site_engine, at)
    names = {"maya": cast.maya, "ines": cast.ines, "lena": cast.lena, "sam": cast.sam}
    browsers = {who: signed_in_as(one) for who, one in names.items()} | {"nobody": app.test_client()}
    _join(site_engine, cast, 12)
    wrong, alone = [], {}
    for who, endpoint, path in _pages(app, cast):
        browsers[who].get(path, headers=_headers(endpoint))
        alone[who, path] = _cost(site_engine, browsers[who], path, _headers(endpoint))
        most = STAFF_AT_MOST if who in ("ines", "lena", "sam") else PARTICIPANTS
        if alone[who, path] > most:
            wrong.append(f"{who} {path}: {alone[who, path]} statements, at most {most}")
    _join(site_engine, cast, LARGE - 12)
    for who, endpoint, path in _pages(app, cast):
        if (crowded := _cost(site_engine, browsers[who], path, _headers(endpoint))) != alone[who, path]:
            wrong.append(f"{who} {path}: {alone[who, path]} statements for 12 people, {crowded} for {LARGE}")
    assert wrong == [], "\n".join(wrong)


def _pages(app: Flask, cast: Cast) -> list[tuple[str, str, str]]:
    """(reader, endpoint, path) of everything that is read with GET; forms that only send have none."""
    found = []
    for rule in app.url_map.iter_rules():
        word = POLICY[rule.endpoint]
        is_page = "GET" in (rule.methods or ()) and rule.endpoint not in {"static", "sign_in.link", *FILES}
        if not is_page or word == DEVELOPMENT or (word == LINK and rule.endpoint not in SECRETS):
            continue
        sound = "bowl" if rule.endpoint == "sound.bell" else "timer-5-none-bowl"
        objects = _objects(cast) | {"sound.name": sound}
        if rule.endpoint in SECRETS:
            objects["secret"] = getattr(cast.here, SECRETS[rule.endpoint])
        path = _path(app, rule, objects)
        found += [(who, rule.endpoint, path) for who in READERS.get(word, ("maya",))]
    return found


def _headers(endpoint: str) -> dict[str, str]:
    return TAKEN_IN if endpoint == "board.going" else {}


def _cost(engine: Engine, browser: FlaskClient, path: str, headers: dict[str, str]) -> int:
    with counted(engine) as sent:
        answer = browser.get(path, headers=headers)
    assert answer.status_code < 400, f"{path}: {answer.status}"
    assert not headers or answer.status_code == 200, f"{path}: {answer.status}"
    return len(sent)


def _join(engine: Engine, cast: Cast, people: int) -> None:
    """So many more in Maya's group."""
    with store.writing(engine) as db:
        _add(db, cast.here.cohort, people)


def _add(db: Session, cohort_id: int, people: int) -> None:
    new = [
        Person(email=f"{uuid4().hex}@example.org", name="One", called="One", created_at=NOW)
        for _ in range(people)
    ]
    db.add_all(new)
    db.flush()
    db.add_all(
        enrolment.Enrolment(cohort_id=cohort_id, person_id=one.stored_id, joined_at=NOW, shares_practice=True)
        for one in new
    )

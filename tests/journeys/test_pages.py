"""Every page in a real browser: no barrier that axe can find, no sideways scroll, in both sizes and both themes.

The list of pages comes from the site's own map.
"""

from collections.abc import Callable
from functools import partial
from typing import Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import Engine

from course import clock, store
from course.cohorts import meeting
from course.cohorts.meeting import Meeting
from course.people.person import Person
from tests.cast import Cast
from tests.journeys.conftest import Visit
from tests.journeys.pictures import Pictures
from tests.site import SignIn
from tests.web.test_doors import (
    ANY_LEAD,
    ANYONE,
    DEVELOPMENT,
    GROUP,
    HERS,
    HOUSE,
    LEADS,
    LINK,
    LISTED,
    OWN,
    POLICY,
    RIGHT,
    RUNS,
    SIGNED_IN,
    STAFF,
    TAKING_PART,
    _objects,
    _path,
)
from tests.web.test_questions import OPEN, give
from tests.web.travelling import travel_to

pytestmark = pytest.mark.one_engine

WIDTHS = (360, 1280)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
READERS = {
    ANYONE: "nobody",
    LINK: "nobody",
    DEVELOPMENT: "nobody",
    HERS: "maya",
    TAKING_PART: "maya",
    GROUP: "maya",
    HOUSE: "maya",
    SIGNED_IN: "maya",
    STAFF: "ines",
    OWN: "ines",
    RUNS: "ines",
    LISTED: "ines",
    RIGHT: "sam",
    LEADS: "lena",
    ANY_LEAD: "lena",
}
FILES = {
    "static",
    "health.page",
    "health.alive",
    "metrics.page",
    "calendar.feed",
    "journal.download",
    "me.download",
    "phone.listed",
    "phone.worker",
    "dev.letter",
    "dev.patterns",
    "sound.timer",
    "sound.bell",
    "sound.voice",
    "materials.sent",
    "recordings.sent",
    "group_materials.material_file",
    "group_materials.recording_file",
    "voices.listen",
}
SECRETS = {
    "invitation.page": "invitation_secret",
    "letter_links.week": "week_secret",
    "letter_links.questions": "wave_secret",
    "letter_links.no_more": "wave_secret",
    "letter_links.address": "address_secret",
    "letter_links.new_address": "new_address_secret",
    "letter_links.stop": "stop_secret",
    "letter_away.page": "away_secret",
}
ONLY_LEAD_ON = {"home.page", "board.going", "pace.now"}
"""To the first page of whoever reads; and, without a script, to the page that a part of it belongs to."""
OF_A_MOMENT = {"about_you.page", "meetings.put_back", "questions.item", "questions.last", "questions.word"}
"""They have something to show at their time only; the test of moments brings that about."""
ON_THE_WAY_IN = {
    "joining.adult", "joining.reads", "joining.question", "joining.look_over", "joining.remove", "joining.answer",
}  # fmt: skip
"""Whoever is in is led on; `test_joining.py` looks at these with somebody who comes."""

OTHERS = {"sign_in.link", *OF_A_MOMENT, *ON_THE_WAY_IN}


def pages(app: Flask, cast: Cast, reader: str) -> list[str]:
    """Paths of every page this reader may open."""
    found = []
    for rule in app.url_map.iter_rules():
        word = POLICY[rule.endpoint]
        is_file = rule.endpoint in FILES or rule.rule.endswith(".pdf")
        if "GET" not in (rule.methods or ()) or is_file or rule.endpoint in OTHERS:
            continue
        objects = _objects(cast)
        if rule.endpoint in SECRETS:
            objects["secret"] = getattr(cast.here, SECRETS[rule.endpoint])
        if READERS[word] == reader and (word != LINK or rule.endpoint in SECRETS):
            found.append(_path(app, rule, objects))
    return found


def test_every_word_of_the_table_has_a_reader() -> None:
    assert set(READERS) == set(POLICY.values())


@pytest.mark.parametrize("reader", sorted(set(READERS.values())))
def test_no_page_has_a_barrier_or_scrolls_sideways(
    app: Flask, site: str, cast: Cast, visit: Visit, page: Page, pictures: Pictures, reader: str
) -> None:
    browser = page if reader == "nobody" else visit(getattr(cast, reader))
    wrong = []
    paths = pages(app, cast, reader)
    assert len(paths) >= (1 if reader == "sam" else 5)
    for path in paths:
        answer = browser.goto(f"{site}{path}")
        if answer is None or answer.status >= 400 or _led_elsewhere(app, site, browser, path):
            wrong.append(f"{path}: {reader} sees {browser.url}")
        wrong += everywhere(browser, path, partial(pictures.take, browser, path, reader))
    assert wrong == []


def test_pages_of_a_moment_have_no_barrier_once_it_has_come(
    app: Flask,
    site: str,
    cast: Cast,
    maya: Page,
    ines: Page,
    visit: Visit,
    signed_in_as: SignIn,
    site_engine: Engine,
) -> None:
    """A session that was cancelled, a programme that asks people about themselves, and questions that are open."""
    here, wrong = cast.here, []
    app.config["WTF_CSRF_ENABLED"] = False  # what brings a moment about is no part of this test
    with store.writing(site_engine) as db:
        row, by = db.get_one(Meeting, here.meeting), db.get_one(Person, cast.ines)
        meeting.cancel(db, row, reason="A storm", now=clock.now(db), by=by)
    asks = f"/programmes/{here.programme}/settings/about-you"
    signed_in_as(cast.lena).post(asks, data={"ask": ["age", "gender"]})
    signed_in_as(cast.maya).post(f"/welcome/{here.enrolment}", data={"course": "yes", "measures": "yes"})
    after, browser = f"/questions/{here.enrolment}/after", signed_in_as(cast.maya)
    moments = [
        (ines, f"/cohorts/{here.cohort}/meetings/{here.meeting}/put-back"),
        (maya, f"/about-you/{here.enrolment}"),
    ]
    for reader, path in moments:
        wrong += _seen(site, reader, path)
    travel_to(site_engine, OPEN)
    browser.post(after)
    wrong += _seen(site, maya, f"{after}/1")
    together = f"/questions/{here.other_enrolment}/after"
    signed_in_as(cast.ben).post(together, data={"layout": "four"})
    wrong += _seen(site, visit(cast.ben), f"{together}/5")
    for number in range(1, 17):
        give(
            browser, after, number, **({"act": "skip"} if number == 2 else {"answer": HEAVY.get(number, "3")})
        )
    wrong += _seen(site, maya, f"{after}/last")
    browser.post(f"{after}/last")
    wrong += _seen(site, maya, f"{after}/word")
    assert wrong == []


HEAVY = {13: "4", 14: "0", 15: "0", 16: "4"}
"""The heaviest answers to the four questions about stress, after twelve of the first measure."""


def _seen(site: str, page: Page, path: str) -> list[str]:
    page.goto(f"{site}{path}")
    led = [] if urlsplit(page.url).path == path else [f"{path}: leads to {page.url}"]
    return led + everywhere(page, path)


def everywhere(page: Page, path: str, take: Callable[[str], None] = lambda look: None) -> list[str]:
    """What is wrong in both sizes and both themes; `take` keeps a picture of each look."""
    wrong = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            wrong += [f"{path} {width} {theme}: {what}" for what in barriers(page)]
            take(f"{width} {theme}")
    return wrong


def _led_elsewhere(app: Flask, site: str, page: Page, path: str) -> bool:
    endpoint, _values = app.url_map.bind(urlsplit(site).netloc).match(path)
    return urlsplit(page.url).path != path and endpoint not in ONLY_LEAD_ON


def barriers(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):  # half a megabyte of script: once a page, not once a look
        page.evaluate(AXE_SCRIPT)
    violations = page.evaluate("axe.run({resultTypes: ['violations']}).then(found => found.violations)")
    found = [f"{each['id']} {each['nodes'][0]['target']}" for each in violations]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("scrolls sideways")
    if page.locator("h1").count() != 1:
        found.append(f"has {page.locator('h1').count()} first headings")
    return found


@pytest.mark.parametrize("reader", sorted(set(READERS.values())))
def test_help_is_the_same_link_at_the_same_place_on_every_page(
    app: Flask, site: str, cast: Cast, visit: Visit, page: Page, reader: str
) -> None:
    """At the end of the head's first line; a participant's and a facilitator's page each have one place."""
    browser = page if reader == "nobody" else visit(getattr(cast, reader))
    places: dict[str, set[tuple[int, int]]] = {}
    for path in pages(app, cast, reader):
        browser.goto(f"{site}{path}")
        link = browser.locator("header a.help")
        assert link.get_attribute("href") == "/help", path
        box = link.bounding_box()
        assert box is not None
        kind = browser.locator("body").get_attribute("class") or ""
        places.setdefault(kind, set()).add((round(box["x"] + box["width"]), round(box["y"])))
    assert {kind: len(found) for kind, found in places.items()} == dict.fromkeys(places, 1)

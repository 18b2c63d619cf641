"""Every page in a real browser: no barrier that axe can find, no sideways scroll, in both sizes and both themes.

The list of pages comes from the site's own map.
"""

from typing import Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from playwright.sync_api import Page

from tests.cast import Cast
from tests.journeys.conftest import Visit
from tests.journeys.pictures import Pictures
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
}
LED_ON = {"/"}
"""Pages that only lead on to another one of this list."""


def pages(app: Flask, cast: Cast, reader: str) -> list[str]:
    """Paths of every page this reader may open."""
    found = []
    for rule in app.url_map.iter_rules():
        word = POLICY[rule.endpoint]
        is_file = rule.endpoint in FILES or rule.rule.endswith(".pdf")
        if "GET" not in (rule.methods or ()) or is_file or rule.endpoint == "sign_in.link":
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
        if answer is None or answer.status >= 400 or _led_elsewhere(browser, path):
            wrong.append(f"{path}: {reader} sees {browser.url}")
        for width in WIDTHS:
            browser.set_viewport_size({"width": width, "height": 800})
            for theme in THEMES:
                browser.emulate_media(color_scheme=theme)
                wrong += [f"{path} {width} {theme}: {what}" for what in barriers(browser)]
                pictures.take(browser, path, reader, f"{width} {theme}")
    assert wrong == []


def _led_elsewhere(page: Page, path: str) -> bool:
    return urlsplit(page.url).path != path and path not in LED_ON


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

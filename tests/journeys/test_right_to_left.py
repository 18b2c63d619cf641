"""The pages a participant opens every day, turned round: nothing scrolls sideways and nothing stays on the wrong side.

Arabic stands in for every such language; the site does not offer it, so words stay English and only the page turns.
"""

import pytest
from playwright.sync_api import Page
from sqlalchemy import Engine

from course import store
from course.people.person import Person
from tests.cast import Cast
from tests.journeys.conftest import Visit
from tests.journeys.test_pages import barriers

pytestmark = pytest.mark.one_engine

PAGES = (
    "/today",
    "/course",
    "/course/{enrolment}/week-1",
    "/practice/{enrolment}/supportive-touch",
    "/journal",
    "/log",
    "/me",
    "/me/about",
    "/help",
)


@pytest.fixture
def turned(visit: Visit, cast: Cast, site_engine: Engine) -> Page:
    """Maya's phone, at the narrowest width we promise."""
    with store.writing(site_engine) as db:
        db.get_one(Person, cast.maya).locale = "ar"
    page = visit(cast.maya)
    page.set_viewport_size({"width": 360, "height": 780})
    return page


def test_a_page_from_right_to_left_has_no_barrier_and_no_sideways_scroll(
    turned: Page, site: str, cast: Cast
) -> None:
    wrong = []
    for address in PAGES:
        path = address.format(enrolment=cast.here.enrolment)
        turned.goto(f"{site}{path}")
        assert turned.evaluate("document.documentElement.dir") == "rtl"
        for width in (360, 1280):
            turned.set_viewport_size({"width": width, "height": 780})
            wrong += [f"{path} {width}: {what}" for what in barriers(turned)]
    assert wrong == []


def test_help_stands_on_the_other_side_and_arrows_turn(turned: Page, site: str, cast: Cast) -> None:
    turned.goto(f"{site}/course/{cast.here.enrolment}/week-1")
    helped, back = (
        turned.locator("header a.help").bounding_box(),
        turned.locator("header a.back").bounding_box(),
    )
    assert helped is not None
    assert back is not None
    assert helped["x"] < 40 < 180 < back["x"] + back["width"]
    arrow = turned.locator("header a.back svg.i")
    assert arrow.evaluate("each => getComputedStyle(each).scale") == "-1 1"


def test_a_text_that_falls_back_keeps_its_own_direction(turned: Page, site: str, cast: Cast) -> None:
    turned.goto(f"{site}/course/{cast.here.enrolment}/week-1")
    heading = turned.locator("h1")
    assert heading.evaluate("each => getComputedStyle(each).direction") == "ltr"
    assert heading.evaluate("each => each.closest('[lang]').lang") == "en"

"""The jobs of an ordinary evening with a keyboard alone: Tab, Shift+Tab, Enter, Space and arrows, and nothing else.

Whatever has the focus shows it, so that somebody who looks at the page knows where she is.
"""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Engine

from course import clock, store
from course.people import token
from course.people.token import Purpose
from tests.cast import Cast
from tests.journeys.conftest import Visit
from tests.journeys.test_pages import READERS, pages
from tests.journeys.test_walks import logged

pytestmark = pytest.mark.one_engine

FOCUS = """(wanted) => wanted === document.activeElement"""
IS_SEEN = """(one) => {
  const marked = one.matches('input[type=radio], input[type=checkbox]') ? [one, one.closest('label') ?? one] : [one];
  return marked.some((each) => {
    const style = getComputedStyle(each);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  });
}"""
MOST = 80
"""Presses of Tab from one end of a page to the other."""
WATCH = """() => {
  self.reached = new Set();
  self.unseen = [];
  const isSeen = IS_SEEN;
  document.addEventListener('focusin', (event) => {
    self.reached.add(event.target);
    if (!isSeen(event.target)) self.unseen.push('focus is not seen: ' + event.target.outerHTML.slice(0, 120));
  });
}""".replace("IS_SEEN", IS_SEEN)
CONTROLS = """() => [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && one.tabIndex >= 0)"""
PRESSES = """() => {
  const parts = (one) => (['date', 'time', 'datetime-local', 'month'].includes(one.type) ? 8 : 1);
  return (CONTROLS)().reduce((sum, one) => sum + parts(one), 4);
}""".replace("CONTROLS", CONTROLS)
LEFT = """() => {
  const names = new Set([...self.reached].filter((one) => one.type === 'radio').map((one) => one.name));
  const left = (CONTROLS)().filter((one) => !self.reached.has(one) && !(one.type === 'radio' && names.has(one.name)));
  return [...self.unseen, ...left.map((one) => 'is not reached: ' + one.outerHTML.slice(0, 120))];
}""".replace("CONTROLS", CONTROLS)


def go_to(page: Page, wanted: Locator, *, key: str = "Tab") -> None:
    """Press Tab until it has the focus; it has to be reached, and seen once it is."""
    for _press in range(MOST):
        page.keyboard.press(key)
        if wanted.evaluate(FOCUS):
            assert wanted.evaluate(IS_SEEN), f"focus is not seen on {wanted}"
            return
    raise AssertionError(f"{wanted} is not reached with {key}")


def press(page: Page, wanted: Locator, key: str = "Enter") -> None:
    go_to(page, wanted)
    page.keyboard.press(key)


def test_the_first_press_of_tab_offers_to_skip_to_the_page(site: str, maya: Page) -> None:
    maya.goto(f"{site}/today")
    maya.keyboard.press("Tab")
    skip = maya.get_by_role("link", name="Skip to the page")
    expect(skip).to_be_focused()
    maya.keyboard.press("Enter")
    expect(maya.locator("#main")).to_be_focused()


def test_a_practice_is_logged_and_taken_back_and_focus_stays_where_it_was(
    site: str, maya: Page, cast: Cast, site_engine: Engine
) -> None:
    before = len(logged(site_engine, cast.here.enrolment))
    maya.goto(f"{site}/today")
    press(maya, maya.get_by_role("button", name="About 10"), "Space")
    expect(maya.get_by_role("button", name="Undo")).to_be_focused()
    assert len(logged(site_engine, cast.here.enrolment)) == before + 1
    maya.keyboard.press("Enter")
    expect(maya.get_by_role("button", name="A few minutes")).to_be_focused()
    assert len(logged(site_engine, cast.here.enrolment)) == before


def test_a_week_is_opened_from_the_course(site: str, maya: Page) -> None:
    maya.goto(f"{site}/today")
    press(maya, maya.get_by_role("link", name="Course", exact=True))
    expect(maya).to_have_url(f"{site}/course")
    press(maya, maya.get_by_role("link", name=re.compile("Practising Loving-Kindness", re.IGNORECASE)).first)
    expect(maya.get_by_role("heading", level=1)).to_contain_text("Loving-Kindness")


def test_a_practice_is_begun_steadied_and_stopped(site: str, maya: Page, cast: Cast) -> None:
    maya.goto(f"{site}/practice/{cast.here.enrolment}/affectionate-breathing")
    press(maya, maya.locator("[data-start]"))
    expect(maya.locator("[data-play]")).to_be_focused()
    press(maya, maya.locator("[data-steady-me]"))
    expect(maya.locator("#steady-title")).to_be_focused()
    press(maya, maya.locator("[data-steady] [data-stop]"))
    expect(maya.locator("[data-stage]")).to_be_hidden()


def test_an_entry_is_written_and_kept(site: str, maya: Page) -> None:
    maya.goto(f"{site}/journal")
    go_to(maya, maya.locator("main textarea").first)
    maya.keyboard.type("A grey heron, and nothing to fix.")
    press(maya, maya.get_by_role("button", name=re.compile("Keep|Save", re.IGNORECASE)).first)
    expect(maya.locator("main")).to_contain_text("A grey heron")


def test_a_question_is_answered_with_arrows(
    site: str, page: Page, app: Flask, cast: Cast, site_engine: Engine
) -> None:
    page.goto(open_questions(app, cast, site_engine, site))
    press(page, page.get_by_role("button", name="Open"))
    press(page, page.get_by_role("button", name=re.compile("Begin|Go on")))
    expect(page.get_by_text(re.compile("Question 1 of"))).to_be_visible()
    go_to(page, page.get_by_role("radio").first)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    press(page, page.get_by_role("button", name="Continue"))
    expect(page.get_by_text(re.compile("Question 2 of"))).to_be_visible()


def test_help_is_reached_and_somebody_is_asked(site: str, maya: Page) -> None:
    maya.goto(f"{site}/today")
    press(maya, maya.get_by_role("link", name="Get help"))
    expect(maya).to_have_url(f"{site}/help")
    press(maya, maya.get_by_role("button", name="Ask somebody to contact me"))
    expect(maya.get_by_text(re.compile("^They know since"))).to_be_visible()


def test_a_facilitator_takes_attendance(site: str, ines: Page, cast: Cast) -> None:
    ines.goto(f"{site}/cohorts/{cast.here.cohort}/meetings/{cast.here.past_meeting}/attendance")
    ben = ines.get_by_role("button", name=re.compile("Ben"))
    press(ines, ben)
    expect(ines.get_by_role("button", name=re.compile("Ben"))).not_to_contain_text("Away")
    expect(ines.get_by_role("button", name=re.compile("Ben"))).to_be_focused()


def test_the_menu_of_staff_opens_and_closes_with_escape(site: str, ines: Page, cast: Cast) -> None:
    ines.goto(f"{site}/cohorts/{cast.here.cohort}")
    summary = ines.locator("details[data-menu] > summary")
    press(ines, summary)
    expect(ines.get_by_role("link", name="Your settings")).to_be_visible()
    ines.keyboard.press("Tab")
    ines.keyboard.press("Escape")
    expect(ines.get_by_role("link", name="Your settings")).to_be_hidden()
    expect(summary).to_be_focused()


@pytest.mark.slow  # thousands of presses
@pytest.mark.parametrize("reader", sorted(set(READERS.values())))
def test_tab_reaches_every_control_of_every_page_and_each_shows_that_it_has_the_focus(
    app: Flask, site: str, cast: Cast, visit: Visit, page: Page, reader: str
) -> None:
    """Of a group of radio buttons it reaches one; arrows go on from there."""
    browser = page if reader == "nobody" else visit(getattr(cast, reader))
    wrong = []
    for path in pages(app, cast, reader):
        browser.goto(f"{site}{path}")
        browser.evaluate(WATCH)
        for _press in range(browser.evaluate(PRESSES)):
            browser.keyboard.press("Tab")
        wrong += [f"{path}: {what}" for what in browser.evaluate(LEFT)]
    assert wrong == []


def open_questions(app: Flask, cast: Cast, engine: Engine, site: str) -> str:
    """The link of Ben's letter, two days after week 8."""
    with store.writing(engine) as db:
        clock.travel(db, app.extensions["settings"], to=datetime(2027, 4, 17, 9, tzinfo=UTC))
        about = f"wave:{cast.here.other_enrolment}:after"
        secret = token.mint(db, Purpose.WAVE, about=about, person_id=cast.ben)
    return f"{site}/open/questions/{secret}"

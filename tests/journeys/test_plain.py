"""Without JavaScript: every job but the player, the running clock, offline and notices, each to its end."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine
from sqlmodel import col, select

from course import store
from course.measures.assessment import Answer, Assessment
from tests.cast import Cast
from tests.journeys.test_keyboard import open_questions
from tests.journeys.test_walks import logged
from tests.site import SignIn

pytestmark = pytest.mark.one_engine

Plain = Callable[[int | None], Page]


@pytest.fixture
def plain(chromium: Browser, site: str, signed_in_as: SignIn) -> Iterator[Plain]:
    """A phone whose browser runs no scripts."""
    contexts = []

    def begin(person_id: int | None) -> Page:
        context = chromium.new_context(
            java_script_enabled=False, locale="en-GB", viewport={"width": 390, "height": 844}
        )
        contexts.append(context)
        if person_id is not None:
            cookie = signed_in_as(person_id).get_cookie("kindly")
            assert cookie is not None
            context.add_cookies([{"name": "kindly", "value": cookie.value, "url": site}])
        return context.new_page()

    yield begin
    for context in contexts:
        context.close()


def test_a_week_and_a_practice_are_read_and_the_words_are_there(plain: Plain, site: str, cast: Cast) -> None:
    maya = plain(cast.maya)
    maya.goto(f"{site}/course")
    maya.get_by_role("link", name=re.compile("Practising Loving-Kindness", re.IGNORECASE)).first.click()
    expect(maya.get_by_role("heading", level=1)).to_contain_text("Loving-Kindness")
    maya.goto(f"{site}/practice/{cast.here.enrolment}/affectionate-breathing")
    expect(maya.locator("#player audio")).to_be_visible()
    expect(maya.get_by_role("button", name="Keep on this phone")).to_be_hidden()


def test_a_practice_is_logged_taken_back_and_logged_for_another_day(
    plain: Plain, site: str, cast: Cast, site_engine: Engine
) -> None:
    maya, before = plain(cast.maya), len(logged(site_engine, cast.here.enrolment))
    maya.goto(f"{site}/today")
    maya.get_by_role("button", name="About 10").click()
    expect(maya.get_by_text("Logged: about 10 minutes.")).to_be_visible()
    maya.get_by_role("button", name="Undo").click()
    assert len(logged(site_engine, cast.here.enrolment)) == before
    maya.goto(f"{site}/log")
    maya.get_by_role("link", name=re.compile("Yesterday")).click()
    maya.get_by_role("button", name="20 or more").click()
    assert len(logged(site_engine, cast.here.enrolment)) == before + 1


def test_she_says_that_she_cannot_make_it(plain: Plain, site: str, cast: Cast) -> None:
    maya = plain(cast.maya)
    maya.goto(f"{site}/today")
    maya.get_by_role("button", name="I can’t make it").click()
    expect(maya.get_by_text("Your facilitators know that you cannot make it.")).to_be_visible()


def test_an_entry_is_written_opened_and_removed(plain: Plain, site: str, cast: Cast) -> None:
    maya = plain(cast.maya)
    maya.goto(f"{site}/journal")
    maya.locator("main textarea").first.fill("A grey heron, and nothing to fix.")
    maya.get_by_role("button", name=re.compile("Keep|Save", re.IGNORECASE)).first.click()
    expect(maya.locator("main")).to_contain_text("A grey heron")


def test_questions_are_answered_left_and_taken_up(
    plain: Plain, site: str, app: Flask, cast: Cast, site_engine: Engine
) -> None:
    """The link of a letter, opened where nobody is signed in, as beside an installed app."""
    page, link = plain(None), open_questions(app, cast, site_engine, site)
    page.goto(link)
    page.get_by_role("button", name="Open").click()
    page.get_by_role("button", name=re.compile("Begin|Go on")).click()
    for number in (1, 2):
        expect(page.get_by_text(re.compile(f"Question {number} of"))).to_be_visible()
        page.get_by_role("radio").nth(2).check()
        page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name=re.compile("Skip", re.IGNORECASE)).first.click()
    expect(page.get_by_text(re.compile("Question 4 of"))).to_be_visible()
    with store.reading(site_engine) as db:
        of_ben = select(Answer).join(Assessment).where(Assessment.enrolment_id == cast.here.other_enrolment)
        of_ben = of_ben.order_by(col(Answer.id))
        assert [one.value is None for one in db.exec(of_ben)] == [False, False, True]


def test_help_is_there_signed_out_and_somebody_is_asked_signed_in(
    plain: Plain, site: str, cast: Cast
) -> None:
    page = plain(None)
    page.goto(f"{site}/sign-in")
    page.get_by_role("link", name="Get help").click()
    expect(page.get_by_role("link", name=re.compile("112"))).to_be_visible()
    maya = plain(cast.maya)
    maya.goto(f"{site}/help")
    maya.get_by_role("button", name="Ask somebody to contact me").click()
    expect(maya.get_by_text(re.compile("^They know since"))).to_be_visible()


def test_letters_are_paused_and_what_is_on_the_phone_says_that_it_needs_a_script(
    plain: Plain, site: str, cast: Cast
) -> None:
    maya = plain(cast.maya)
    maya.goto(f"{site}/me/phone")
    expect(maya.get_by_text("This needs JavaScript.")).to_be_visible()
    maya.goto(f"{site}/me/leaving")
    expect(maya.get_by_role("heading", level=1)).to_be_visible()


def test_she_signs_out(plain: Plain, site: str, cast: Cast) -> None:
    maya = plain(cast.maya)
    maya.goto(f"{site}/me")
    maya.get_by_role("button", name="Sign out").click()
    maya.goto(f"{site}/today")
    expect(maya).to_have_url(re.compile("/sign-in"))


def test_a_facilitator_takes_attendance_and_moves_a_session(plain: Plain, site: str, cast: Cast) -> None:
    ines = plain(cast.ines)
    ines.goto(f"{site}/cohorts/{cast.here.cohort}/meetings/{cast.here.past_meeting}/attendance")
    ines.get_by_role("button", name=re.compile("Ben")).click()
    expect(ines.get_by_role("button", name=re.compile("Ben"))).not_to_contain_text("Away")

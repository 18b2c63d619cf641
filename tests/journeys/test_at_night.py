"""What a person in distress meets at 23:00: out of a practice, to help, to a person, and back."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from course import clock, store
from course.delivery.channels.mailbox import Mailbox, read_mailbox
from course.delivery.pump import pump
from tests.cast import Cast

pytestmark = pytest.mark.one_engine

AT_NIGHT = datetime(2027, 3, 17, 23, 0, tzinfo=UTC)  # in Lisbon, where Maya lives, the hour is the same


@pytest.fixture
def night(app: Flask, site_engine: Engine) -> None:
    with store.writing(site_engine) as db:
        clock.travel(db, app.extensions["settings"], to=AT_NIGHT)


def first_number(page: Page) -> str | None:
    """Of what is seen without a scroll."""
    number = page.locator('main a[href^="tel:"]').first
    expect(number).to_be_in_viewport()
    return number.get_attribute("href")


@pytest.mark.usefixtures("night")
def test_out_of_a_practice_she_comes_to_a_number_and_to_a_person_who_says_when_she_reads_it(
    app: Flask, site: str, maya: Page, cast: Cast, site_engine: Engine, tmp_path: Path
) -> None:
    maya.goto(f"{site}/practice/{cast.here.enrolment}/affectionate-breathing?minutes=20&voice=timer&timer=10")
    maya.get_by_role("button", name="Start").click()
    maya.get_by_role("button", name="Steady me").click()
    maya.get_by_role("link", name="Tell someone").click()
    expect(maya.get_by_role("heading", level=1)).to_have_text("Get help")
    assert first_number(maya) == "tel:112"
    expect(
        maya.get_by_text("Ines Duarte answers, weekdays 9 to 17, within one working day.").first
    ).to_be_visible()
    expect(maya.get_by_text("Nobody watches this site around the clock.")).to_be_visible()
    maya.get_by_role("button", name="Ask somebody to contact me").click()
    expect(
        maya.get_by_text("They know since Wednesday 17 March at 23:00 that you would like a word.")
    ).to_be_visible()
    pump(site_engine, app.extensions["settings"], Mailbox(tmp_path))
    told = [one for one in read_mailbox(tmp_path) if "safety list" in one.text]
    assert told, "the one who answers is told in the same minute"
    assert not any("Maya" in one.text for one in told)
    maya.get_by_role("link", name="Back to what I was doing").click()
    expect(maya.get_by_role("heading", level=1)).to_contain_text("Good evening")


@pytest.mark.usefixtures("night")
def test_signed_out_the_numbers_come_before_anything_that_is_asked_of_her(site: str, page: Page) -> None:
    page.goto(site)
    page.locator("header a.help").click()
    assert first_number(page) == "tel:112"
    expect(page.get_by_role("link", name="Sign in, and you can ask here to be contacted")).to_be_visible()
    assert page.locator("main input").count() == 0

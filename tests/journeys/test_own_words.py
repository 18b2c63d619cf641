"""What is hers: one entry shared and taken back, five steps of leaving, everything in one archive, her own change."""

import io
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from course import clock, store
from course.cohorts.enrolment import Enrolment
from course.measures import assessment
from course.people import consent
from course.people.consent import ConsentTo
from course.people.consent_text import consent_texts
from course.people.person import Person
from tests.cast import NOW, Cast

WORDS = "I told my sister, and she stayed on the line."


def test_one_entry_is_shared_read_by_ines_and_taken_back(
    site: str, maya: Page, ines: Page, cast: Cast
) -> None:
    maya.goto(f"{site}/journal")
    maya.locator("main textarea").first.fill(WORDS)
    maya.get_by_role("button", name="Save").click()
    maya.get_by_role("link", name=re.compile("I told my sister")).click()
    maya.get_by_role("link", name="Share this entry with your facilitators").click()
    expect(maya.locator("main")).to_contain_text("Ines could read these words")
    heard = f"{site}/cohorts/{cast.here.cohort}/check-ins"
    ines.goto(heard)
    expect(ines.locator("body")).not_to_contain_text(WORDS)
    maya.get_by_role("button", name="Share it").click()
    expect(maya.locator("main")).to_contain_text("they read it as it was when you shared it")
    ines.reload()
    expect(ines.locator("main")).to_contain_text(WORDS)
    maya.get_by_role("button", name="Take it back").click()
    expect(maya.locator("main")).to_contain_text("Facilitators and the programme cannot.")
    ines.reload()
    expect(ines.locator("body")).not_to_contain_text(WORDS)


@pytest.fixture
def agreed(cast: Cast, site_engine: Engine) -> None:
    """Maya agreed to research as well."""
    with store.writing(site_engine) as db:
        [one] = [each for each in consent_texts() if each.purpose is ConsentTo.RESEARCH]
        place = cast.here.enrolment
        consent.answer(db, enrolment_id=place, purpose=one.purpose, given=True, text=one.whole, locale="en")


@pytest.mark.usefixtures("agreed")
def test_five_steps_from_one_page_each_in_force_at_once(
    site: str, maya: Page, cast: Cast, site_engine: Engine
) -> None:
    for card, press, says in (
        ("Stop the reminders", "Stop the reminders", "No reminders between the sessions"),
        ("Stop the questions", "Stop the questions", "No questions before and after"),
        ("Stop research with my answers", "Leave my answers out", "No research with your answers"),
        ("Leave the course", "Leave the course", ""),
    ):
        maya.goto(f"{site}/me")
        maya.get_by_role("link", name=re.compile("^Your choices")).click()
        maya.get_by_role("radio", name=card).check()
        maya.get_by_role("button", name="Continue").click()
        maya.locator("main").get_by_role("button", name=press).click()
        if says:
            expect(maya.get_by_role("link", name=re.compile(says))).to_be_visible()
    with store.reading(site_engine) as db:
        assert db.get_one(Enrolment, cast.here.enrolment).left_at is not None
        given = consent.given(db, cast.here.enrolment)
    assert [given[one] for one in (ConsentTo.MEASURES, ConsentTo.RESEARCH)] == [False, False]
    maya.goto(f"{site}/me/leaving")
    maya.get_by_role("radio", name="Erase everything").check()
    maya.get_by_role("button", name="Continue").click()
    maya.get_by_role("button", name="Erase everything").click()
    expect(maya.locator("main")).to_contain_text("Nothing has changed yet.")
    maya.get_by_label("Yes, erase everything about me").check()
    maya.get_by_role("button", name="Erase everything").click()
    expect(maya.get_by_role("heading", level=1)).to_have_text("It is erased")
    maya.goto(f"{site}/journal")
    expect(maya).to_have_url(re.compile("/sign-in"))
    with store.reading(site_engine) as db:
        assert db.get_one(Person, cast.maya).email is None


def test_without_a_script_an_entry_is_shared_and_everything_erased(
    chromium: Browser, site: str, maya: Page, cast: Cast, site_engine: Engine
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    context.add_cookies(maya.context.cookies())  # type: ignore[arg-type]  # the driver's own two shapes differ
    page = context.new_page()
    page.goto(f"{site}/journal/{cast.here.entry}/share")
    page.get_by_role("button", name="Share it").click()
    expect(page.locator("main")).to_contain_text("they read it as it was")
    page.goto(f"{site}/me/erase")
    page.get_by_label("Yes, erase everything about me").check()
    page.get_by_role("button", name="Erase everything").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("It is erased")
    context.close()
    with store.reading(site_engine) as db:
        assert db.get_one(Person, cast.maya).erased_at is not None


def test_everything_comes_as_one_archive(site: str, maya: Page, cast: Cast, tmp_path: Path) -> None:
    maya.goto(f"{site}/me/leaving")
    with maya.expect_download() as coming:
        maya.get_by_role("link", name=re.compile("A copy of everything")).click()
    assert coming.value.suggested_filename == "everything-about-me.zip"
    kept = tmp_path / "mine.zip"
    coming.value.save_as(kept)
    with zipfile.ZipFile(io.BytesIO(kept.read_bytes())) as zipped:
        assert "Canary of Maya." in zipped.read("journal.txt").decode()


def test_her_own_change_is_hers_to_open_once_the_course_is_over(
    site: str, maya: Page, app: Flask, cast: Cast, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        hers = db.get_one(Enrolment, cast.here.enrolment)
        row = assessment.begin(
            db, hers, wave_key="after", measure_key="self-compassion-12", locale="en", now=NOW
        )
        for item in assessment.definition(db, row).items:
            assessment.save_answer(db, row, item=item, value=4, client_id=uuid4(), now=NOW)
        assessment.complete(db, row, now=NOW)
    maya.goto(f"{site}/me/looking-back")
    expect(maya.locator("main")).to_contain_text("a week after the last session")
    with store.writing(site_engine) as db:
        clock.travel(db, app.extensions["settings"], to=NOW + timedelta(days=60))
    maya.reload()
    expect(maya.get_by_text("Compassionate responding", exact=False).first).to_be_hidden()
    maya.get_by_text("Show my answers before and after").click()
    expect(maya.get_by_text("Compassionate responding", exact=False).first).to_be_visible()
    expect(maya.locator("main")).to_contain_text("A small difference in either direction is ordinary")


def test_words_written_while_the_network_is_away_are_sent_once_it_is_back(site: str, maya: Page) -> None:
    maya.goto(f"{site}/journal")
    maya.context.set_offline(True)
    maya.locator("main textarea").first.fill("Written in a tunnel.")
    expect(maya.locator(".draft-state")).to_contain_text("kept on this device", timeout=20_000)
    maya.context.set_offline(False)
    expect(maya.locator(".draft-state")).to_contain_text("Saved", timeout=20_000)
    maya.goto(f"{site}/journal")
    expect(maya.get_by_role("link", name=re.compile("Written in a tunnel"))).to_have_count(1)


def test_a_double_tap_and_the_back_button_make_one_entry(site: str, maya: Page) -> None:
    maya.goto(f"{site}/journal")
    maya.locator("main textarea").first.fill("Once is enough.")
    maya.get_by_role("button", name="Save").dblclick()
    expect(maya.get_by_role("link", name=re.compile("Once is enough"))).to_have_count(1)
    maya.go_back()
    maya.go_forward()
    maya.reload()
    expect(maya.get_by_role("link", name=re.compile("Once is enough"))).to_have_count(1)

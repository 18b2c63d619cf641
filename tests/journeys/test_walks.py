"""A few walks in a real browser, as the people the site is for would take them."""

import re
from datetime import UTC, datetime

from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine
from sqlmodel import select

from course import clock, store
from course.delivery.channels.mailbox import Mailbox, read_mailbox
from course.delivery.pump import pump
from course.measures.assessment import Answer, Assessment
from course.people import token
from course.people.token import Purpose
from course.practice.log import PracticeLog
from tests.cast import Cast


def logged(engine: Engine, enrolment_id: int) -> list[PracticeLog]:
    with store.reading(engine) as db:
        rows = db.exec(select(PracticeLog).where(PracticeLog.enrolment_id == enrolment_id)).all()
        return [row for row in rows if row.taken_back_at is None]


def test_a_past_day_is_written_down_changed_and_taken_back(
    site: str, maya: Page, cast: Cast, site_engine: Engine
) -> None:
    """Without leaving the log: yesterday, about 10 minutes; then 12; then gone."""
    before = len(logged(site_engine, cast.here.enrolment))
    maya.goto(f"{site}/log?day=yesterday")
    with maya.expect_navigation():
        maya.get_by_role("button", name="About 10").click()
    entry = maya.locator(".entries li").first
    expect(entry).to_contain_text("10 minutes")
    entry.get_by_role("link", name="Change").click()
    maya.get_by_label("Minutes").fill("12")
    maya.get_by_role("button", name="Keep this").click()
    expect(maya.locator(".entries li").first).to_contain_text("12 minutes")
    rows = logged(site_engine, cast.here.enrolment)
    assert (len(rows), rows[-1].minutes) == (before + 1, 12)
    maya.locator(".entries li").first.get_by_role("button", name="Take back").click()
    expect(maya.get_by_text("12 minutes")).to_have_count(0)
    assert len(logged(site_engine, cast.here.enrolment)) == before


def test_one_tap_records_a_practice_and_one_more_takes_it_back(
    site: str, maya: Page, cast: Cast, site_engine: Engine
) -> None:
    before = len(logged(site_engine, cast.here.enrolment))
    sent: list[str] = []
    maya.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    maya.goto(f"{site}/today")
    maya.get_by_role("button", name="About 10").click()
    expect(maya.get_by_text("about 10 minutes").first).to_be_visible()
    assert len(sent) == 1
    assert len(logged(site_engine, cast.here.enrolment)) == before + 1
    maya.get_by_role("button", name="Undo").click()
    expect(maya.get_by_role("button", name="About 10")).to_be_visible()
    assert len(logged(site_engine, cast.here.enrolment)) == before


def test_an_impatient_double_tap_is_one_practice(
    site: str, maya: Page, cast: Cast, site_engine: Engine
) -> None:
    before = len(logged(site_engine, cast.here.enrolment))
    maya.goto(f"{site}/today")
    maya.get_by_role("button", name="20 or more").dblclick()
    expect(maya.get_by_role("button", name="Undo").first).to_be_visible()
    assert len(logged(site_engine, cast.here.enrolment)) == before + 1


def test_today_works_without_a_script(
    chromium: Browser, site: str, maya: Page, cast: Cast, site_engine: Engine
) -> None:
    before = len(logged(site_engine, cast.here.enrolment))
    context = chromium.new_context(java_script_enabled=False)
    context.add_cookies(maya.context.cookies())  # type: ignore[arg-type]  # the driver's own two shapes differ
    page = context.new_page()
    page.goto(f"{site}/today")
    page.get_by_role("button", name="A few minutes").click()
    assert page.url.startswith(f"{site}/today")
    assert len(logged(site_engine, cast.here.enrolment)) == before + 1
    context.close()


def test_a_week_is_read_and_a_closed_one_says_when_it_opens(site: str, maya: Page, cast: Cast) -> None:
    maya.goto(f"{site}/course")
    maya.get_by_role("link", name=re.compile("Practising Loving-Kindness", re.IGNORECASE)).first.click()
    expect(maya.get_by_role("heading", level=1)).to_contain_text("Loving-Kindness")
    maya.goto(f"{site}/course/{cast.here.enrolment}/week-4")
    expect(maya.locator("main")).to_contain_text("opens")
    expect(maya.locator("main")).not_to_contain_text("If this week is hard")


def test_what_she_writes_is_found_again_by_her_and_by_nobody_else(
    site: str, maya: Page, ines: Page, cast: Cast
) -> None:
    maya.goto(f"{site}/journal")
    maya.locator("main textarea").first.fill("A grey heron, and nothing to fix.")
    maya.get_by_role("button", name=re.compile("Keep|Save", re.IGNORECASE)).first.click()
    expect(maya.locator("main")).to_contain_text("A grey heron")
    for page in (f"{site}/journal/{cast.here.entry}", f"{site}/cohorts/{cast.here.cohort}/people"):
        ines.goto(page)
        expect(ines.locator("body")).not_to_contain_text("heron")
        expect(ines.locator("body")).not_to_contain_text("Canary of Maya")


def test_questions_from_a_letter_are_left_and_taken_up_where_she_was(
    site: str, page: Page, app: Flask, cast: Cast, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        clock.travel(
            db, app.extensions["settings"], to=datetime(2027, 4, 17, 9, tzinfo=UTC)
        )  # two days after week 8
        about = f"wave:{cast.here.other_enrolment}:after"
        secret = token.mint(db, Purpose.WAVE, about=about, person_id=cast.ben)
    link = f"{site}/open/questions/{secret}"
    for answered in range(2):
        page.goto(link)
        page.get_by_role("button", name="Open").click()
        if not answered:
            page.get_by_role("button", name="Begin", exact=True).click()
        expect(page.get_by_text(re.compile(rf"Question {answered + 1} of"))).to_be_visible()
        page.get_by_role("radio").nth(2).check()
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_text(re.compile(rf"Question {answered + 2} of"))).to_be_visible()
    page.goto(f"{site}/journal")
    expect(page).to_have_url(re.compile("/sign-in"))
    with store.reading(site_engine) as db:
        hers = Assessment.enrolment_id == cast.here.other_enrolment
        answers = db.exec(select(Answer).join(Assessment).where(hers)).all()
    assert len(answers) == 2


def test_attendance_is_one_tap_a_person(site: str, ines: Page, cast: Cast) -> None:
    ines.goto(f"{site}/cohorts/{cast.here.cohort}/meetings/{cast.here.past_meeting}/attendance")
    ben = ines.get_by_role("button", name=re.compile("Ben"))
    expect(ben).to_contain_text("Away")
    ben.click()
    expect(ben).not_to_contain_text("Away")
    ben.click()
    expect(ben).to_contain_text("Here")
    ines.reload()
    expect(ines.get_by_role("button", name=re.compile("Ben"))).to_contain_text("Here")


def test_a_lead_sees_every_date_before_a_cohort_is_made(
    site: str, lena: Page, cast: Cast, app: Flask
) -> None:
    lena.goto(f"{site}/programmes/{cast.here.programme}/cohorts/new")
    lena.get_by_label("A Kinder Voice").check()
    lena.get_by_label(re.compile("^Name")).fill("Autumn, Tuesday")
    lena.get_by_role("button", name="Continue").click()
    lena.get_by_label("First session").fill("2027-09-07")
    lena.get_by_role("button", name="Show every date").click()
    expect(lena.locator("main")).to_contain_text(re.compile(r"26 October|2 November"))
    for heading in ("Where does it meet", "Who runs it", "Who is to be asked", "What is asked", "Check"):
        lena.get_by_role("button", name="Continue").click()
        expect(lena.get_by_role("heading", level=1)).to_contain_text(heading)
    lena.get_by_role("button", name="Make this group").click()
    expect(lena.locator("body")).to_contain_text("Nothing has been sent")
    lena.goto(f"{site}/programmes/{cast.here.programme}/cohorts")
    expect(lena.locator("main")).to_contain_text("Autumn, Tuesday")


def test_the_comparison_says_why_it_shows_no_numbers_yet(site: str, lena: Page, cast: Cast) -> None:
    lena.goto(f"{site}/programmes/{cast.here.programme}/compare")
    expect(lena.get_by_role("heading", level=1)).to_be_visible()
    expect(lena.locator("main")).not_to_contain_text("nan")


def test_signing_in_with_the_code_from_the_letter(
    site: str, page: Page, app: Flask, site_engine: Engine
) -> None:
    page.goto(f"{site}/sign-in")
    page.get_by_label("Your address").fill("ben@example.org")
    page.get_by_role("button", name="Send me the letter").click()
    folder = app.extensions["settings"].mailbox
    pump(site_engine, app.extensions["settings"], Mailbox(folder))
    code = next(
        re.findall(r"\b\d{3} \d{3}\b", mail.text)[0]
        for mail in read_mailbox(folder)
        if "Your sign-in" in mail.subject
    )
    page.get_by_label("The six digits from the letter").fill(code)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{site}/today")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ben")

"""From the invitation to the calendar in a real browser, and the person who answers in between."""

import re

from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine
from sqlmodel import select

from course import store
from course.cohorts.enrolment import Enrolment
from course.people.consent import Consent, ConsentTo
from course.people.intake import Intake
from course.people.intake_decision import IntakeDecision
from course.people.invitation import Invitation
from course.safety.concern import INTAKE, Concern, Kind
from tests.cast import Cast
from tests.journeys.test_pages import THEMES, WIDTHS, barriers


def arrive(page: Page, site: str, cast: Cast) -> None:
    """Noor takes her place and comes as far as the first question."""
    page.goto(f"{site}/invitation/{cast.here.invitation_secret}")
    page.get_by_label("What shall we call you").fill("Noor")
    page.get_by_role("button", name="Take the place").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your way into")
    page.get_by_role("link", name=re.compile("^Go on")).click()
    page.get_by_role("radio", name="Yes").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("who reads it")
    page.get_by_role("radio", name="Yes").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Question 1 of 15")).to_be_visible()


def answer_everything(page: Page) -> None:
    """A word to the first, the harm question with no, and every other left open."""
    page.get_by_label(re.compile("^In your own words")).fill("A little rest")
    page.get_by_role("button", name="Continue").click()
    for number in range(2, 16):
        expect(page.get_by_text(f"Question {number} of 15")).to_be_visible()
        if number == 5:
            page.get_by_role("radio", name="No", exact=True).check()
            page.get_by_role("button", name="Continue").click()
        else:
            page.get_by_role("button", name="Leave this one open").click()


def place_of_noor(engine: Engine, cast: Cast) -> Enrolment:
    with store.reading(engine) as db:
        who = db.get_one(Invitation, cast.here.invitation).person_id
        return db.exec(select(Enrolment).where(Enrolment.person_id == who)).one()


def test_from_the_invitation_to_the_calendar(
    site: str, page: Page, ines: Page, cast: Cast, site_engine: Engine
) -> None:
    arrive(page, site, cast)
    answer_everything(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Is this what you would like to tell us?")
    page.get_by_role("button", name="Hand it in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("It is with us now")

    ines.goto(f"{site}/cohorts/{cast.here.cohort}")
    ines.get_by_role("link", name="Read and answer").click()
    ines.get_by_role("link", name=re.compile("Read and answer")).click()
    expect(ines.locator("main")).to_contain_text("A little rest")
    ines.get_by_role("radio", name=re.compile("^Fits")).check()
    ines.get_by_role("button", name="See what Noor will read").click()
    expect(ines.locator("blockquote")).to_contain_text("You are welcome in Thursday evening")
    ines.get_by_role("button", name="Send this answer to Noor").click()
    expect(ines.locator("body")).to_contain_text("Noor has your answer.")

    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("You are welcome in Thursday evening")
    page.get_by_role("link", name="Go on: what you agree to").click()
    for name in (
        "Taking part in the course",
        "Answering questions",
        "after six months",
        "research",
        "recording",
    ):
        group = page.get_by_role("group", name=re.compile(name))
        group.get_by_role("radio", name="No" if name == "recording" else "Yes").check()
    page.get_by_role("button", name="Keep my answers").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your way into")
    page.get_by_role("link", name="The dates in your calendar", exact=True).click()
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_label("Your link, shown this once")).to_have_value(re.compile(r"/calendar/.+\.ics"))
    hers = place_of_noor(site_engine, cast)
    with store.reading(site_engine) as db:
        given = db.exec(select(Consent).where(Consent.enrolment_id == hers.id)).all()
    assert hers.ready_at is not None
    assert {one.purpose: one.given for one in given} == {
        ConsentTo.HEALTH: True,
        ConsentTo.COURSE: True,
        ConsentTo.MEASURES: True,
        ConsentTo.FOLLOW_UP: True,
        ConsentTo.RESEARCH: True,
        ConsentTo.RECORDING: False,
    }


def test_left_in_the_middle_it_is_taken_up_on_another_device_without_a_script(
    chromium: Browser, site: str, page: Page, cast: Cast, site_engine: Engine
) -> None:
    arrive(page, site, cast)
    page.get_by_label(re.compile("^In your own words")).fill("A little rest")
    page.get_by_role("button", name="Save and stop for now").click()
    expect(page.locator("main")).to_contain_text("1 of 15")
    context = chromium.new_context(java_script_enabled=False)
    context.add_cookies(page.context.cookies())  # type: ignore[arg-type]  # the driver's own two shapes differ
    other = context.new_page()
    other.goto(f"{site}/invitation/{cast.here.invitation_secret}")  # the link she still has
    other.get_by_role("link", name=re.compile("^Go on")).click()
    expect(other.get_by_text("Question 2 of 15")).to_be_visible()
    other.get_by_role("link", name="Back").first.click()
    expect(other.get_by_label(re.compile("^In your own words"))).to_have_value("A little rest")
    context.close()


def test_the_browsers_back_and_an_impatient_double_tap_lose_nothing(
    site: str, page: Page, cast: Cast, site_engine: Engine
) -> None:
    arrive(page, site, cast)
    page.get_by_label(re.compile("^In your own words")).fill("A little rest")
    page.get_by_role("button", name="Continue").dblclick()
    expect(page.get_by_text("Question 2 of 15")).to_be_visible()
    page.go_back()
    box = page.get_by_label(re.compile("^In your own words"))
    expect(box).to_have_value("A little rest")  # the page as it stands now, not an older one
    box.fill("A little rest, and company")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Question 2 of 15")).to_be_visible()
    page.get_by_role("link", name="Back").first.click()
    expect(page.get_by_label(re.compile("^In your own words"))).to_have_value("A little rest, and company")


def test_a_yes_to_the_hardest_question_is_met_at_once_and_she_goes_on_where_she_was(
    site: str, page: Page, cast: Cast, site_engine: Engine
) -> None:
    arrive(page, site, cast)
    for _number in range(4):
        page.get_by_role("button", name="Leave this one open").click()
    expect(page.get_by_text("Question 5 of 15")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Ines Duarte is told at once")
    page.get_by_role("radio", name="Yes, in the last weeks").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you for telling us")
    assert page.locator('a[href="tel:112"]').count() >= 1
    page.get_by_role("link", name="Carry on").click()
    expect(page.get_by_text("Question 6 of 15")).to_be_visible()
    hers = place_of_noor(site_engine, cast)
    with store.reading(site_engine) as db:
        raised = db.exec(select(Concern).where(Concern.enrolment_id == hers.id)).all()
    assert [(one.kind, one.wave_key) for one in raised] == [(Kind.INTAKE, INTAKE)]


def test_an_answer_that_gives_the_place_on_names_who_can_help_and_is_one_decision_however_often_pressed(
    site: str, page: Page, ines: Page, cast: Cast, site_engine: Engine
) -> None:
    arrive(page, site, cast)
    answer_everything(page)
    page.get_by_role("button", name="Hand it in").click()
    hers = place_of_noor(site_engine, cast)
    ines.goto(f"{site}/cohorts/{cast.here.cohort}/joining/{hers.id}")
    ines.get_by_role("radio", name=re.compile("^Not now")).check()
    ines.get_by_role("button", name="See what Noor will read").click()
    expect(ines.get_by_role("alert")).to_contain_text("at least one reason")
    expect(ines.get_by_role("radio", name=re.compile("^Not now"))).to_be_checked()
    ines.get_by_role("checkbox", name=re.compile("^A recent loss")).check()
    ines.get_by_role("button", name="See what Noor will read").click()
    expect(ines.locator("blockquote")).to_contain_text("Not this time, and not for ever")
    ines.get_by_role("button", name="Send this answer to Noor").dblclick()
    expect(ines.locator("body")).to_contain_text("Noor has your answer.")
    with store.reading(site_engine) as db:
        mine = select(IntakeDecision).where(IntakeDecision.enrolment_id == hers.id)
        assert len(db.exec(mine).all()) == 1
        assert db.exec(select(Intake).where(Intake.enrolment_id == hers.id)).one().sent_at is not None
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Not this time, and not for ever")
    expect(page.locator("main")).to_contain_text("Who can help you now")
    assert page.locator('main a[href="tel:112"]').count() == 1
    expect(page.locator("main")).not_to_contain_text("loss")


def test_the_pages_of_joining_have_no_barrier_in_either_size_and_theme(
    site: str, page: Page, ines: Page, cast: Cast, site_engine: Engine
) -> None:
    arrive(page, site, cast)
    answer_everything(page)
    hers = place_of_noor(site_engine, cast)
    base = f"{site}/welcome/{hers.id}"
    paths = [
        "steps",
        "adult",
        "reads",
        "asked/hopes",
        "asked/life",
        "asked/harm",
        "asked/contact",
        "asked/dates",
        "look-over",
        "remove",
    ]
    wrong: list[str] = []

    def look(browser: Page, address: str) -> None:
        browser.goto(address)
        for width in WIDTHS:
            browser.set_viewport_size({"width": width, "height": 800})
            for theme in THEMES:
                browser.emulate_media(color_scheme=theme)
                wrong.extend(f"{address} {width} {theme}: {what}" for what in barriers(browser))

    for path in paths:
        look(page, f"{base}/{path}")
    page.goto(f"{base}/look-over")
    page.get_by_role("button", name="Hand it in").click()
    look(page, f"{base}/answer")
    for path in (f"/cohorts/{cast.here.cohort}/joining", f"/cohorts/{cast.here.cohort}/joining/{hers.id}"):
        look(ines, f"{site}{path}")
    assert wrong == []

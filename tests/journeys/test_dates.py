"""A group planned with a date changed by hand, somebody who goes on in another, a substitute: in a browser."""

import re
from datetime import date, time

from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from course import store
from course.cohorts import cohort
from course.cohorts.cohort import Cohort, meetings, plan_for
from course.cohorts.programme import Programme
from course.people.person import Person
from curriculum.loader import load_course
from tests.cast import Cast
from tests.journeys.conftest import Visit


def test_a_lead_plans_a_group_goes_on_later_and_changes_a_date_by_hand(
    site: str, lena: Page, cast: Cast, site_engine: Engine
) -> None:
    lena.goto(f"{site}/programmes/{cast.here.programme}/cohorts/new")
    lena.get_by_label("Like Thursday evening").check()
    lena.get_by_label(re.compile("^Name")).fill("Autumn, Tuesday")
    lena.get_by_role("button", name="Continue").click()
    lena.get_by_label("First session").fill("2027-09-07")
    lena.get_by_role("button", name="Show every date").click()
    lena.get_by_label("Day of session 5").fill("2027-10-06")
    lena.get_by_role("button", name="Keep it and go on later").click()
    lena.get_by_role("link", name="Autumn, Tuesday").click()
    expect(lena.get_by_label("Day of session 5")).to_have_value("2027-10-06")
    expect(lena.get_by_text("by hand")).to_have_count(1)
    lena.get_by_label("Day of session 5").fill("2027-10-05")  # a holiday in Portugal
    lena.get_by_role("button", name="Continue").click()
    expect(lena.locator("body")).to_contain_text("Something stands beside a date that you changed")
    expect(lena.locator("main")).to_contain_text("public holiday")
    lena.get_by_label("Day of session 5").fill("2027-10-04")
    lena.get_by_role("button", name="Continue").click()
    expect(lena.get_by_label(re.compile("^Place"))).to_have_value("Room 2, Linden House")
    lena.get_by_role("button", name="Continue").click()
    lena.get_by_role("button", name="Back").click()
    expect(lena.get_by_label(re.compile("^Place"))).to_have_value("Room 2, Linden House")
    lena.get_by_role("button", name="Continue").click()
    expect(lena.get_by_label("Ines")).to_be_checked()
    lena.get_by_role("button", name="Continue").click()
    lena.get_by_label("One person on each line").fill("mira@example.org, Mira")
    lena.get_by_role("button", name="Continue").click()
    lena.get_by_role("button", name="Continue").click()
    lena.get_by_role("button", name="Make this group").click()
    expect(lena.locator("body")).to_contain_text("is there with all its dates")
    expect(lena.locator("main")).to_contain_text("mira@example.org")
    with store.reading(site_engine) as db:
        made = db.get_one(Cohort, int(re.findall(r"/cohorts/(\d+)", lena.url)[0]))
        days = {one.unit_key: one.starts_on for one in meetings(db, made)}
    assert (days["week-4"], days["week-5"]) == (date(2027, 9, 28), date(2027, 10, 4))


def test_a_lead_takes_somebody_over_into_another_group(
    site: str, lena: Page, maya: Page, cast: Cast, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        house, by = db.get_one(Programme, cast.here.programme), db.get_one(Person, cast.lena)
        plan = plan_for(
            load_course("eight-weeks"),
            starts_on=date(2027, 5, 4),
            at=time(12),
            zone="Europe/Lisbon",
            skipped={},
        )
        cohort.create(db, house, name="In May", course_key="eight-weeks", plan=plan, by=by)
    lena.goto(f"{site}/cohorts/{cast.here.cohort}/people")
    lena.get_by_role("link", name="Maya", exact=True).click()
    lena.get_by_role("link", name="Go on in another group").click()
    lena.get_by_label(re.compile("In which group")).select_option(label="In May")
    lena.get_by_role("button", name="Show what changes").click()
    expect(lena.locator("main")).to_contain_text("Weeks that are open stay open")
    lena.get_by_role("button", name="Go on in In May").click()
    expect(lena.locator("body")).to_contain_text("Maya goes on in In May")
    maya.goto(f"{site}/course/{cast.here.enrolment}/week-2")
    expect(maya.get_by_role("heading", level=1)).to_be_visible()
    maya.goto(f"{site}/course")
    expect(maya.locator("main")).to_contain_text("opens")


def test_a_substitute_finds_the_note_and_whom_to_call_within_her_days(
    site: str, visit: Visit, ines: Page, cast: Cast
) -> None:
    maya = visit(cast.maya)
    maya.goto(f"{site}/me/emergency")
    maya.get_by_label(re.compile("Somebody to call")).fill("Rui")
    maya.get_by_label(re.compile("Their number")).fill("+351 920 000 000")
    maya.get_by_role("button", name="Keep this").click()
    ines.goto(f"{site}/cohorts/{cast.here.cohort}/team")
    ines.get_by_role("link", name="A substitute").click()
    ines.get_by_label(re.compile("^Who")).select_option(label="Sam")
    ines.get_by_label("First day").fill("2027-03-17")
    ines.get_by_label("Last day").fill("2027-03-18")
    ines.get_by_role("button", name="Give the group for these days").click()
    expect(ines.locator("main")).to_contain_text("Sam")
    ines.goto(f"{site}/cohorts/{cast.here.cohort}/handover")
    ines.get_by_label(re.compile("^For")).select_option(label="Sam")
    ines.get_by_label(re.compile("^What to know")).fill("Ben sits near the door.")
    ines.get_by_role("button", name="Leave this note").click()
    sam = visit(cast.sam)
    sam.goto(f"{site}/cohorts/{cast.here.cohort}")
    sam.get_by_role("link", name="Read it").click()
    expect(sam.locator("main")).to_contain_text("Ben sits near the door.")
    sam.get_by_role("button", name="I have read it").click()
    sam.goto(f"{site}/cohorts/{cast.here.cohort}/meetings/{cast.here.past_meeting}/attendance")
    sam.get_by_role("link", name="If somebody needs help").click()
    sam.get_by_role("button", name="Maya").click()
    expect(sam.get_by_role("link", name=re.compile("920 000 000"))).to_be_visible()
    maya.goto(f"{site}/me/emergency")
    expect(maya.locator("main")).to_contain_text("Sam")

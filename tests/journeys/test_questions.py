"""Questions on a laptop and on a phone, as the script at the beginning finds the screen."""

import re
from datetime import UTC, datetime

from playwright.sync_api import expect
from sqlalchemy import Engine
from sqlmodel import select

from course import store
from course.measures.assessment import Answer, Assessment
from course.people.person import Person
from tests.cast import Cast
from tests.journeys.conftest import Visit
from tests.web.travelling import travel_to

OPEN = datetime(2027, 4, 17, 9, tzinfo=UTC)
"""Two days after the last session."""


def test_four_on_a_laptop_and_on_a_phone_one_that_goes_on_at_a_tap(
    site: str, visit: Visit, cast: Cast, site_engine: Engine
) -> None:
    travel_to(site_engine, OPEN)
    ben = visit(cast.ben)
    ben.set_viewport_size({"width": 1280, "height": 800})
    ben.goto(f"{site}/questions/{cast.here.other_enrolment}/after")
    expect(ben.get_by_role("button", name="Begin with one at a time")).to_be_visible()
    ben.get_by_role("button", name="Begin", exact=True).click()
    expect(ben.get_by_role("group")).to_have_count(4)
    for question in ben.get_by_role("group").all():
        question.get_by_role("radio").nth(2).check()
    ben.get_by_role("button", name="Continue").click()
    expect(ben.get_by_text("Questions 5 to 8 of 16")).to_be_visible()
    expect(ben.get_by_text("4 of 16 saved.")).to_be_visible()

    with store.writing(site_engine) as db:
        db.get_one(Person, cast.maya).goes_on = True
    maya = visit(cast.maya)
    maya.goto(f"{site}/questions/{cast.here.enrolment}/after")
    expect(maya.get_by_role("button", name=re.compile("Begin with"))).to_have_count(0)
    maya.get_by_role("button", name="Begin", exact=True).click()
    maya.locator("label.option").nth(2).click()
    expect(maya.get_by_text("Question 2 of 16")).to_be_visible()
    maya.get_by_role("radio").first.focus()
    maya.keyboard.press("ArrowDown")  # a key chooses, and stays
    maya.wait_for_timeout(400)
    expect(maya.get_by_role("radio").nth(1)).to_be_checked()
    maya.get_by_role("link", name="Back").click()
    expect(maya.get_by_role("radio").nth(2)).to_be_checked()

    maya.context.set_offline(True)
    maya.locator("label.option").nth(4).click()
    expect(maya.locator("form").get_by_text("Saved on this phone.")).to_be_visible()
    assert answers(site_engine, cast.here.enrolment) == [2]
    maya.context.set_offline(False)
    expect(maya.get_by_text("Question 2 of 16")).to_be_visible()
    assert answers(site_engine, cast.here.enrolment) == [4]


def answers(engine: Engine, enrolment_id: int) -> list[int | None]:
    """After the course, counted from the first choice on."""
    with store.reading(engine) as db:
        hers = (Assessment.enrolment_id == enrolment_id, Assessment.wave_key == "after")
        found = db.exec(select(Answer.value).join(Assessment).where(*hers)).all()
    return [None if one is None else one - 1 for one in found]

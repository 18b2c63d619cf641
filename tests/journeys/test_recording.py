"""A recording in a real browser: laid here, looked at person by person, played by the group, and out of sight."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from course import store
from course.people import consent
from course.people.consent import ConsentTo
from curriculum.sound import voice
from tests.cast import Cast
from tests.journeys.test_pages import everywhere

pytestmark = pytest.mark.one_engine


def says(engine: Engine, enrolment_id: int, *, yes: bool) -> None:
    with store.writing(engine) as db:
        consent.answer(
            db, enrolment_id=enrolment_id, purpose=ConsentTo.RECORDING, given=yes, text="Words.", locale="en"
        )


def test_a_recording_is_played_by_the_group_until_somebody_takes_her_yes_back(
    site: str, maya: Page, ines: Page, cast: Cast, site_engine: Engine, tmp_path: Path
) -> None:
    bell = tmp_path / "talk.mp3"
    voice.struck_once(bell, "bowl")
    says(site_engine, cast.here.other_enrolment, yes=False)
    ines.goto(f"{site}/cohorts/{cast.here.cohort}/meetings")
    ines.get_by_role("link", name=re.compile("Recording.*Session 1")).click()
    expect(ines.get_by_text("One did not, or has not answered.")).to_be_visible()
    wrong = everywhere(ines, "before it is laid here")
    ines.get_by_label("What it holds").fill("The talk of session one")
    ines.get_by_label("Or a file").set_input_files(bell)
    ines.get_by_role("button", name="Lay it here, and look").click()
    ines.get_by_label("The teaching part only").check()
    ines.get_by_role("button", name="Offer it to the group").click()
    expect(ines.get_by_role("alert")).to_contain_text("somebody who has not agreed may be in it")
    wrong += everywhere(ines, "before it is offered")
    ines.get_by_label("Ben is neither seen nor heard in it").check()
    ines.get_by_role("button", name="Offer it to the group").click()
    expect(ines.get_by_text("The group finds it now.")).to_be_visible()

    maya.goto(f"{site}/group/{cast.here.enrolment}")
    maya.get_by_role("link", name="All materials and recordings").click()
    player = maya.get_by_label("The talk of session one")
    wrong += everywhere(maya, "what she finds")
    player.evaluate("one => one.play()")
    maya.wait_for_function("one => one.currentTime > 0.1", arg=player.element_handle())

    says(site_engine, cast.here.enrolment, yes=False)
    maya.reload()
    expect(maya.get_by_text("The talk of session one")).to_have_count(0)
    ines.reload()
    expect(ines.get_by_text("Out of sight: please look").first).to_be_visible()
    wrong += everywhere(ines, "with recordings out of sight")
    assert wrong == []

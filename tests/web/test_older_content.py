"""A cohort that began on the first release goes on with it: its pages, its paper and its letters."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from course import clock, store
from course.cohorts.bundle import Bundle
from course.cohorts.cohort import Cohort
from course.delivery import loading
from course.delivery.ledger import Delivery
from course.delivery.scenes import Stage
from course.letters.table import write
from curriculum.bundle import content_hash
from tests.cast import NOW, Cast
from tests.site import SignIn

pytestmark = pytest.mark.one_engine

HERS = (
    "/today", "/course", "/cards/{enrolment}", "/cards/{enrolment}/backdraft",
    "/course/{enrolment}/week-1", "/course/{enrolment}/week-2", "/course/{enrolment}/week-3",
    "/practice/{enrolment}/affectionate-breathing", "/practice/{enrolment}/affectionate-breathing?minutes=5",
    "/practice/{enrolment}/supportive-touch", "/print/{enrolment}/week-2/workbook.pdf",
    "/print/{enrolment}/week-2/handout.pdf", "/print/{enrolment}/words/affectionate-breathing.pdf",
)  # fmt: skip
STAFFS = (
    "/cohorts/{cohort}", "/cohorts/{cohort}/meetings", "/cohorts/{cohort}/content", "/cohorts/{cohort}/guides",
    "/cohorts/{cohort}/group/week-4", "/cohorts/{cohort}/meetings/{meeting}/run-sheet",
    "/cohorts/{cohort}/meetings/{meeting}/run-sheet/change", "/cohorts/{cohort}/meetings/{meeting}/run-sheet.pdf",
)  # fmt: skip


@pytest.fixture
def older(root: Path, site_engine: Engine, cast: Cast) -> None:
    """Both houses run on the eight weeks as their files were in the first release."""
    body = (root / "tests/curriculum/bundles/first-eight-weeks.json").read_text(encoding="utf-8")
    with store.writing(site_engine) as db:
        stored = Bundle(
            hash=content_hash(body), kind="course", key="eight-weeks", body=body, stored_at=clock.real_now(db)
        )
        db.add(stored)
        db.flush()
        db.get_one(Cohort, cast.here.cohort).bundle_hash = stored.hash


@pytest.mark.usefixtures("older")
@pytest.mark.parametrize(
    ("who", "address"), [*(("maya", each) for each in HERS), *(("ines", each) for each in STAFFS)]
)
def test_a_page_of_the_first_release_is_shown(
    signed_in_as: SignIn, cast: Cast, who: str, address: str
) -> None:
    here = {"enrolment": cast.here.enrolment, "cohort": cast.here.cohort, "meeting": cast.here.meeting}
    answer = signed_in_as(getattr(cast, who)).get(address.format(**here))
    assert answer.status_code == 200


@pytest.mark.usefixtures("older")
def test_its_texts_are_those_of_then(signed_in_as: SignIn, cast: Cast) -> None:
    """The first release said this in week 2, and had one outline, of 165 minutes, without words to say."""
    week = signed_in_as(cast.maya).get(f"/course/{cast.here.enrolment}/week-2").text
    assert "It does not mean an empty mind." in week
    sheet = signed_in_as(cast.ines).get(f"/cohorts/{cast.here.cohort}/meetings/{cast.here.meeting}/run-sheet")
    assert "18:30–21:15" in sheet.text
    assert "<h3>Say first</h3>" not in sheet.text


@pytest.mark.usefixtures("older")
@pytest.mark.parametrize(
    ("letter", "about"), [("week_opens", "week:{}:week-3"), ("homework_nudge", "week:{}:week-3")]
)
def test_its_letters_are_written(
    app: Flask, site_engine: Engine, cast: Cast, letter: str, about: str
) -> None:
    with store.writing(site_engine) as db:
        row = Delivery(
            id=1, key="test", letter=letter, about=about.format(cast.here.enrolment), occurrence="",
            person_id=cast.maya, enrolment_id=cast.here.enrolment, due_at=NOW, next_try_at=NOW, message_id="test",
        )  # fmt: skip
        (facts,) = loading.enrolments(db, [cast.here.enrolment])
        written = write(
            letter,
            Stage(
                db, app.extensions["settings"], [row], {row.stored_id: facts}, keep=lambda _token: None
            ).scene(row, facts),
        )
    assert "Week 3" in written.subject or "week 3" in written.text

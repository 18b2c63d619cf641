"""An edit changes no running cohort until somebody sees the difference and takes it."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from course import store
from course.audit import AuditEvent
from course.cohorts.cohort import Cohort
from curriculum.loader import load_course
from tests.cast import Cast
from tests.site import SignIn
from tests.web.written import Files, files

pytestmark = pytest.mark.one_engine

__all__ = ["files"]

THEME = load_course("eight-weeks").unit("week-2").theme
NEW = "A theme edited in the files"


@pytest.fixture
def ines(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.ines)


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/cohorts/{cast.here.cohort}/content"


def test_it_says_what_the_group_began_with_and_that_nothing_is_newer(
    ines: FlaskClient, address: str, files: Files
) -> None:
    page = ines.get(address).text
    assert "This group runs on A Kinder Voice" in page
    assert "Began with it" in page
    assert "The files say the same" in page
    assert "Take this version" not in page
    assert "not yet reviewed by a trained teacher" in page


def test_an_edited_file_reaches_a_running_group_only_when_it_is_taken(
    ines: FlaskClient, signed_in_as: SignIn, address: str, cast: Cast, files: Files, site_engine: Engine
) -> None:
    maya = signed_in_as(cast.maya)
    week = f"/course/{cast.here.enrolment}/week-2"
    assert THEME in maya.get(week).text
    files.change("week-2/unit.yaml", THEME, NEW)
    assert NEW not in maya.get(week).text
    page = ines.get(address).text
    assert "The files have something newer" in page
    assert re.search(rf"<b>Before</b><span class=\"where\">theme</span><p>{re.escape(THEME)}</p>", page)
    assert re.search(rf"<b>Now</b><span class=\"where\">theme</span><p>{NEW}</p>", page)
    taken = ines.post(address, data={"seen": _seen(page)}, follow_redirects=True).text
    assert "This group runs on the newer version now." in taken
    assert "Taken ·" in taken
    assert NEW in maya.get(week).text
    with store.reading(site_engine) as db:
        event = db.exec(select(AuditEvent).where(AuditEvent.what == "cohort.take_content")).one()
        now = db.get_one(Cohort, cast.here.cohort)
    assert (event.actor_id, event.programme_id) == (cast.ines, cast.here.programme)
    assert event.detail["to"] == now.bundle_hash


def test_another_group_of_the_same_course_keeps_its_own(
    ines: FlaskClient, signed_in_as: SignIn, address: str, cast: Cast, files: Files
) -> None:
    files.change("week-2/unit.yaml", THEME, NEW)
    ines.post(address, data={"seen": _seen(ines.get(address).text)})
    olga = signed_in_as(cast.olga)
    assert THEME in olga.get(f"/course/{cast.there.enrolment}/week-2").text


def test_what_changed_after_it_was_seen_is_not_taken(
    ines: FlaskClient, address: str, cast: Cast, files: Files, site_engine: Engine
) -> None:
    before = _hash(site_engine, cast)
    files.change("week-2/unit.yaml", THEME, NEW)
    seen = _seen(ines.get(address).text)
    files.change("week-2/unit.yaml", NEW, f"{NEW} again")
    answer = ines.post(address, data={"seen": seen})
    assert answer.status_code == 422
    assert "The texts have changed since this page was shown." in answer.text
    assert f"{NEW} again" in answer.text
    assert _hash(site_engine, cast) == before


def test_a_week_that_meets_cannot_go(
    ines: FlaskClient, address: str, cast: Cast, files: Files, site_engine: Engine
) -> None:
    before = _hash(site_engine, cast)
    files.change("course.yaml", "- week-8\n", "")
    files.change("course.yaml", "week-8", "week-7")
    page = ines.get(address).text
    if "Take this version" in page:
        answer = ines.post(address, data={"seen": _seen(page)})
        assert "lacks a week that this cohort meets for" in answer.text
        assert answer.status_code == 422
    else:
        pytest.fail("the shortened course was not offered: " + page.partition("not-fitting")[2][:400])
    assert _hash(site_engine, cast) == before


def test_while_a_file_does_not_fit_nothing_is_taken_and_the_group_goes_on(
    ines: FlaskClient, signed_in_as: SignIn, address: str, cast: Cast, files: Files, site_engine: Engine
) -> None:
    before = _hash(site_engine, cast)
    files.change("week-2/unit.yaml", "minutes: ", "minutes: about ")
    page = ines.get(address)
    assert page.status_code == 200
    assert "courses/eight-weeks/week-2/unit.yaml, minutes" in page.text
    assert "Take this version" not in page.text
    assert ines.post(address, data={"seen": before}).status_code == 422
    assert _hash(site_engine, cast) == before
    assert signed_in_as(cast.maya).get(f"/course/{cast.here.enrolment}/week-2").status_code == 200


def test_a_course_without_a_folder_any_more_keeps_its_groups(
    ines: FlaskClient, address: str, files: Files
) -> None:
    (files.root / "courses" / "eight-weeks" / "course.yaml").unlink()
    page = ines.get(address)
    assert page.status_code == 200
    assert "no longer among those that can be run" in page.text
    assert ines.post(address, data={"seen": "0" * 64}).status_code == 422


def test_only_the_staff_of_the_group_find_its_content(signed_in_as: SignIn, cast: Cast, address: str) -> None:
    for stranger in (cast.maya, cast.sam, cast.there.lead, cast.there.facilitator):
        assert signed_in_as(stranger).get(address).status_code == 404
        assert signed_in_as(stranger).post(address, data={"seen": "0" * 64}).status_code == 404


def _seen(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


def _hash(engine: Engine, cast: Cast) -> str:
    with store.reading(engine) as db:
        return db.get_one(Cohort, cast.here.cohort).bundle_hash

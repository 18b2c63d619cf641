"""Her paper behind her door, the list of a group, and the page on which anybody may check one."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from course import store
from course.cohorts import attendance, cohort
from course.cohorts.attendance import Mark
from course.cohorts.certificate import Certificate
from course.cohorts.cohort import Cohort
from course.people.person import Person
from course.people.sign_in import PER_ORIGIN_PER_HOUR, SignInRequest
from course.privacy.erasing import erase_person
from tests.cast import Cast
from tests.course.print.reading import letters, pages
from tests.site import SignIn
from tests.web.travelling import travel_to

OVER = datetime(2027, 4, 26, 12, tzinfo=UTC)
"""Eleven days after the last meeting."""


def attend(engine: Engine, cast: Cast, sessions: int) -> None:
    """Maya comes to the first so many sessions and to the retreat."""
    with store.writing(engine) as db:
        for one in cohort.meetings(db, db.get_one(Cohort, cast.here.cohort)):
            number = one.unit_key.removeprefix("week-")
            here = Mark.HERE if not number.isdigit() or int(number) <= sessions else Mark.AWAY
            attendance.record(db, one, cast.here.enrolment, here, by=cast.ines, now=one.ends_at)


@pytest.fixture
def over(cast: Cast, site_engine: Engine) -> None:
    """The course is over and Maya came to seven of eight sessions and the retreat."""
    attend(site_engine, cast, 7)
    travel_to(site_engine, OVER)


def make(browser: FlaskClient, cast: Cast, name: str = "Maya Fonseca") -> str:
    """Press the button; the code that her page then shows."""
    page = browser.post(f"/certificates/{cast.here.enrolment}", data={"name": name}, follow_redirects=True)
    found = re.search(r"([A-Z0-9]{4}-){3}[A-Z0-9]{4}", page.text)
    assert found, page.text
    return found.group()


def test_while_the_course_runs_her_page_says_from_when_and_makes_nothing(
    cast: Cast, signed_in_as: SignIn, site_engine: Engine
) -> None:
    browser = signed_in_as(cast.maya)
    page = browser.get(f"/certificates/{cast.here.enrolment}").text
    assert "from Thursday 22 April on" in page
    assert "attended 3 of 8 meetings" in page
    assert browser.post(f"/certificates/{cast.here.enrolment}", data={"name": "Maya"}).status_code == 422
    paper = browser.get(f"/certificates/{cast.here.enrolment}/paper.pdf")
    assert paper.headers["Location"].endswith(f"/certificates/{cast.here.enrolment}")
    with store.reading(site_engine) as db:
        assert db.exec(select(Certificate)).all() == []


@pytest.mark.usefixtures("over")
def test_after_it_one_press_makes_the_paper_with_the_name_she_writes(
    cast: Cast, signed_in_as: SignIn
) -> None:
    browser = signed_in_as(cast.maya)
    assert f"/certificates/{cast.here.enrolment}" in browser.get("/me").text
    before = browser.get(f"/certificates/{cast.here.enrolment}").text
    assert "attended 7 of 8 meetings and the retreat" in before
    code = make(browser, cast)
    answer = browser.get(f"/certificates/{cast.here.enrolment}/paper.pdf")
    assert answer.mimetype == "application/pdf"
    [page] = pages(answer.data)
    for words in (
        "Maya Fonseca",
        code,
        "Linden House",
        "Ines",
        "23 hours 15 minutes",
        "127.0.0.1:8000/certificate",
    ):
        assert letters(words) in letters(page)


@pytest.mark.usefixtures("over")
def test_somebody_who_came_to_fewer_gets_a_letter_of_participation(
    cast: Cast, signed_in_as: SignIn, site_engine: Engine
) -> None:
    attend(site_engine, cast, 2)
    browser = signed_in_as(cast.maya)
    make(browser, cast)
    [page] = pages(browser.get(f"/certificates/{cast.here.enrolment}/paper.pdf").data)
    assert "Letter of participation" in page
    assert "Certificate" not in page


@pytest.mark.usefixtures("over")
def test_nobody_makes_a_paper_in_the_place_of_another(
    cast: Cast, signed_in_as: SignIn, site_engine: Engine
) -> None:
    for other in (cast.ben, cast.olga, cast.ines, cast.lena):
        answer = signed_in_as(other).post(f"/certificates/{cast.here.enrolment}", data={"name": "Me"})
        assert answer.status_code == 404
    with store.reading(site_engine) as db:
        assert db.exec(select(Certificate)).all() == []


@pytest.mark.usefixtures("over")
def test_anybody_may_check_it_and_reads_what_the_paper_says(
    cast: Cast, signed_in_as: SignIn, client: FlaskClient
) -> None:
    code = make(signed_in_as(cast.maya), cast)
    page = client.post("/certificate", data={"code": code.lower(), "name": "fonseca"})
    assert page.status_code == 200
    for words in ("Valid.", "a course of 8 meetings", "between February 2027 and April 2027", "Linden House"):
        assert words in page.text
    for secret in ("Thursday evening", "Ines", "maya@example.org", "7 of 8"):
        assert secret not in page.text


@pytest.mark.usefixtures("over")
def test_a_wrong_code_and_a_wrong_name_are_told_in_the_same_words(
    cast: Cast, signed_in_as: SignIn, client: FlaskClient
) -> None:
    code = make(signed_in_as(cast.maya), cast)
    typed = [(code, "Somebody"), ("ACDE-FGHJ-KMNP-QRTU", "Fonseca")]
    shown = [client.post("/certificate", data={"code": one, "name": name}).text for one, name in typed]
    bare = [re.sub(r'value="[^"]*"', "", each) for each in shown]
    assert bare[0] == bare[1]
    assert "We know no paper with this code and this name" in shown[0]


@pytest.mark.usefixtures("over")
def test_attendance_set_right_below_the_rule_makes_it_not_valid_and_says_so(
    cast: Cast, signed_in_as: SignIn, client: FlaskClient, site_engine: Engine
) -> None:
    code = make(signed_in_as(cast.maya), cast)
    staff = signed_in_as(cast.ines)
    with store.reading(site_engine) as db:
        held = [one.stored_id for one in cohort.meetings(db, db.get_one(Cohort, cast.here.cohort))]
    for meeting in held[:2]:
        form = {"enrolment_id": cast.here.enrolment, "mark": "away"}
        staff.post(f"/cohorts/{cast.here.cohort}/meetings/{meeting}/attendance", data=form)
    page = client.post("/certificate", data={"code": code, "name": "Fonseca"}).text
    assert "Not valid." in page
    assert "8 meetings" not in page
    mine = signed_in_as(cast.maya).get(f"/certificates/{cast.here.enrolment}").text
    assert "Letter of participation" in mine
    assert code not in mine


@pytest.mark.usefixtures("over")
def test_with_her_account_the_paper_is_unknown(
    cast: Cast, signed_in_as: SignIn, client: FlaskClient, site_engine: Engine
) -> None:
    code = make(signed_in_as(cast.maya), cast)
    with store.writing(site_engine) as db:
        erase_person(db, db.get_one(Person, cast.maya), by=None)
    page = client.post("/certificate", data={"code": code, "name": "Fonseca"}).text
    assert "We know no paper" in page


def test_each_try_counts_though_the_page_says_no(app: Flask, cast: Cast, site_engine: Engine) -> None:
    client, last = app.test_client(), None
    for number in range(PER_ORIGIN_PER_HOUR + 1):
        last = client.post("/certificate", data={"code": f"CODE-{number}", "name": "Fonseca"})
    assert last is not None
    assert last.status_code == 422
    assert "many tries" in last.text
    with store.reading(site_engine) as db:
        assert len(db.exec(select(SignInRequest)).all()) == PER_ORIGIN_PER_HOUR


@pytest.mark.usefixtures("over")
def test_staff_see_who_gets_which_and_what_is_not_marked_yet(cast: Cast, signed_in_as: SignIn) -> None:
    make(signed_in_as(cast.maya), cast)
    page = signed_in_as(cast.ines).get(f"/cohorts/{cast.here.cohort}/certificates").text
    assert "A certificate asks for 6 of 8 sessions and the retreat" in page
    assert "7 of 8" in page
    assert "made for Maya Fonseca" in page
    assert "none, as nothing was attended" in page
    assert "something is not marked yet" in page
    for number in re.findall(r"([A-Z0-9]{4}-){3}[A-Z0-9]{4}", page):
        pytest.fail(f"staff see a code: {number}")


@pytest.mark.usefixtures("over")
def test_a_part_that_the_facilitator_taps_counts_as_half_for_the_group_and_for_her(
    cast: Cast, signed_in_as: SignIn, site_engine: Engine
) -> None:
    """Seven sessions and the retreat; then the retreat and one session in part: a letter."""
    ines, group = signed_in_as(cast.ines), cast.here.cohort
    with store.reading(site_engine) as db:
        mine = {one.unit_key: one.id for one in cohort.meetings(db, db.get_one(Cohort, group))}
    for unit in ("week-7", "retreat"):
        address = f"/cohorts/{group}/meetings/{mine[unit]}/attendance"
        tapped = ines.post(
            address,
            data={"enrolment_id": cast.here.enrolment, "mark": "part"},
            headers={"X-Fragment": "1"},
        )
        assert "Part of it" in tapped.text
        assert "data-came" in tapped.text
    page = ines.get(f"/cohorts/{group}/certificates").text
    assert "A session somebody was in for a part counts as half." in page
    assert "6 of 8, 1 in part" in page
    hers = signed_in_as(cast.maya).get(f"/certificates/{cast.here.enrolment}").text
    assert "Letter of participation" in hers
    assert "6 of 8 meetings, part of 1 more and part of the retreat" in hers

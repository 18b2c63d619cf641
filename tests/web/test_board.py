"""This week: what stands there, what never does, and what it costs for twelve people and for five hundred."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from course import store
from course.cohorts import attendance, enrolment, meeting
from course.cohorts.attendance import Mark
from course.cohorts.cohort import Cohort, meetings
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.measures.assessment import Answer
from course.people.person import Person
from tests.cast import NOW, Cast
from tests.site import SignIn
from tests.web.counting import counted
from tests.web.travelling import travel_to

AT_MOST = 22


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/cohorts/{cast.here.cohort}"


def test_the_sentence_says_when_the_next_session_is(
    signed_in_as: SignIn, cast: Cast, address: str, site_engine: Engine
) -> None:
    browser = signed_in_as(cast.ines)
    said = {
        NOW: "Session 4 is tomorrow at 18:30",
        NOW + timedelta(days=1): "Session 4 is tonight at 18:30",
        datetime(2027, 3, 18, 19, 0, tzinfo=UTC): "Session 4 is on now, until 21:15",
        NOW + timedelta(days=3): "Session 5 is in 5 days, on Thursday at 18:30",
        NOW + timedelta(days=9): "The retreat is in 2 days, on Sunday at 10:00",
        NOW + timedelta(days=90): "The course has ended",
    }
    for at, sentence in said.items():
        travel_to(site_engine, at)
        assert sentence in browser.get(address).text


def test_a_cancelled_meeting_is_not_the_next_one(
    signed_in_as: SignIn, cast: Cast, address: str, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        tomorrow, ines = db.get_one(Meeting, cast.here.meeting), db.get_one(Person, cast.ines)
        meeting.cancel(db, tomorrow, reason="Ines is ill", now=NOW, by=ines)
    assert "Session 5 is on Thursday 25 March at 18:30" in signed_in_as(cast.ines).get(address).text


def test_who_told_to_be_away_is_not_expected_and_who_left_is_not_counted(
    signed_in_as: SignIn, cast: Cast, address: str, site_engine: Engine
) -> None:
    browser = signed_in_as(cast.ines)
    assert "3 people expected" in browser.get(address).text
    with store.writing(site_engine) as db:
        tomorrow = db.get_one(Meeting, cast.here.meeting)
        attendance.record(db, tomorrow, cast.here.enrolment, Mark.AWAY_TOLD, by=None, now=NOW)
    assert "2 of 3 expected" in browser.get(address).text


def test_needs_come_in_order_of_consequence_with_one_verb_each(
    signed_in_as: SignIn, cast: Cast, address: str
) -> None:
    shown = signed_in_as(cast.ines).get(address).text
    needs = [
        "One letter did not arrive",
        "Ben was away the last two times",
        "One person has not agreed to take part yet",
    ]
    found = [shown.find(sentence) for sentence in needs]
    assert found == sorted(found)
    assert -1 not in found
    assert f"/people/{cast.here.other_enrolment}/word" in shown
    assert "A short note of yours is ready to change and send." in shown


def test_questions_that_close_soon_are_counted_and_name_nobody(
    signed_in_as: SignIn, cast: Cast, address: str, site_engine: Engine
) -> None:
    """The questions after week 8 close three weeks after it; nobody has begun them."""
    browser = signed_in_as(cast.ines)
    travel_to(site_engine, datetime(2027, 5, 3, 12, tzinfo=UTC))
    assert "have not begun the questions" in browser.get(address).text
    travel_to(site_engine, datetime(2027, 4, 26, 12, tzinfo=UTC))
    assert "have not begun the questions" not in browser.get(address).text


def test_a_session_nobody_was_marked_in_is_mentioned(
    signed_in_as: SignIn, cast: Cast, address: str, site_engine: Engine
) -> None:
    browser = signed_in_as(cast.ines)
    travel_to(site_engine, NOW + timedelta(days=2))
    assert "Nobody is marked for session 4 yet" in browser.get(address).text
    with store.writing(site_engine) as db:
        over = db.get_one(Meeting, cast.here.meeting)
        attendance.record(db, over, cast.here.enrolment, Mark.HERE, by=None, now=NOW)
    assert "Nobody is marked" not in browser.get(address).text


def test_practice_days_are_shown_only_of_those_who_share_them(
    signed_in_as: SignIn, cast: Cast, address: str, site_engine: Engine
) -> None:
    browser = signed_in_as(cast.ines)
    assert browser.get(address).text.count("Keeps private") == 3
    assert "1 day" not in browser.get(address).text
    with store.writing(site_engine) as db:
        db.get_one(Enrolment, cast.here.enrolment).shares_practice = True
    shared = browser.get(address).text
    assert shared.count("Keeps private") == 2
    assert "1 day" in shared


def test_no_answer_score_or_journal_reaches_the_board(
    signed_in_as: SignIn, cast: Cast, address: str, site_engine: Engine
) -> None:
    shown = signed_in_as(cast.ines).get(address).text
    assert "Canary" not in shown
    browser = signed_in_as(cast.ines)
    with counted(site_engine) as sent:
        browser.get(address)
    with store.reading(site_engine) as db:
        assert db.exec(select(Answer)).first() is not None  # there is something to leak
    private = [one for one in sent if "FROM score" in one or "FROM answer" in one or "journal_entry" in one]
    assert private == []


def test_half_done_questions_are_named_half_done_and_nothing_more(
    signed_in_as: SignIn, cast: Cast, address: str
) -> None:
    """Maya has completed one of two measures before the course."""
    shown = signed_in_as(cast.ines).get(address).text
    maya = shown.partition(">Maya<")[2].partition("</tr>")[0]
    assert "Half done" in maya


def test_the_board_of_another_cohort_is_not_there(signed_in_as: SignIn, cast: Cast, address: str) -> None:
    for stranger in (cast.maya, cast.sam, cast.there.facilitator, cast.there.lead):
        assert signed_in_as(stranger).get(address).status_code == 404


def test_the_board_costs_the_same_for_twelve_people_and_for_five_hundred(
    signed_in_as: SignIn, cast: Cast, address: str, site_engine: Engine
) -> None:
    browser, costs = signed_in_as(cast.ines), []
    for size in (12, 500):
        _fill(site_engine, cast.here.cohort, size)
        browser.get(address)
        with counted(site_engine) as sent:
            assert browser.get(address).status_code == 200
        costs.append(len(sent))
    assert costs[0] == costs[1]
    assert costs[0] <= AT_MOST


def test_what_goes_out_next_comes_after_the_page_and_names_no_words_of_a_letter(
    signed_in_as: SignIn, cast: Cast, address: str
) -> None:
    browser = signed_in_as(cast.ines)
    assert "See the next seven days" in browser.get(address).text
    part = browser.get(address + "/going", headers={"X-Fragment": "1"})
    assert part.status_code == 200
    assert "The meeting tomorrow" in part.text
    plain = browser.get(address + "/going")
    assert plain.headers["Location"].endswith("/letters")


def test_a_large_group_is_cut_and_can_be_shown_whole(
    signed_in_as: SignIn, cast: Cast, address: str, site_engine: Engine
) -> None:
    _fill(site_engine, cast.here.cohort, 80)
    browser = signed_in_as(cast.ines)
    assert browser.get(address).text.count('scope="row"') == 60
    assert browser.get(address + "/everybody").text.count('scope="row"') == 80


def _fill(engine: Engine, cohort_id: int, size: int) -> None:
    """People until so many have a place, each with marks at every session so far."""
    with store.writing(engine) as db:
        have = len(db.exec(select(Enrolment.id).where(col(Enrolment.cohort_id) == cohort_id)).all())
        past = [one for one in meetings(db, db.get_one(Cohort, cohort_id)) if one.is_over(NOW)]
        for n in range(have, size):
            person = Person(
                email=f"p{n}@example.org", name=f"Person {n}", called=f"P{n}", zone="UTC", created_at=NOW
            )
            db.add(person)
            db.flush()
            hers = enrolment.enrol(db, cohort_id=cohort_id, person=person, now=NOW - timedelta(days=30))
            for one in past:
                attendance.record(db, one, hers.stored_id, Mark.HERE, by=None, now=NOW)

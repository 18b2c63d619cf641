"""Today in every phase of a course, its one tap for the next session, and what it costs."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select
from werkzeug.test import TestResponse

from course import store
from course.cohorts import enrolment, meeting
from course.cohorts.attendance import Attendance, Mark
from course.cohorts.cohort import Cohort
from course.cohorts.meeting import Meeting
from course.people.person import Person
from tests.cast import NOW, Cast
from tests.site import SignIn
from tests.web.counting import counted
from tests.web.travelling import travel_to

AT_MOST = 8


def text_of(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def test_today_shows_the_week_that_opened_last_and_the_next_session(signed_in_as: SignIn, cast: Cast) -> None:
    shown = text_of(signed_in_as(cast.maya).get("/today"))
    assert "Week 3 of 8" in shown
    assert "Good afternoon, Maya" in shown
    assert "Session 4, 18:30 to 21:15" in shown
    assert "Room 2, Linden House" in shown
    assert "/course/" in shown


def test_today_greets_by_the_hour_where_she_is(signed_in_as: SignIn, cast: Cast) -> None:
    """Noon in UTC is morning in New York."""
    assert "Good morning, Nia" in text_of(signed_in_as(cast.nia).get("/today"))


def test_the_practice_of_the_day_changes_from_day_to_day(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    browser, seen = signed_in_as(cast.maya), []
    for day in range(3):
        travel_to(site_engine, NOW - timedelta(days=3 - day))
        shown = text_of(browser.get("/today"))
        seen.append(shown.partition('hero-title">')[2].partition("<")[0])
    assert len(set(seen)) == 3
    assert all(seen)


def test_a_session_elsewhere_names_the_clock_of_the_group(signed_in_as: SignIn, cast: Cast) -> None:
    shown = text_of(signed_in_as(cast.nia).get("/today"))
    assert "Session 4, 14:30 to 17:15" in shown
    assert "18:30 in Lisbon" in shown


def test_i_cannot_make_it_is_one_tap_and_can_be_taken_back(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    browser, address = signed_in_as(cast.maya), f"/session/{cast.here.meeting}/away"
    assert browser.post(address, data={"away": "yes"}).status_code == 302
    assert _mark(site_engine, cast) == Mark.AWAY_TOLD
    assert "Your facilitators know that you cannot make it" in text_of(browser.get("/today"))
    browser.post(address, data={"away": "no"})
    assert _mark(site_engine, cast) is None


def test_a_mark_that_a_facilitator_made_is_not_changed_by_the_tap(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        db.add(
            Attendance(
                meeting_id=cast.here.meeting,
                enrolment_id=cast.here.enrolment,
                mark=Mark.HERE,
                marked_by=cast.ines,
                marked_at=NOW,
            )
        )
    answer = signed_in_as(cast.maya).post(f"/session/{cast.here.meeting}/away", data={"away": "yes"})
    assert answer.status_code == 422
    assert _mark(site_engine, cast) == Mark.HERE


def test_a_session_of_another_group_is_not_there(signed_in_as: SignIn, cast: Cast) -> None:
    browser = signed_in_as(cast.olga)
    assert browser.post(f"/session/{cast.here.meeting}/away", data={"away": "yes"}).status_code == 404
    assert browser.post("/session/999999/away", data={"away": "yes"}).status_code == 404


def test_a_past_session_is_left_as_it_was(signed_in_as: SignIn, cast: Cast) -> None:
    answer = signed_in_as(cast.maya).post(f"/session/{cast.here.past_meeting}/away", data={"away": "yes"})
    assert answer.status_code == 422
    assert "This session is over" in text_of(answer)


def test_a_cancelled_session_is_named_with_the_next_one(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        row, ines = db.get_one(Meeting, cast.here.meeting), db.get_one(Person, cast.ines)
        meeting.cancel(db, row, reason="Ines has lost her voice.", now=NOW, by=ines)
    shown = text_of(signed_in_as(cast.maya).get("/today"))
    assert "The session on Thursday 18 March is cancelled" in shown
    assert "Ines has lost her voice." in shown
    assert "Session 5, 18:30" in shown


def test_before_the_course_today_says_when_it_starts_and_which_steps_are_left(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    travel_to(site_engine, datetime(2027, 2, 20, 9, tzinfo=UTC))
    shown = text_of(signed_in_as(cast.nia).get("/today"))
    assert "Starts Thu 25 Feb" in shown
    assert "Your way in" in shown
    assert "calendar" in shown
    assert "Already practised today" not in shown
    hers = text_of(signed_in_as(cast.ben).get("/today"))
    assert "Your way in" not in hers
    assert "16 questions" in hers


def test_a_half_answered_wave_says_how_much_is_saved(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    travel_to(site_engine, datetime(2027, 2, 20, 9, tzinfo=UTC))
    assert "12 of 16 saved" in text_of(signed_in_as(cast.maya).get("/today"))


def test_after_the_course_today_offers_one_to_return_to(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    travel_to(site_engine, datetime(2027, 6, 20, 9, tzinfo=UTC))
    shown = text_of(signed_in_as(cast.maya).get("/today"))
    assert "Pick one to return to" in shown
    assert "Affectionate breathing" in shown


def test_the_last_week_still_belongs_to_the_course(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    travel_to(site_engine, datetime(2027, 4, 18, 9, tzinfo=UTC))
    shown = text_of(signed_in_as(cast.maya).get("/today"))
    assert "Week 8 of 8" in shown
    assert "Questions: After week 8" in shown


def test_somebody_who_left_is_not_asked_to_practise(signed_in_as: SignIn, cast: Cast) -> None:
    shown = text_of(signed_in_as(cast.dani).get("/today"))
    assert "You left this group" in shown
    assert "Already practised today" not in shown
    assert "Next session" not in shown


def test_whoever_has_no_place_sees_a_kind_empty_page(signed_in_as: SignIn, cast: Cast) -> None:
    answer = signed_in_as(cast.lena).get("/today")
    assert answer.status_code == 200
    assert "no place in a course here yet" in text_of(answer)


PAGES = (
    "/today",
    "/course",
    "/course/{enrolment}/week-3",
    "/practice/{enrolment}/affectionate-breathing",
    "/log",
    "/journal",
    "/questions/{enrolment}/after",
    "/me",
    "/me/about",
    "/me/letters",
    "/me/sharing",
    "/me/devices",
    "/me/looking-back",
    "/me/leaving",
    "/exercise/{enrolment}",
    "/exercise/{enrolment}/distress-log",
    "/goals/{enrolment}",
)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_hers_costs_few_statements_and_no_more_in_a_large_group(
    address: str, signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    """Also while a wave is open, which is when most is read."""
    travel_to(site_engine, datetime(2027, 4, 18, 9, tzinfo=UTC))
    browser, address = signed_in_as(cast.maya), address.format(enrolment=cast.here.enrolment)
    browser.get(address)  # what a process reads once and keeps: the content by its hash
    with counted(site_engine) as alone:
        assert browser.get(address).status_code == 200
    assert len(alone) <= AT_MOST, "\n".join(alone)
    _fill(site_engine, cast)
    with counted(site_engine) as crowded:
        browser.get(address)
    assert len(crowded) == len(alone)


def _fill(engine: Engine, cast: Cast) -> None:
    """500 people in her group."""
    with store.writing(engine) as db:
        run = db.get_one(Cohort, cast.here.cohort)
        people = [
            Person(email=f"{uuid4().hex}@example.org", name="One", called="One", created_at=NOW)
            for _ in range(500)
        ]
        db.add_all(people)
        db.flush()
        db.add_all(
            enrolment.Enrolment(cohort_id=run.stored_id, person_id=one.stored_id, joined_at=NOW)
            for one in people
        )


def _mark(engine: Engine, cast: Cast) -> Mark | None:
    with store.reading(engine) as db:
        found = db.exec(
            select(col(Attendance.mark)).where(
                Attendance.meeting_id == cast.here.meeting, Attendance.enrolment_id == cast.here.enrolment
            )
        ).first()
        return Mark(found) if found else None

"""A cohort follows one of the lengths its course has, and may begin with an orientation."""

from datetime import date, time
from typing import Any

import pytest
from sqlmodel import Session

from course.cohorts import cohort, run_sheet
from course.cohorts.cohort import plan_for
from course.cohorts.programme import Programme
from course.cohorts.schedule import Plan, planned
from course.errors import Refused
from course.people.person import Person
from curriculum.loader import load_course

FIRST = date(2027, 2, 25)


def plan(**changes: Any) -> Plan:
    course = load_course("eight-weeks")
    return plan_for(course, starts_on=FIRST, at=time(18, 30), zone="Europe/Lisbon", skipped={}, **changes)


@pytest.mark.parametrize("length", [120, 150, 165])
def test_the_chosen_length_is_how_long_the_sessions_take_and_the_retreat_keeps_its_own(length: int) -> None:
    minutes = {one.unit_key: one.minutes for one in planned(plan(outline_minutes=length))}
    assert minutes.pop("retreat") == 240
    assert minutes == {f"week-{number}": length for number in range(1, 9)}


@pytest.mark.parametrize("length", [None, 90])
def test_without_a_length_the_course_has_its_own_is_taken(length: int | None) -> None:
    minutes = [one.minutes for one in planned(plan(outline_minutes=length)) if one.unit_key != "retreat"]
    assert minutes == [165] * 8


@pytest.mark.parametrize("length", [120, 150, 165])
def test_the_run_sheet_of_a_cohort_adds_up_to_its_length(
    db: Session, house: Programme, lena: Person, length: int
) -> None:
    run = cohort.create(
        db,
        house,
        name="Thursday",
        course_key="eight-weeks",
        plan=plan(outline_minutes=length),
        outline_minutes=length,
        by=lena,
    )
    for meeting in cohort.meetings(db, run):
        total = sum(shown.part.minutes for shown in run_sheet.sheet(db, run, meeting))
        assert total == meeting.minutes == (240 if meeting.unit_key == "retreat" else length)


def test_an_orientation_has_a_day_of_its_own_before_the_first_session() -> None:
    first, second, *_rest = planned(plan(orientation_on=date(2027, 2, 18)))
    assert (first.unit_key, first.starts_on, first.minutes) == ("orientation", date(2027, 2, 18), 60)
    assert (second.unit_key, second.starts_on) == ("week-1", FIRST)


def test_without_a_day_there_is_no_orientation() -> None:
    assert planned(plan())[0].unit_key == "week-1"


@pytest.mark.parametrize("day", [FIRST, date(2027, 2, 26), date(2027, 6, 1)])
def test_an_orientation_on_the_day_of_the_first_session_or_later_is_refused(day: date) -> None:
    with pytest.raises(Refused) as refused:
        planned(plan(orientation_on=day))
    assert refused.value.field == "orientation_on"


def test_the_orientation_comes_before_a_first_session_that_a_holiday_moved() -> None:
    skipped = {FIRST: "Holiday"}
    course = load_course("eight-weeks")
    moved = plan_for(
        course, starts_on=FIRST, at=time(18, 30), zone="Europe/Lisbon", skipped=skipped, orientation_on=FIRST
    )
    assert [(one.unit_key, one.starts_on) for one in planned(moved)][:2] == [
        ("orientation", date(2027, 2, 25)),
        ("week-1", date(2027, 3, 4)),
    ]

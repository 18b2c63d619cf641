"""One tap is one row, however often it arrives, and taking it back is final."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment, enrol
from course.errors import NotFound
from course.people.person import Person
from course.practice import homework, log
from course.practice.homework import HomeworkTick
from course.practice.log import PracticeKind, PracticeLog
from tests.course.conftest import NOW

TODAY = NOW.date()


def tap(db: Session, hers: Enrolment, client_id: UUID, day: date = TODAY) -> PracticeLog:
    return log.log(
        db, hers, client_id=client_id, kind=PracticeKind.FORMAL, minutes=10, practised_on=day, now=NOW
    )


def test_the_same_tap_sent_twice_makes_one_row(db: Session, hers: Enrolment) -> None:
    client_id = uuid4()
    assert tap(db, hers, client_id).id == tap(db, hers, client_id).id
    assert len(db.exec(select(PracticeLog)).all()) == 1


def test_two_taps_on_one_day_are_two(db: Session, hers: Enrolment) -> None:
    tap(db, hers, uuid4())
    tap(db, hers, uuid4())
    assert len(log.logged_on(db, hers, TODAY)) == 2


def test_what_was_taken_back_stays_away_when_the_tap_arrives_again(db: Session, hers: Enrolment) -> None:
    client_id = uuid4()
    log.take_back(db, tap(db, hers, client_id), now=NOW)
    tap(db, hers, client_id)
    db.flush()
    assert log.logged_on(db, hers, TODAY) == []


def test_days_are_counted_once_and_only_where_something_stands(db: Session, hers: Enrolment) -> None:
    for day in (TODAY, TODAY, TODAY - timedelta(days=2)):
        tap(db, hers, uuid4(), day)
    log.take_back(db, tap(db, hers, uuid4(), TODAY - timedelta(days=1)), now=NOW)
    days = log.practice_days(db, [hers.stored_id], since=TODAY - timedelta(days=6), until=TODAY)
    assert days == {hers.stored_id: frozenset({TODAY, TODAY - timedelta(days=2)})}


def test_somebody_elses_tap_is_not_hers(db: Session, group: Cohort, hers: Enrolment, lena: Person) -> None:
    client_id = uuid4()
    tap(db, hers, client_id)
    other = enrol(db, cohort_id=group.stored_id, person=lena, now=NOW)
    with pytest.raises(NotFound):
        tap(db, other, client_id)


def test_a_tick_goes_on_and_off_as_often_as_one_likes(db: Session, hers: Enrolment) -> None:
    for on in (True, True, False, False, True):
        homework.set_tick(db, hers, unit_key="week-1", item_key="touch", on=on, client_id=uuid4(), now=NOW)
    assert homework.ticked(db, hers, "week-1") == {"touch"}
    assert len(db.exec(select(HomeworkTick)).all()) == 1

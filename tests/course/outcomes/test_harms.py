"""Unwanted effects read from rows: counted once the questions have closed, and never later."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from course.cohorts import cohort as cohorts
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import enrol
from course.cohorts.programme import Programme
from course.measures import unwanted_effects
from course.measures.unwanted_effects import Harm, Helped, Kind, Told
from course.outcomes import harms
from course.people.key import Keyring
from course.people.person import welcome
from tests.course.conftest import NOW

PASSED, LASTS = Told(Harm.PASSING, [Kind.SLEEP], Helped.YES), Told(Harm.LASTING, [Kind.DAILY_LIFE], Helped.NO)
NO, TICKED, SILENT = Told(Harm.NO), Told(None, [Kind.BODY]), Told()


@pytest.fixture
def ended(db: Session, group: Cohort) -> datetime:
    return max(one.starts_at for one in cohorts.meetings(db, group))


def answer(
    db: Session, ring: Keyring, group: Cohort, told: list[Told], *, at: datetime, who: str = "p"
) -> None:
    for number, one in enumerate(told):
        person = welcome(db, email=f"{who}{number}@example.org", name="P", zone="UTC")
        hers = enrol(db, cohort_id=group.stored_id, person=person, now=NOW)
        row = unwanted_effects.offer(db, hers, "after", now=at)
        unwanted_effects.tell(db, ring, person, row, one, now=at)


def test_nothing_is_said_of_a_cohort_in_which_nobody_was_asked(
    db: Session, house: Programme, group: Cohort
) -> None:
    assert harms.of_cohort(db, group, now=NOW) == ()
    assert harms.of_programme(db, house, now=NOW) == ()


def test_a_cohort_is_counted_once_its_questions_have_closed_and_what_comes_later_is_not(
    db: Session, ring: Keyring, house: Programme, group: Cohort, ended: datetime
) -> None:
    """5 people named something that passed (one of them by a tick alone), 5 nothing, one left everything open.

    The wave after week 8 is open for 21 days and 3 more for who has begun; 16 days later it is counted.
    """
    told = [PASSED] * 4 + [TICKED] + [NO] * 5 + [SILENT]
    answer(db, ring, group, told, at=ended + timedelta(days=3))
    (open_,) = harms.of_cohort(db, group, now=ended + timedelta(days=20))
    assert (open_.is_open, open_.asked, open_.answered, open_.named) == (True, 11, 10, None)
    assert harms.of_programme(db, house, now=ended + timedelta(days=20)) == ()
    closed_at = ended + timedelta(days=60)
    answer(db, ring, group, [LASTS], at=closed_at, who="late")
    (closed,) = harms.of_cohort(db, group, now=closed_at)
    assert (closed.title, closed.asked, closed.answered) == ("After week 8", 11, 10)
    assert (closed.named, closed.lasting, closed.serious, closed.with_help) == (5, 0, 0, None)
    (whole,) = harms.of_programme(db, house, now=closed_at)
    assert (whole.named, whole.answered, whole.waiting) == (5, 10, 0)


def test_rather_not_say_is_no_answer_about_harm(
    db: Session, ring: Keyring, group: Cohort, ended: datetime
) -> None:
    answer(db, ring, group, [Told(Harm.RATHER_NOT)] * 5 + [NO] * 6, at=ended)
    (found,) = harms.of_cohort(db, group, now=ended + timedelta(days=60))
    assert (found.asked, found.answered, found.named) == (11, 6, 0)


def test_what_is_told_once_stays(db: Session, ring: Keyring, group: Cohort) -> None:
    person = welcome(db, email="p@example.org", name="P", zone="UTC")
    hers = enrol(db, cohort_id=group.stored_id, person=person, now=NOW)
    row = unwanted_effects.offer(db, hers, "after", now=NOW)
    assert unwanted_effects.offer(db, hers, "after", now=NOW + timedelta(days=1)).id == row.id
    unwanted_effects.tell(db, ring, person, row, Told(Harm.LASTING, words="mine", shares=True), now=NOW)
    unwanted_effects.tell(db, ring, person, row, NO, now=NOW)
    assert row.harm is Harm.LASTING
    assert unwanted_effects.read(db, ring, row) == {"more": "mine"}
    assert [one.words for one in unwanted_effects.shared_in(db, ring, group.stored_id)] == ["mine"]

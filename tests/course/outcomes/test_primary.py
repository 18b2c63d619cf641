"""The main outcome: named once with its day, followed by others with a reason, and honest about when."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from course.cohorts import programme
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.errors import Refused
from course.measures import assessment
from course.outcomes import primary
from course.outcomes.primary import Analysis, Outcome
from course.people.person import Person
from curriculum.loader import load_course
from tests.course.conftest import NOW

WARM = Outcome("self-compassion-12", "compassionate", "after", Analysis.MEAN_CHANGE)
STRESS = Outcome("stress-4", "total", "six-months", Analysis.MIXED_MODEL)


def test_what_is_named_before_the_first_answer_says_so(db: Session, house: Programme, lena: Person) -> None:
    row = primary.declare(db, house, WARM, by=lena, now=NOW)
    assert (row.declared_at, row.answers_since, row.reason) == (NOW, None, "")
    assert primary.of(db, house.stored_id) == row
    assert primary.is_primary(row, "self-compassion-12", "compassionate", "after")
    assert not primary.is_primary(row, "self-compassion-12", "compassionate", "six-months")
    assert not primary.is_primary(row, "self-compassion-12", "total", "after")


def test_without_one_everything_is_secondary(db: Session, house: Programme) -> None:
    assert primary.of(db, house.stored_id) is None
    assert not primary.is_primary(None, "self-compassion-12", "compassionate", "after")


def test_another_one_needs_a_reason_and_both_stay(db: Session, house: Programme, lena: Person) -> None:
    first = primary.declare(db, house, WARM, by=lena, now=NOW)
    with pytest.raises(Refused, match="why") as refused:
        primary.declare(db, house, STRESS, reason="  ", by=lena, now=NOW)
    assert refused.value.field == "reason"
    with pytest.raises(Refused, match="shorter"):
        primary.declare(db, house, STRESS, reason="x" * 301, by=lena, now=NOW)
    later = NOW + timedelta(days=9)
    second = primary.declare(db, house, STRESS, reason="The board asks for stress.", by=lena, now=later)
    assert [row for row, _by in primary.declared(db, house.stored_id)] == [second, first]
    assert primary.of(db, house.stored_id) == second
    assert first.outcome == WARM


def test_the_same_named_again_is_one_and_keeps_its_day(db: Session, house: Programme, lena: Person) -> None:
    first = primary.declare(db, house, WARM, by=lena, now=NOW)
    assert primary.declare(db, house, WARM, by=lena, now=NOW + timedelta(days=1)).id == first.id
    assert first.declared_at == NOW


def test_named_after_answers_had_come_in_it_carries_the_day_of_the_first(
    db: Session, house: Programme, group: Cohort, hers: Enrolment, lena: Person
) -> None:
    began = NOW - timedelta(days=2)
    for at in (NOW, began):
        wave = "before" if at == began else "after"
        assessment.begin(db, hers, wave_key=wave, measure_key="stress-4", locale="en", now=at)
    assert primary.declare(db, house, WARM, by=lena, now=NOW).answers_since == began


def test_answers_of_another_programme_change_nothing(
    db: Session, house: Programme, hers: Enrolment, lena: Person
) -> None:
    other = programme.create(db, name="Other", zone="UTC", country="PT", by=lena)
    assessment.begin(db, hers, wave_key="before", measure_key="stress-4", locale="en", now=NOW)
    assert primary.declare(db, other, WARM, by=lena, now=NOW).answers_since is None


def test_it_is_chosen_among_what_is_asked_after_the_first_wave() -> None:
    course = load_course("eight-weeks")
    assert list(primary.later_waves([course])) == [wave.key for wave in course.waves[1:]]
    assert primary.scores([course])[0] == ("self-compassion-12", "compassionate")
    assert ("stress-4", "total") in primary.scores([course])

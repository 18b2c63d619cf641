"""About oneself: choices only, off unless turned on, and open again whenever somebody likes."""

import pytest
from sqlmodel import Session, select

from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.errors import Refused
from course.people import about_you
from course.people.about_you import AboutQuestion, AboutYou
from course.people.person import Person
from tests.course.conftest import NOW


def test_nothing_is_asked_unless_a_lead_turns_it_on(db: Session, house: Programme) -> None:
    assert about_you.asked_by(db, house.stored_id) == ()


def test_turned_off_again_a_question_keeps_the_days_on_which_it_was_asked(
    db: Session, house: Programme, lena: Person
) -> None:
    about_you.ask(db, house.stored_id, {"age", "gender"}, by=lena, now=NOW)
    about_you.ask(db, house.stored_id, {"gender"}, by=lena, now=NOW)
    assert [one.key for one in about_you.asked_by(db, house.stored_id)] == ["gender"]
    rows = db.exec(select(AboutQuestion)).all()
    assert {row.key: row.ended_at for row in rows} == {"age": NOW, "gender": None}
    with pytest.raises(Refused):
        about_you.ask(db, house.stored_id, {"income"}, by=lena, now=NOW)


def test_an_answer_can_be_changed_and_left_open_again(
    db: Session, house: Programme, hers: Enrolment, lena: Person
) -> None:
    about_you.ask(db, house.stored_id, {"age", "gender"}, by=lena, now=NOW)
    asked = about_you.asked_by(db, house.stored_id)
    about_you.answer(db, hers, asked, {"age": "40-54", "gender": "rather-not"})
    about_you.answer(db, hers, asked, {"age": "55-69", "gender": ""})
    assert about_you.answers(db, hers) == {"age": "55-69"}
    assert about_you.is_open_to(db, hers, house.stored_id)


@pytest.mark.parametrize("given", ["41", "woman", "40-54 ", "Free words about myself"])
def test_no_free_words_are_taken(
    given: str, db: Session, house: Programme, hers: Enrolment, lena: Person
) -> None:
    about_you.ask(db, house.stored_id, {"age"}, by=lena, now=NOW)
    with pytest.raises(Refused) as refused:
        about_you.answer(db, hers, about_you.asked_by(db, house.stored_id), {"age": given})
    assert refused.value.field == "age"
    assert db.exec(select(AboutYou)).all() == []


def test_there_are_five_and_each_can_be_refused_in_words() -> None:
    assert len(about_you.questions()) == 5
    assert all("rather-not" in one.choices and one.why for one in about_you.questions())

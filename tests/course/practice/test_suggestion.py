"""A suggestion stands until it is taken back, and whether she put it aside is nowhere to be seen by staff."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from course.audit import AuditEvent
from course.cohorts import enrolment
from course.cohorts.enrolment import Enrolment
from course.errors import Refused
from course.people.person import Person
from course.practice import suggestion
from course.practice.suggestion import Suggested, Suggestion
from curriculum.loader import load_course
from tests.course.conftest import NOW

COURSE = load_course("eight-weeks")


def suggest(
    db: Session, hers: Enrolment, by: Person, key: str = "soles-of-the-feet", note: str = "For the evenings."
) -> Suggestion:
    return suggestion.suggest(db, hers, COURSE, kind=Suggested.PRACTICE, key=key, note=note, now=NOW, by=by)


def keys(db: Session, hers: Enrolment, *, for_her: bool) -> list[tuple[str, str]]:
    return [(one.key, by.name) for one, by in suggestion.standing(db, hers, for_her=for_her)]


def test_it_stands_for_both_with_the_name_of_whoever_made_it(
    db: Session, hers: Enrolment, lena: Person
) -> None:
    suggest(db, hers, lena)
    suggest(db, hers, lena, key="supportive-touch")
    both = [("supportive-touch", "Lena"), ("soles-of-the-feet", "Lena")]
    assert keys(db, hers, for_her=True) == both
    assert keys(db, hers, for_her=False) == both


def test_put_aside_is_gone_for_her_and_staff_see_no_difference(
    db: Session, hers: Enrolment, lena: Person
) -> None:
    row = suggest(db, hers, lena)
    audited = len(db.exec(select(AuditEvent)).all())
    before = keys(db, hers, for_her=False)
    suggestion.put_aside(db, row, now=NOW)
    assert keys(db, hers, for_her=True) == []
    assert keys(db, hers, for_her=False) == before
    assert len(db.exec(select(AuditEvent)).all()) == audited


def test_taken_back_is_gone_for_both_and_remembered_once(db: Session, hers: Enrolment, lena: Person) -> None:
    row = suggest(db, hers, lena)
    suggestion.take_back(db, row, now=NOW, by=lena)
    suggestion.take_back(db, row, now=NOW + timedelta(days=1), by=lena)
    assert keys(db, hers, for_her=True) == keys(db, hers, for_her=False) == []
    assert row.taken_back_at == NOW
    told = [one.what for one in db.exec(select(AuditEvent)).all() if one.what.startswith("suggestion")]
    assert told == ["suggestion.make", "suggestion.take_back"]


def test_the_audit_holds_no_word_of_the_note(db: Session, hers: Enrolment, lena: Person) -> None:
    suggest(db, hers, lena, note="mark4711 after your hard week")
    assert "mark4711" not in repr([one.model_dump() for one in db.exec(select(AuditEvent)).all()])


def test_the_same_one_sent_twice_is_one_and_another_note_is_another(
    db: Session, hers: Enrolment, lena: Person, maya: Person
) -> None:
    one = suggest(db, hers, lena)
    assert suggest(db, hers, lena).id == one.id
    assert suggest(db, hers, lena, note="Or in the morning.").id != one.id
    assert suggest(db, hers, maya).id != one.id


@pytest.mark.parametrize(
    ("kind", "key"), [(Suggested.PRACTICE, "others-too"), (Suggested.GOAL, "no-such-goal")]
)
def test_only_what_the_course_has_can_be_suggested(
    db: Session, hers: Enrolment, lena: Person, kind: Suggested, key: str
) -> None:
    with pytest.raises(Refused) as refused:
        suggestion.suggest(db, hers, COURSE, kind=kind, key=key, note="", now=NOW, by=lena)
    assert refused.value.field == "key"


def test_nothing_is_suggested_to_somebody_who_left(db: Session, hers: Enrolment, lena: Person) -> None:
    enrolment.leave(db, hers, now=NOW, by=None)
    with pytest.raises(Refused):
        suggest(db, hers, lena)


def test_a_note_is_one_line_and_a_longer_one_is_explained(db: Session, hers: Enrolment, lena: Person) -> None:
    assert suggest(db, hers, lena, note=" Two\nlines ").note == "Two lines"
    assert len(suggest(db, hers, lena, note="x" * 200).note) == 200
    with pytest.raises(Refused) as refused:
        suggest(db, hers, lena, note="x" * 201)
    assert refused.value.field == "note"

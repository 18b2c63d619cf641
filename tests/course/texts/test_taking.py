"""What differs between two versions, and a cohort that takes the newer one or keeps its own."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from course.cohorts.cohort import Cohort, content
from course.cohorts.enrolment import Enrolment
from course.errors import Refused
from course.people.person import Person
from course.texts import taking
from course.texts.difference import Line, differences, every_difference
from curriculum.loader import load_course
from curriculum.schema import Course
from tests.course.conftest import NOW

WHOLE = load_course("eight-weeks")
COURSE = WHOLE.model_copy(update={"translations": ()})


def test_the_same_content_differs_in_nothing() -> None:
    assert list(differences(COURSE, COURSE)) == []


def test_one_changed_field_is_one_line_out_and_one_in() -> None:
    touch = COURSE.practice("supportive-touch")
    after = _with(COURSE, "practices", touch.model_copy(update={"purpose": "Another purpose"}))
    (only,) = differences(COURSE, after)
    assert (only.kind, only.title, only.change) == ("practices", "Supportive touch", "changed")
    assert [line for line in only.lines if line.kind != "same"] == [
        Line("out", "purpose", touch.purpose),
        Line("in", "purpose", "Another purpose"),
    ]


def test_what_is_new_and_what_is_gone_is_said_and_the_order_too() -> None:
    card = COURSE.cards[0]
    fewer = COURSE.model_copy(update={"cards": COURSE.cards[1:]})
    assert [(one.kind, one.change) for one in differences(COURSE, fewer)] == [
        ("course", "changed"),  # the list of cards
        ("cards", "gone"),
    ]
    assert [(one.title, one.change) for one in differences(fewer, COURSE)][1:] == [(card.title, "new")]
    turned = COURSE.model_copy(update={"cards": COURSE.cards[::-1]})
    (only,) = differences(COURSE, turned)
    assert {line.where for line in only.lines if line.kind != "same"} == {"cards"}


def test_the_courses_own_title_is_a_difference_too() -> None:
    (only,) = differences(COURSE, COURSE.model_copy(update={"title": "Other"}))
    assert Line("in", "title", "Other") in only.lines


def test_a_new_translation_is_told_text_by_text() -> None:
    card = COURSE.cards[0].model_copy(update={"title": "Über diesen Kurs"})
    german = _with(COURSE.model_copy(update={"language": "de"}), "cards", card)
    after = COURSE.model_copy(update={"translations": (german,)})
    found = list(every_difference(COURSE, after))
    assert {one.language for one in found} == {"de"}
    assert [one.title for one in found if one.kind == "cards"] == ["Über diesen Kurs"]
    assert [(one.kind, one.change) for one in every_difference(after, COURSE)] == [("translations", "gone")]


def test_a_text_without_a_translation_is_told_once() -> None:
    touch = COURSE.practice("supportive-touch")
    edited = _with(COURSE, "practices", touch.model_copy(update={"purpose": "Another purpose"}))
    german = {"language": "de", "title": "Kurs"}
    before = COURSE.model_copy(update={"translations": (COURSE.model_copy(update=german),)})
    after = edited.model_copy(update={"translations": (edited.model_copy(update=german),)})
    assert [(one.title, one.language) for one in every_difference(before, after)] == [
        ("Supportive touch", "")
    ]


def test_content_that_was_stored_differs_only_where_it_was_edited(db: Session, group: Cohort) -> None:
    edited = WHOLE.model_copy(update={"subtitle": "Edited"})
    seen = taking.newer(db, group, edited)
    assert seen is not None
    assert [one.title for one in seen.differences] == [WHOLE.title]
    assert {line.where for line in seen.differences[0].lines if line.kind != "same"} == {"subtitle"}


def test_words_that_look_like_a_heading_of_the_comparison_are_still_shown() -> None:
    touch = COURSE.practice("supportive-touch")
    after = _with(COURSE, "practices", touch.model_copy(update={"purpose": "--- a/b @@ +++ c"}))
    (only,) = differences(COURSE, after)
    assert Line("in", "purpose", "--- a/b @@ +++ c") in only.lines


def test_a_cohort_keeps_its_content_until_it_takes_the_newer_one(
    db: Session, group: Cohort, lena: Person
) -> None:
    edited = _titled("Edited")
    seen = taking.newer(db, group, edited)
    assert seen is not None
    assert content(db, group) == WHOLE
    taking.take(db, group, edited, seen=seen.hash, now=NOW, by=lena)
    assert content(db, group).title == "Edited"
    assert taking.newer(db, group, edited) is None
    assert [one.course.title for one in taking.versions(db, group)] == [COURSE.title, "Edited"]


def test_only_what_was_seen_is_taken(db: Session, group: Cohort, lena: Person) -> None:
    seen = taking.newer(db, group, _titled("Edited"))
    assert seen is not None
    with pytest.raises(Refused, match="changed since"):
        taking.take(db, group, _titled("Edited again"), seen=seen.hash, now=NOW, by=lena)
    assert content(db, group).title == COURSE.title


def test_content_without_a_week_that_meets_is_not_taken(db: Session, group: Cohort, lena: Person) -> None:
    without = COURSE.model_copy(update={"units": tuple(u for u in COURSE.units if u.key != "week-8")})
    seen = taking.newer(db, group, without)
    assert seen is not None
    with pytest.raises(Refused, match="lacks a week"):
        taking.take(db, group, without, seen=seen.hash, now=NOW, by=lena)
    no_orientation = COURSE.model_copy(update={"units": COURSE.units[1:]})  # this group holds none
    seen = taking.newer(db, group, no_orientation)
    assert seen is not None
    taking.take(db, group, no_orientation, seen=seen.hash, now=NOW, by=lena)


def test_after_taking_everybody_is_asked_again_what_is_due(
    db: Session, group: Cohort, hers: Enrolment, lena: Person
) -> None:
    later, edited = NOW + timedelta(hours=1), _titled("Edited")
    hers.look_at = NOW + timedelta(days=30)
    db.flush()
    seen = taking.newer(db, group, edited)
    assert seen is not None
    taking.take(db, group, edited, seen=seen.hash, now=later, by=lena)
    db.refresh(hers)
    assert hers.look_at == later


def _titled(title: str) -> Course:
    return COURSE.model_copy(update={"title": title})


def _with(course: Course, name: str, thing: object) -> Course:
    """The course with one of its things in another version."""
    key = thing.key  # type: ignore[attr-defined]
    return course.model_copy(
        update={name: tuple(thing if each.key == key else each for each in getattr(course, name))}
    )

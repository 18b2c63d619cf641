"""The whole workbook of the real course, read by another library."""

import pytest

from course.print.workbook import workbook
from curriculum.schema import Course
from tests.course.print.reading import for_facilitators, letters, pages, sentences

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def whole(eight_weeks: Course) -> bytes:
    return workbook(eight_weeks, group="Thursday evenings")


@pytest.fixture(scope="module")
def read(whole: bytes) -> list[str]:
    return pages(whole)


@pytest.fixture(scope="module")
def said(read: list[str]) -> str:
    return letters("\n".join(read))


def test_the_whole_course_is_a_book_and_not_a_heap(read: list[str]) -> None:
    assert 120 <= len(read) <= 200


def test_it_is_made_for_screen_readers_from_cover_to_cover(whole: bytes) -> None:
    assert b"pdfuaid" in whole


def test_no_page_is_empty_but_for_its_head_and_foot(read: list[str]) -> None:
    assert [number for number, text in enumerate(read, 1) if len(letters(text)) < 60] == []


def test_every_unit_practice_exercise_and_pack_is_in_it(eight_weeks: Course, said: str) -> None:
    names = [
        *(unit.title for unit in eight_weeks.units),
        *(practice.name for practice in eight_weeks.practices),
        *(one.name for one in eight_weeks.exercises if one.audience == "participant"),
        *(pack.title for pack in eight_weeks.packs),
    ]
    assert len(names) > 50
    assert [name for name in names if letters(name) not in said] == []


def test_every_meditation_can_be_read_along_in_every_length(eight_weeks: Course, said: str) -> None:
    scripts = [script for practice in eight_weeks.practices for script in practice.scripts]
    assert len(scripts) >= 14
    lost = [one for script in scripts for one in sentences(script.paragraphs[-1].text) if one not in said]
    assert lost == []


def test_each_page_has_its_number_the_course_and_the_group(read: list[str]) -> None:
    assert read[1].startswith("A Kinder Voice")
    for number, text in enumerate(read[1:], 2):
        if "Thursday evenings" in text:
            assert text.split()[-1] == str(number) or str(number) in text.split()


def test_what_is_for_facilitators_is_nowhere_in_it(eight_weeks: Course, said: str) -> None:
    looked_for = [one for text in for_facilitators(eight_weeks) for one in sentences(text)]
    assert len(looked_for) > 500
    assert [one for one in looked_for if one in said] == []


def test_the_same_search_finds_what_is_for_participants(eight_weeks: Course, said: str) -> None:
    looked_for = [one for practice in eight_weeks.practices for one in sentences(practice.permission)]
    assert len(looked_for) > 20
    assert [one for one in looked_for if one not in said] == []

"""The workbook of one week, made for the real course and read by another library."""

import pytest

from course.print.help_page import Call
from course.print.workbook import workbook
from curriculum.schema import Course
from tests.course.print.reading import fonts, for_facilitators, inner, letters, pages, reader, root, sentences


@pytest.fixture(scope="module")
def week(eight_weeks: Course) -> bytes:
    return workbook(eight_weeks, ["week-3"], group="Thursday evenings")


@pytest.fixture(scope="module")
def said(week: bytes) -> str:
    return letters("\n".join(pages(week)))


def test_it_is_set_in_our_own_fonts(week: bytes) -> None:
    assert fonts(week) == {
        "AtkinsonHyperlegibleNext-Regular",
        "AtkinsonHyperlegibleNext-Bold",
        "AtkinsonHyperlegibleNext-Italic",
        "Literata-Regular",
        "Literata-SemiBold",
        "Literata-Italic",
        "Figtree-Regular",
        "Figtree-Bold",
    }


def test_it_says_its_title_and_language_and_is_tagged_for_screen_readers(week: bytes) -> None:
    pdf = reader(week)
    assert pdf.metadata is not None
    assert (pdf.metadata.title, pdf.metadata.author) == (
        "A Kinder Voice: Week 3, Practising Loving-Kindness",
        "A Kinder Voice",
    )
    assert str(root(week)["/Lang"]) == "en"
    assert str(inner(root(week), "/MarkInfo")["/Marked"]) == "True"
    assert b"pdfuaid" in week


def test_one_week_holds_nothing_of_another(eight_weeks: Course, said: str) -> None:
    assert letters("Practising Loving-Kindness") in said
    assert letters("Finding my own phrases") in said
    other = [one for practice in eight_weeks.practices_of("week-4") for one in sentences(practice.steps)]
    assert [one for one in other if one in said] == []


def test_what_is_for_facilitators_is_nowhere_in_it(eight_weeks: Course, said: str) -> None:
    looked_for = [one for text in for_facilitators(eight_weeks) for one in sentences(text)]
    assert len(looked_for) > 500
    assert [one for one in looked_for if one in said] == []


def test_it_says_the_numbers_of_the_house_or_those_of_the_continent(eight_weeks: Course) -> None:
    without = "\n".join(pages(workbook(eight_weeks, ["week-1"])))
    given = "\n".join(
        pages(workbook(eight_weeks, ["week-1"], calls=[Call("Lifeline", "116 123", "day and night")]))
    )
    assert "112" in without
    assert "116 123" in given
    assert "day and night" in given
    assert "112" not in given


def test_the_same_course_gives_the_same_file(eight_weeks: Course) -> None:
    assert workbook(eight_weeks, ["week-8"]) == workbook(eight_weeks, ["week-8"])


def test_an_unknown_unit_is_refused(eight_weeks: Course) -> None:
    with pytest.raises(KeyError):
        workbook(eight_weeks, ["week-9"])

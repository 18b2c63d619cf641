"""A certificate on one sheet, as another library reads it: who was there, and nothing like a grade."""

from dataclasses import replace
from datetime import date

import pytest

from course.cohorts.attended import Attended, Paper
from course.print.certificate import Sheet, certificate, hours, what
from curriculum.schema import Course
from tests.course.print.reading import letters, pages, reader, root

ATTENDED = Attended(
    held=8, came=7, in_the_room=6, minutes=1395, retreat_held=True, retreat=True, retreat_in_the_room=True,
    first_on=date(2027, 2, 25), last_on=date(2027, 4, 15),
)  # fmt: skip
SHEET = Sheet(
    paper=Paper.CERTIFICATE,
    name="Maya Fonseca",
    attended=ATTENDED,
    programme="Linden House",
    facilitators=["Ines Duarte", "Tomas Reis"],
    issued_on=date(2027, 4, 30),
    code="ACDE-FGHJ-KMNP-QRTU",
    checked_at="course.example.org/certificate",
)


def test_it_says_who_what_when_how_long_and_with_whom(eight_weeks: Course) -> None:
    [page] = pages(certificate(eight_weeks, SHEET))
    said = letters(page)
    for words in (
        "Certificate of attendance", "Maya Fonseca", "attended 7 of 8 meetings and the retreat of the group course",
        eight_weeks.title, eight_weeks.subtitle, "23 hours 15 minutes", "25 February 2027 to 15 April 2027",
        "Ines Duarte, Tomas Reis", "Linden House", "30 April 2027", "course.example.org/certificate",
        "not a qualification", "not an official programme",
    ):  # fmt: skip
        assert letters(words) in said, words
    assert SHEET.code in page


def test_it_never_says_that_somebody_is_qualified(eight_weeks: Course) -> None:
    for paper in Paper:
        for language in ("en", "de"):
            said = "".join(pages(certificate(eight_weeks.in_language(language), replace(SHEET, paper=paper))))
            lowered = said.lower()
            for word in (
                "qualified",
                "certified",
                "passed",
                "completed",
                "bestanden",
                "qualifiziert",
                "zertifiziert",
            ):
                assert word not in lowered


def test_a_letter_of_participation_looks_the_same_and_says_what_it_is(eight_weeks: Course) -> None:
    few = replace(ATTENDED, came=1, retreat=False, minutes=165)
    [page] = pages(certificate(eight_weeks, replace(SHEET, paper=Paper.LETTER, attended=few)))
    assert "Letter of participation" in page
    assert letters("attended 1 of 8 meetings of the group course") in letters(page)
    assert "retreat" not in page


def test_it_speaks_the_language_of_its_reader_and_is_made_for_screen_readers(eight_weeks: Course) -> None:
    pdf = certificate(eight_weeks.in_language("de"), SHEET)
    [page] = pages(pdf)
    assert "Teilnahme-Bescheinigung" in page
    assert letters("25. Februar 2027 bis 15. April 2027") in letters(page)
    assert str(root(pdf)["/Lang"]) == "de"
    assert b"pdfuaid" in pdf


def test_a_name_in_any_script_and_of_any_length_stays_on_one_sheet(eight_weeks: Course) -> None:
    for name in ("Ольга Петровна", "Łukasz Żółć-Ñáñez", '#import "x"; $y$ *z*', "Anna " * 23):
        pdf = certificate(eight_weeks, replace(SHEET, name=name.strip()))
        assert len(reader(pdf).pages) == 1
        assert letters(name)[:40] in letters("".join(pages(pdf)))


def test_nothing_attended_is_no_paper(eight_weeks: Course) -> None:
    nothing = replace(ATTENDED, came=0, retreat=False, minutes=0)
    with pytest.raises(ValueError, match="attended"):
        certificate(eight_weeks, replace(SHEET, attended=nothing))


@pytest.mark.parametrize(
    ("minutes", "words"), [(165, "2 hours 45 minutes"), (60, "1 hour"), (61, "1 hour 1 minute"), (0, "")]
)
def test_time_in_hours_and_minutes(minutes: int, words: str) -> None:
    assert hours(minutes) == words


@pytest.mark.parametrize(
    ("came", "parts", "retreat", "retreat_part", "words"),
    [
        (6, 1, True, False, "6 of 8 meetings, part of 1 more and the retreat"),
        (6, 0, False, True, "6 of 8 meetings and part of the retreat"),
        (0, 2, False, False, "part of 2 of 8 meetings"),
        (0, 0, True, False, "only the retreat"),
        (0, 0, False, True, "only part of the retreat"),
    ],
)
def test_a_part_is_said_and_never_as_a_whole(
    came: int, parts: int, retreat: bool, retreat_part: bool, words: str
) -> None:
    changed = replace(ATTENDED, came=came, parts=parts, retreat=retreat, retreat_part=retreat_part)
    assert what(changed) == words

"""The run sheet of a meeting: its times add up, and what keeps people safe is said in words."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from course.print.run_sheet import Line, run_sheet
from curriculum.schema import Course
from tests.course.print.reading import letters, pages

START = datetime(2027, 3, 4, 18, 30)  # noqa: DTZ001  (wall time, as the group's clock shows it)


def lines(course: Course, length: int, **notes: str) -> list[Line]:
    at, found = START, []
    for part in course.unit("week-2").agenda_of(length):
        end = at + timedelta(minutes=part.minutes)
        found.append(Line(at, end, part, note=notes.get(part.key, "")))
        at = end
    return found


def printed(course: Course, sheet: list[Line]) -> str:
    return "\n".join(pages(run_sheet(course, course.unit("week-2"), sheet, group="Thursday", place="Room 2")))


@pytest.mark.parametrize(("length", "end"), [(120, "20:30"), (150, "21:00"), (165, "21:15")])
def test_the_printed_times_add_up_to_the_meeting(eight_weeks: Course, length: int, end: str) -> None:
    said = printed(eight_weeks, lines(eight_weeks, length))
    parts = re.findall(r"(\d+)\s*min, until\s*(\d\d):(\d\d)", said)
    clock = 18 * 60 + 30
    for minutes, hour, minute in parts:
        clock += int(minutes)
        assert clock == int(hour) * 60 + int(minute)
    assert sum(int(minutes) for minutes, _hour, _minute in parts) == length
    assert f"18:30–{end}" in said


def test_each_part_is_there_with_what_is_said_offered_watched_and_closed_with(eight_weeks: Course) -> None:
    said = letters(printed(eight_weeks, lines(eight_weeks, 165)))
    for part in eight_weeks.unit("week-2").agenda:
        for text in (part.title, *part.cues, *part.offer, *part.watch):
            assert letters(text) in said, text
        assert letters((part.say or "").split(".")[0]) in said


def test_a_part_that_keeps_people_safe_says_so_at_a_glance_and_in_its_place(eight_weeks: Course) -> None:
    guarding = [line for line in lines(eight_weeks, 165) if line.part.guards]
    assert guarding
    assert printed(eight_weeks, lines(eight_weeks, 165)).count("keeps people safe") == 2 * len(guarding)


def test_a_note_of_ones_own_is_printed_even_when_no_font_has_its_letters(eight_weeks: Course) -> None:
    first = eight_weeks.unit("week-2").agenda[0].key
    said = printed(eight_weeks, lines(eight_weeks, 165, **{first: "Bring the blue cushions 🌱"}))
    assert "Bring the blue cushions" in said


def test_it_is_made_for_screen_readers(eight_weeks: Course) -> None:
    assert b"pdfuaid" in run_sheet(eight_weeks, eight_weeks.unit("week-2"), lines(eight_weeks, 165))


def test_a_part_left_out_takes_no_time_and_says_why(eight_weeks: Course) -> None:
    held = lines(eight_weeks, 165)
    gone = held[-1].part
    sheet = [*held[:-1], Line(START, START, gone, left_out_because="The room closes early.")]
    said = printed(eight_weeks, sheet)
    assert "The room closes early." in said
    assert f"{165 - gone.minutes} minutes" in said
    assert said.count("min, until") == len(held) - 1


def test_a_sheet_without_a_part_is_refused(eight_weeks: Course) -> None:
    with pytest.raises(ValueError, match="part"):
        run_sheet(eight_weeks, eight_weeks.unit("week-2"), [])


@pytest.mark.parametrize(
    ("language", "day"), [("en", "Thursday, 4 March 2027"), ("de", "Donnerstag, 4. März 2027")]
)
def test_the_day_is_said_as_the_language_of_the_course_says_it(
    eight_weeks: Course, language: str, day: str
) -> None:
    course = eight_weeks.model_copy(update={"language": language})
    assert day in " ".join(printed(course, lines(course, 120)).split())


def test_whoever_leads_a_part_stands_beside_it(eight_weeks: Course) -> None:
    sheet = lines(eight_weeks, 150)
    assert printed(eight_weeks, sheet).count("Ines leads") == 0
    assert "Ines leads" in printed(eight_weeks, [replace(sheet[0], lead="Ines"), *sheet[1:]])

"""The list a video service gives out, in the shapes they have; the lines below are made up after their columns."""

import pytest

from course.cohorts.listed import Listed
from course.errors import Refused
from course.exchange.meeting_list_csv import parse
from course.exchange.table import decoded

WITH_A_HEAD = """Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
812 0000 0000,Thursday group,03/18/2027 06:25:10 PM,03/18/2027 09:16:00 PM,host@example.org,171,3

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,In Waiting Room
Maya Santos,maya@example.org,03/18/2027 06:28:00 PM,03/18/2027 07:30:00 PM,62,Yes,No
"Reis, Ben",,03/18/2027 06:31:00 PM,03/18/2027 09:15:00 PM,164,Yes,No
Maya Santos,maya@example.org,03/18/2027 07:34:00 PM,03/18/2027 09:15:00 PM,101,Yes,No
"""
IN_SECTIONS = """1. Summary
Meeting title\tThursday group
Attended participants\t2

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
Maya Santos\t3/18/27, 6:28:00 PM\t3/18/27, 9:15:03 PM\t2h 47m 3s\tmaya@example.org\tmaya@example.org\tAttendee
Ben Reis\t3/18/27, 6:31:00 PM\t3/18/27, 6:40:20 PM\t9m 20s\t\t\tAttendee

3. In-Meeting Activities
Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole
Maya Santos\t3/18/27, 6:28:00 PM\t3/18/27, 9:15:03 PM\t2h 47m 3s\tmaya@example.org\tAttendee
"""
IN_TWO_NAMES = """First name,Last name,Email,Duration,Time joined,Time exited
Maya,Santos,maya@example.org,2 hr 47 min,6:28 PM,9:15 PM
Ben,,,9 min,6:31 PM,6:40 PM
"""


def test_whoever_came_back_after_the_line_dropped_is_one_person_whose_minutes_add_up() -> None:
    assert parse(WITH_A_HEAD) == [
        Listed("Maya Santos", "maya@example.org", 163),  # 62 and 101
        Listed("Reis, Ben", "", 164),
    ]


def test_a_file_in_sections_gives_those_of_its_list_of_people_once() -> None:
    wide = decoded(b"\xff\xfe" + IN_SECTIONS.encode("utf-16-le"))
    assert parse(wide) == [Listed("Maya Santos", "maya@example.org", 167), Listed("Ben Reis", "", 9)]


def test_first_and_last_name_make_one() -> None:
    assert parse(IN_TWO_NAMES) == [Listed("Maya Santos", "maya@example.org", 167), Listed("Ben", "", 9)]


@pytest.mark.parametrize(
    ("joined", "left", "minutes"),
    [
        ("2027-03-18T18:30:00Z", "2027-03-18T21:15:00Z", 165),
        ("18.03.2027 18:30:00", "18.03.2027 21:15:00", 165),
        ("03/04/2027 06:30:00 PM", "03/04/2027 09:15:00 PM", 165),
        ("18:30", "21:15", 165),
        ("21:15", "18:30", None),
        ("half past six", "late", None),
        ("", "", None),
    ],
)
def test_without_a_duration_the_time_between_joining_and_leaving_counts(
    joined: str, left: str, minutes: int | None
) -> None:
    assert parse(f"Name;Join time;Leave time\nMaya Santos;{joined};{left}\n") == [
        Listed("Maya Santos", "", minutes)
    ]


@pytest.mark.parametrize("text", ["", "Maya\nBen\n", "Name,Email\n", "When,Where\nToday,Room 2\n", "\0"])
def test_what_names_nobody_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(Refused, match="No column"):
        parse(text)


def test_a_name_of_many_letters_is_cut_to_what_fits() -> None:
    assert len(parse(f"Name,Email\n{'x' * 5000},a@example.org\n")[0].name) == 120

"""The outlines, added up here from the files themselves."""

from typing import Any

import pytest

from tests.curriculum.plain import every_unit, units

SESSIONS = [120, 150, 165]
LENGTHS = {
    "eight-weeks/orientation": [60],
    **{f"eight-weeks/week-{number}": SESSIONS for number in range(1, 9)},
    "eight-weeks/retreat": [240],
    **{f"six-meetings/session-{number}": [60] for number in range(1, 7)},
    **{f"open-circle/circle-{number}": [60] for number in range(1, 7)},
}
LONGEST = {
    "week-1": [15, 15, 20, 25, 15, 3, 27, 10, 20, 8, 7],
    "week-2": [20, 12, 15, 13, 7, 15, 3, 27, 18, 10, 12, 6, 7],
    "week-3": [20, 10, 15, 13, 15, 3, 20, 12, 32, 12, 6, 7],
    "week-4": [20, 12, 13, 12, 15, 15, 3, 35, 12, 15, 6, 7],
    "week-5": [20, 12, 12, 33, 15, 3, 20, 30, 7, 6, 7],
    "week-6": [20, 10, 15, 15, 25, 12, 15, 3, 17, 18, 8, 3, 4],
    "week-7": [20, 12, 12, 15, 25, 15, 3, 12, 12, 14, 12, 6, 7],
    "week-8": [20, 12, 12, 23, 15, 3, 22, 18, 12, 13, 15],
    "retreat": [15, 20, 15, 35, 25, 30, 20, 20, 20, 15, 15, 10],
}
"""Minutes of every part in the full length, from the description of the sessions the course follows."""
UNITS = list(every_unit())
NAMES = [name for name, _unit, _agenda in UNITS]


def lengths(agenda: list[dict[str, Any]]) -> list[int]:
    return sorted({length for part in agenda for length in part["minutes"]})


def test_every_unit_is_looked_at_in_the_order_of_its_course() -> None:
    expected = [
        "eight-weeks/orientation", *(f"eight-weeks/week-{number}" for number in range(1, 6)),
        "eight-weeks/retreat", *(f"eight-weeks/week-{number}" for number in range(6, 9)),
        *(f"six-meetings/session-{number}" for number in range(1, 7)),
        *(f"open-circle/circle-{number}" for number in range(1, 7)),
    ]  # fmt: skip
    assert expected == NAMES


@pytest.mark.parametrize(("name", "unit", "agenda"), UNITS, ids=NAMES)
def test_every_outline_adds_up_to_its_length(
    name: str, unit: dict[str, Any], agenda: list[dict[str, Any]]
) -> None:
    assert lengths(agenda) == LENGTHS[name]
    assert unit["minutes"] == LENGTHS[name][-1]
    for length in LENGTHS[name]:
        assert sum(part["minutes"].get(length, 0) for part in agenda) == length


@pytest.mark.parametrize(("name", "unit", "agenda"), UNITS, ids=NAMES)
def test_every_part_can_be_led_by_somebody_who_has_only_the_run_sheet(
    name: str, unit: dict[str, Any], agenda: list[dict[str, Any]]
) -> None:
    for part in agenda:
        assert 15 <= len(part["say"].split()) <= 140, part["key"]
        for field in ("cues", "offer", "watch"):
            assert 1 <= len(part[field]) <= 3, (part["key"], field)
            assert all(isinstance(line, str) and line and "\n" not in line for line in part[field])
        assert part["close"].strip(), part["key"]


@pytest.mark.parametrize(("name", "unit", "agenda"), UNITS, ids=NAMES)
def test_what_keeps_people_safe_is_in_every_length(
    name: str, unit: dict[str, Any], agenda: list[dict[str, Any]]
) -> None:
    guards = [part for part in agenda if part.get("guards")]
    assert guards, "no part of this meeting is marked as one that keeps people safe"
    for part in guards:
        assert sorted(part["minutes"]) == LENGTHS[name], part["key"]


@pytest.mark.parametrize(("name", "unit", "agenda"), UNITS, ids=NAMES)
def test_a_break_is_followed_by_a_soft_landing_in_every_length(
    name: str, unit: dict[str, Any], agenda: list[dict[str, Any]]
) -> None:
    for length in LENGTHS[name]:
        kinds = [part["kind"] for part in agenda if length in part["minutes"]]
        after = [kinds[at + 1] for at, kind in enumerate(kinds) if kind == "break"]
        assert set(after) <= {"soft_landing"}, length


def test_every_session_of_the_eight_weeks_has_a_break_in_every_length() -> None:
    for name, unit, agenda in units("eight-weeks"):
        if unit["kind"] == "session":
            [rest] = [part for part in agenda if part["kind"] == "break"]
            assert sorted(rest["minutes"]) == SESSIONS, name


@pytest.mark.parametrize("key", LONGEST)
def test_the_full_length_has_the_minutes_of_the_sessions_it_follows(key: str) -> None:
    [agenda] = [parts for name, _unit, parts in units("eight-weeks") if name == f"eight-weeks/{key}"]
    assert [part["minutes"][max(part["minutes"])] for part in agenda] == LONGEST[key]


@pytest.mark.parametrize(("name", "unit", "agenda"), UNITS, ids=NAMES)
def test_the_parts_of_a_meeting_have_keys_of_their_own(
    name: str, unit: dict[str, Any], agenda: list[dict[str, Any]]
) -> None:
    keys = [part["key"] for part in agenda]
    assert len(set(keys)) == len(keys)

"""Courses of other shapes are files and nothing else: the same check reads them, and they hold what they promise."""

from pathlib import Path

import pytest

from curriculum.check import problems
from curriculum.loader import course_keys, load_course
from tests.curriculum.elsewhere import HERE, KEYS, gathered
from tests.curriculum.plain import fields


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return gathered(tmp_path_factory.mktemp("elsewhere"))


def test_the_check_has_nothing_to_say_about_any_of_them(folder: Path) -> None:
    assert set(KEYS) < set(course_keys(folder))
    assert [str(each) for each in problems(folder)] == []


@pytest.mark.parametrize(
    ("key", "called", "cadence", "sessions", "minutes", "retreat"),
    [
        ("mindful-eight-weeks", "week", 7, 8, 150, 420),
        ("clinical-group", "session", 7, 12, 120, None),
        ("five-day-intensive", "day", 1, 5, 360, None),
    ],
)
def test_a_course_has_the_shape_of_its_kind(
    folder: Path, key: str, called: str, cadence: int, sessions: int, minutes: int, retreat: int | None
) -> None:
    course = load_course(key, folder)
    assert (course.called, course.cadence_days) == (called, cadence)
    assert [unit.minutes for unit in course.sessions] == [minutes] * sessions
    assert (course.retreat.minutes if course.retreat else None) == retreat
    assert {unit.called for unit in course.units} == {called}


def test_the_quiet_day_stands_between_the_sixth_and_the_seventh_week(folder: Path) -> None:
    assert load_course("mindful-eight-weeks", folder).retreat_after == "week-6"


def test_home_practice_is_long_short_or_none_at_all(folder: Path) -> None:
    asked = {
        key: {unit.home_practice.minutes_per_day if unit.home_practice else None for unit in course.units}
        for key, course in ((key, load_course(key, folder)) for key in KEYS)
    }
    assert asked == {"mindful-eight-weeks": {45}, "clinical-group": {5}, "five-day-intensive": {None}}


def test_every_day_of_the_intensive_has_silence_inside() -> None:
    for number in range(1, 6):
        agenda = fields(HERE / f"five-day-intensive/day-{number}/outline.yaml")["agenda"]
        assert sum(part["minutes"][360] for part in agenda if part["kind"] == "rest") == 70


@pytest.mark.parametrize(
    "path", sorted(HERE.rglob("outline.yaml")), ids=lambda path: "-".join(path.parts[-3:-1])
)
def test_every_meeting_adds_up(path: Path) -> None:
    length = fields(path.parent / "unit.yaml")["minutes"]
    assert sum(part["minutes"][length] for part in fields(path)["agenda"]) == length


def test_they_are_made_of_borrowed_practices_only(folder: Path) -> None:
    for key in KEYS:
        practices = [text.path for text in load_course(key, folder).texts if text.kind == "practice"]
        assert practices, key
        assert all(path.startswith("courses/eight-weeks/practices/") for path in practices), key

"""A cohort lives for years on the bundle it began with."""

import json
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

import curriculum.schema as shapes
from curriculum.bundle import canonical_json, content_hash
from curriculum.files import ROOT
from curriculum.loader import load_course, load_measure, load_wording, measure_keys
from curriculum.measure import Measure, Wording
from curriculum.reading.courses import read_course
from curriculum.schema import Course, Goals, Outline

BUNDLES = Path(__file__).parent / "bundles"
FIRST_BUNDLE, SECOND_BUNDLE, THIRD_BUNDLE, FOURTH_BUNDLE = (
    BUNDLES / f"{n}.json" for n in ("first", "second", "third", "fourth")
)


def test_a_course_comes_back_from_its_bundle_as_it_was() -> None:
    course = load_course("eight-weeks")
    assert Course.model_validate_json(canonical_json(course)) == course


def test_measures_and_wordings_come_back_from_their_bundles() -> None:
    for key in measure_keys():
        measure = load_measure(key)
        assert Measure.model_validate_json(canonical_json(measure)) == measure
    wording = load_wording("self-compassion-12")
    assert Wording.model_validate_json(canonical_json(wording)) == wording


def test_reading_the_same_files_twice_gives_the_same_hash() -> None:
    first, second = read_course(ROOT, "eight-weeks"), read_course(ROOT, "eight-weeks")
    assert first is not second
    assert content_hash(canonical_json(first)) == content_hash(canonical_json(second))


def test_the_hash_does_not_depend_on_the_order_of_fields_in_a_bundle() -> None:
    text = canonical_json(load_course("eight-weeks"))
    backwards = Course.model_validate(
        dict(reversed(load_course("eight-weeks").model_dump().items())), strict=False
    )
    assert content_hash(canonical_json(backwards)) == content_hash(text)


def test_one_changed_word_changes_the_hash(root: Path) -> None:
    before = content_hash(canonical_json(load_course("eight-weeks", root)))
    handout = root / "courses/eight-weeks/week-1/handout.md"
    handout.write_text(handout.read_text(encoding="utf-8").replace("tea", "coffee", 1), encoding="utf-8")
    assert content_hash(canonical_json(load_course("eight-weeks", root))) != before


def test_the_hash_is_sha256_of_the_utf8_text() -> None:
    # From FIPS 180-2, appendix B.1: the digest of "abc".
    assert content_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_letters_beyond_ascii_stay_readable_in_a_bundle(root: Path) -> None:
    handout = root / "courses/eight-weeks/week-1/handout.md"
    handout.write_text(handout.read_text(encoding="utf-8").replace("tea", "Tee für Zoë", 1), encoding="utf-8")
    assert "Tee für Zoë" in canonical_json(load_course("eight-weeks", root))


def test_a_bundle_stored_by_the_first_release_can_still_be_read() -> None:
    course = Course.model_validate_json(FIRST_BUNDLE.read_text(encoding="utf-8"))
    assert course.unit("week-1").agenda[0].minutes == 60


def test_a_bundle_of_the_first_release_says_nothing_about_what_came_later() -> None:
    course = Course.model_validate_json(FIRST_BUNDLE.read_text(encoding="utf-8"))
    week = course.unit("week-1")
    assert (course.called, course.cadence_days, course.goals, course.texts) == ("week", 7, (), ())
    assert (week.lengths, week.agenda_of(60), week.letter_before) == ((60,), week.agenda, None)
    assert course.practice("breath").variants[0].serves is None
    assert course.in_language("de") == course


def test_a_bundle_of_the_second_release_can_still_be_read() -> None:
    course = Course.model_validate_json(SECOND_BUNDLE.read_text(encoding="utf-8"))
    day = course.unit("day-1")
    assert (course.called, course.cadence_days, course.borrows) == ("day", 1, "one-hour")
    assert day.lengths == (45, 60)
    assert [part.minutes for part in day.agenda_of(45)] == [30, 15]
    assert [part.key for part in day.agenda if part.guards] == ["closing"]
    assert day.letter_before is not None
    assert day.letter_before.subject == "Before our day"
    assert course.orientation is not None
    assert course.retreat is not None
    assert [goal.counts for goal in course.goals] == ["practice", "ratio", "rating"]
    assert course.exercise("log").field("others").choices[1].key == "not-yet"
    assert course.card("evidence").findings[0].year == 2019
    assert course.practice("stone").pack == "more"
    assert course.in_language("de-AT").title == "Zwei Tage"
    assert course.texts[0].review_on == "2028-07-01"


def test_a_bundle_with_windows_and_graces_can_still_be_read_and_older_ones_have_what_they_had() -> None:
    course = Course.model_validate_json(THIRD_BUNDLE.read_text(encoding="utf-8"))
    again, wait = course.wave("again"), course.wave("again").only_after_wait
    assert (again.anchor.kind, again.target, again.last_day) == ("meeting_start", -7, 2)
    assert (again.start_grace_days, again.finish_grace_days, again.hard_stop_day) == (1, None, 2)
    assert again.optional
    assert again.unchecked
    assert wait is not None
    assert (wait.since, wait.until, wait.days) == ("before", "day-1", 42)
    older = Course.model_validate_json(SECOND_BUNDLE.read_text(encoding="utf-8")).wave("after")
    assert (older.target, older.start_grace_days, older.finish_grace_days, older.last_day) == (0, 0, 3, 23)
    assert not older.optional
    assert older.only_after_wait is None


def test_a_bundle_that_asks_for_presence_in_the_room_can_be_read_and_older_ones_do_not() -> None:
    asked = Course.model_validate_json(FOURTH_BUNDLE.read_text(encoding="utf-8")).completion
    assert asked is not None
    assert not asked.video
    older = Course.model_validate_json(SECOND_BUNDLE.read_text(encoding="utf-8")).completion
    assert older is None or older.video


def test_every_field_there_is_stands_in_a_frozen_bundle() -> None:
    """Whoever adds a field adds a bundle beside these: what is stored for years has been read once."""
    frozen: set[str] = set()
    for path in BUNDLES.glob("*.json"):
        frozen |= names(json.loads(path.read_text(encoding="utf-8")))
    missing = {
        f"{shape.__name__}.{field}"
        for shape in vars(shapes).values()
        if isinstance(shape, type) and issubclass(shape, BaseModel) and shape not in (Outline, Goals)
        for field in shape.model_fields
        if field not in frozen
    }
    assert missing == set()


def names(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*(names(each) for each in value.values()))
    if isinstance(value, list):
        return set().union(*(names(each) for each in value))
    return set()


def test_a_bundle_with_a_field_nobody_knows_is_refused() -> None:
    text = FIRST_BUNDLE.read_text(encoding="utf-8").replace('"subtitle"', '"price"')
    with pytest.raises(ValidationError):
        Course.model_validate_json(text)


def test_a_course_cannot_be_changed_in_place() -> None:
    with pytest.raises(ValidationError):
        setattr(load_course("eight-weeks"), "title", "Another")  # noqa: B010 - a plain assignment is refused earlier


def test_what_a_practice_asks_for_is_read_from_a_bundle_and_unknown_in_an_older_one() -> None:
    newer = Course.model_validate_json((BUNDLES / "fifth.json").read_text(encoding="utf-8")).practices[0]
    assert (newer.asks, newer.instead) == (("touch",), {"touch": "stone"})
    assert newer.scripts[0].paragraphs[0].asks == ("touch",)
    older = Course.model_validate_json((BUNDLES / "first-eight-weeks.json").read_text(encoding="utf-8"))
    assert {one.asks for one in older.practices} == {None}

"""A course may name the practices, exercises, cards and guides of another one instead of copying them."""

from pathlib import Path

import pytest

from curriculum.errors import ContentError
from curriculum.loader import load_course
from tests.curriculum.tiny import FIRST, SECOND, write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path, "first", FIRST)
    write(tmp_path, "second", SECOND)
    return tmp_path


def test_what_is_not_there_is_taken_from_the_other_course(root: Path) -> None:
    course = load_course("second", root)
    assert course.card("anchor").markdown == "An anchor."
    assert course.guide("settle").title == "Settling"
    assert course.exercise("list").unit == "day-1"


def test_its_own_text_comes_before_the_borrowed_one(root: Path) -> None:
    assert load_course("second", root).card("about").title == "About the second"


def test_a_practice_that_is_led_without_being_taught_is_known_from_the_other_course(root: Path) -> None:
    course = load_course("second", root)
    assert course.unit("day-1").practices == ()
    assert [(each.key, each.unit) for each in course.practices] == [("breath", "day-1")]


def test_a_practice_of_a_pack_that_is_also_led_stands_there_once(root: Path) -> None:
    pack = "packs:\n  - {key: more, title: More, text: More., opens_with: day-1, practices: [breath]}\n"
    write(root, "second", {"course.yaml": SECOND["course.yaml"] + pack})
    course = load_course("second", root)
    assert [(each.key, each.pack) for each in course.practices] == [("breath", "more")]


def test_the_week_a_borrowed_card_is_offered_in_is_not_borrowed(root: Path) -> None:
    assert load_course("first", root).card("anchor").unit == "day-1"
    assert load_course("second", root).card("anchor").unit is None


def test_a_borrowed_text_keeps_its_own_origin(root: Path) -> None:
    origins = {text.path: text.provenance for text in load_course("second", root).texts}
    assert origins["courses/first/practices/breath.md"] == "Made up for tests."
    assert origins["courses/first/cards/anchor.md"] == "A paper of 2019."
    assert origins["courses/second/cards/about.md"] == "Made up for the second course."


@pytest.mark.parametrize("name", ["day-1/unit.yaml", "day-1/outline.yaml"])
def test_a_unit_is_never_borrowed_by_accident(root: Path, name: str) -> None:
    (root / "courses/second" / name).unlink()
    with pytest.raises(ContentError) as caught:
        load_course("second", root)
    assert str(caught.value) == f"courses/second/{name}: this file is named elsewhere but is not there."


def test_handouts_letters_and_goals_are_not_borrowed_either(root: Path) -> None:
    course = load_course("second", root)
    assert course.unit("day-1").reading is None
    assert course.unit("day-1").letter_before is None
    assert course.goals == ()


def test_a_course_that_borrows_from_nobody_who_is_there_is_told_so(root: Path) -> None:
    write(root, "second", {"course.yaml": SECOND["course.yaml"].replace("borrows: first", "borrows: third")})
    with pytest.raises(ContentError, match=r"courses/second/course.yaml, borrows: there is no course third"):
        load_course("second", root)


def test_what_neither_course_has_is_named(root: Path) -> None:
    (root / "courses/first/guides/settle.md").unlink()
    with pytest.raises(ContentError, match=r"courses/second/guides/settle.md: this file is named elsewhere"):
        load_course("second", root)


def test_a_borrowed_text_is_shown_in_the_readers_language(root: Path) -> None:
    card = "---\nkey: anchor\ntitle: Anker\n---\nEin Anker.\n"
    write(root, "first", {"de/cards/anchor.md": card})
    write(root, "second", {"de/course.yaml": "key: second\ntitle: Weiter\n"})
    course = load_course("second", root).in_language("de")
    assert (course.title, course.card("anchor").markdown) == ("Weiter", "Ein Anker.")

"""Content is read again when a file changed, and only then."""

from pathlib import Path

from curriculum.check import problems
from curriculum.loader import load_course, load_measure
from curriculum.stamp import file_stamp, stamp

HANDOUT = "courses/eight-weeks/week-1/handout.md"


def test_the_same_files_are_read_once(root: Path) -> None:
    assert load_course("eight-weeks", root) is load_course("eight-weeks", root)


def test_an_edited_a_new_and_a_removed_file_are_seen(root: Path) -> None:
    before, course = stamp(root), load_course("eight-weeks", root)
    handout = root / HANDOUT
    handout.write_text(handout.read_text(encoding="utf-8") + "\nOne more line.\n", encoding="utf-8")
    edited = stamp(root)
    assert edited != before
    assert load_course("eight-weeks", root) != course
    card = root / "courses/eight-weeks/cards/another.md"
    card.write_text("---\n---\n", encoding="utf-8")
    assert stamp(root) != edited
    card.unlink()
    assert stamp(root) == edited


def test_a_measure_is_read_again_when_its_own_file_changed_and_not_when_another_did(root: Path) -> None:
    stress, mood = root / "measures/stress-4.yaml", root / "measures/phq-8.yaml"
    before = load_measure("stress-4", root)
    mood.write_text(mood.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert load_measure("stress-4", root) is before
    text = stress.read_text(encoding="utf-8")
    stress.write_text(text.replace("title: Stress, four", "title: Pressure, four"), encoding="utf-8")
    assert load_measure("stress-4", root).title == "Pressure, four short statements"
    assert file_stamp(root / "measures/not-there.yaml") == ()


def test_the_check_sees_an_edit(root: Path) -> None:
    before = problems(root)
    handout = root / HANDOUT
    handout.write_text(handout.read_text(encoding="utf-8") + "\nHow lovely!\n", encoding="utf-8")
    assert [str(each) for each in problems(root) if each not in before] != []

"""What can be run when files are whole, edited, or broken."""

from pathlib import Path
from shutil import copytree

import pytest
from sqlmodel import Session

from course.cohorts import bundle
from course.cohorts.cohort import Cohort
from course.errors import NotFound
from course.texts.catalogue import catalogue, offered
from curriculum.files import ROOT
from curriculum.loader import load_course

UNIT = "courses/eight-weeks/week-1/unit.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    copytree(ROOT / "courses", tmp_path / "courses")
    return tmp_path


def test_every_course_with_a_folder_is_offered_as_its_files_have_it(db: Session, root: Path) -> None:
    found = catalogue(db, root)
    assert [one.course.key for one in found.offered] == ["eight-weeks", "open-circle", "six-meetings"]
    assert found.problems == ()


def test_an_edited_file_is_offered_at_once(db: Session, root: Path) -> None:
    before = offered(db, "eight-weeks", root).course
    _edit(root, before.unit("week-1").theme, "Another theme entirely")
    assert offered(db, "eight-weeks", root).course.unit("week-1").theme == "Another theme entirely"


def test_a_broken_file_leaves_the_newest_stored_version_and_is_named(
    db: Session, root: Path, group: Cohort
) -> None:
    newer = load_course("eight-weeks").model_copy(update={"title": "Stored since"})
    bundle.pin(db, "course", "eight-weeks", newer)
    _break(root)
    found = offered(db, "eight-weeks", root)
    assert found.course.title == "Stored since"
    assert found.problem == f"{UNIT}, minutes: needs a whole number without quotes, and this is 'many'."


def test_a_broken_course_that_was_never_stored_cannot_be_run_but_the_others_can(
    db: Session, root: Path
) -> None:
    _break(root)
    found = catalogue(db, root)
    # The other two take practices from the broken course's folder, though not its weeks.
    assert [one.course.key for one in found.offered] == ["open-circle", "six-meetings"]
    assert len(found.problems) == 1
    assert found.problems[0].startswith(UNIT)
    with pytest.raises(NotFound):
        offered(db, "eight-weeks", root)


def test_a_mended_file_is_offered_again(db: Session, root: Path, group: Cohort) -> None:
    whole = (root / UNIT).read_text(encoding="utf-8")
    _break(root)
    assert offered(db, "eight-weeks", root).problem
    (root / UNIT).write_text(whole, encoding="utf-8")
    assert offered(db, "eight-weeks", root).problem is None


@pytest.mark.parametrize("key", ["nothing", "", "..", "../courses/eight-weeks"])
def test_a_course_without_a_folder_is_not_there(db: Session, root: Path, key: str) -> None:
    with pytest.raises(NotFound):
        offered(db, key, root)


def _edit(root: Path, old: str, new: str) -> None:
    text = (root / UNIT).read_text(encoding="utf-8")
    assert old in text
    (root / UNIT).write_text(text.replace(old, new, 1), encoding="utf-8")


def _break(root: Path) -> None:
    minutes = load_course("eight-weeks").unit("week-1").minutes
    _edit(root, f"minutes: {minutes}", "minutes: many")

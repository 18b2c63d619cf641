"""Every text of a course is known with its origin, version, audience and the day to read it again."""

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from curriculum.errors import ContentError
from curriculum.loader import load_course
from curriculum.published import publish
from curriculum.schema import TextRecord
from tests.curriculum.tiny import FIRST, write


def records(root: Path) -> dict[str, TextRecord]:
    """{name below the course's folder: its record}"""
    return {text.path.removeprefix("courses/first/"): text for text in load_course("first", root).texts}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, "first", FIRST)


def test_every_file_of_a_course_has_one_record(folder: Path, tmp_path: Path) -> None:
    assert sorted(records(tmp_path)) == sorted(FIRST)


def test_run_sheets_guides_and_forms_for_staff_are_for_facilitators_and_all_else_for_participants(
    folder: Path, tmp_path: Path
) -> None:
    staff = {name for name, text in records(tmp_path).items() if text.audience == "facilitator"}
    assert staff == {"day-1/outline.yaml", "guides/settle.md", "exercises/note.md"}


def test_a_record_has_the_title_people_know_and_the_hash_of_the_file(folder: Path, tmp_path: Path) -> None:
    known = records(tmp_path)
    assert known["cards/anchor.md"].title == "Anchors"
    assert known["practices/breath.md"].title == "One breath"
    assert known["day-1/letter-before.md"].title == "Before we meet"
    assert known["cards/anchor.md"].sha256 == sha256(FIRST["cards/anchor.md"].encode()).hexdigest()
    assert {name: known[name].kind for name in ("course.yaml", "goals.yaml", "day-1/handout.md")} == {
        "course.yaml": "course",
        "goals.yaml": "goals",
        "day-1/handout.md": "handout",
    }


def test_what_a_text_does_not_say_about_its_origin_the_course_says(folder: Path, tmp_path: Path) -> None:
    known = records(tmp_path)
    assert (known["cards/anchor.md"].provenance, known["cards/anchor.md"].tier) == ("A paper of 2019.", "T2")
    assert (known["cards/about.md"].provenance, known["cards/about.md"].tier) == ("Made up for tests.", "T3")
    assert known["course.yaml"].provenance == "Made up for tests."


def test_a_text_that_was_never_published_has_version_0_and_no_days(folder: Path, tmp_path: Path) -> None:
    about = records(tmp_path)["cards/about.md"]
    assert (about.version, about.published_on, about.review_on) == (0, None, None)


def test_a_published_text_has_its_version_its_day_and_a_day_to_read_it_again(
    folder: Path, tmp_path: Path
) -> None:
    publish(folder, tmp_path, today=date(2027, 1, 15))
    (folder / "cards/about.md").write_text(FIRST["cards/about.md"].replace("One hour.", "An hour."))
    publish(folder, tmp_path, today=date(2027, 8, 31))
    known = records(tmp_path)
    # Eighteen months after January 2027 is July 2028, after August 2027 it is February 2029.
    anchor, about = known["cards/anchor.md"], known["cards/about.md"]
    assert (anchor.version, anchor.published_on, anchor.review_on) == (1, "2027-01-15", "2028-07-01")
    assert (about.version, about.published_on, about.review_on) == (2, "2027-08-31", "2029-02-01")


def test_a_text_for_nobody_we_know_is_refused(folder: Path, tmp_path: Path) -> None:
    text = FIRST["exercises/note.md"].replace("audience: facilitator", "audience: everybody")
    (folder / "exercises/note.md").write_text(text)
    with pytest.raises(ContentError) as caught:
        load_course("first", tmp_path)
    assert (caught.value.file, caught.value.field) == ("courses/first/exercises/note.md", "audience")


@pytest.mark.parametrize(
    ("line", "field"),
    [('title: "Two\\nlines"', "title"), ("provenance: ''\ntitle: Anchors", "provenance")],
    ids=["a title of two lines", "an empty origin"],
)
def test_what_a_record_cannot_hold_is_told_with_its_file(
    folder: Path, tmp_path: Path, line: str, field: str
) -> None:
    text = (
        FIRST["cards/anchor.md"].replace("provenance: A paper of 2019.\n", "").replace("title: Anchors", line)
    )
    (folder / "cards/anchor.md").write_text(text)
    with pytest.raises(ContentError) as caught:
        load_course("first", tmp_path)
    assert (caught.value.file, caught.value.field) == ("courses/first/cards/anchor.md", field)

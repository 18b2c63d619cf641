"""Versions of texts: every edit gets one, and nothing that was published goes away in silence."""

from datetime import date
from pathlib import Path

import pytest

from curriculum.errors import ContentError
from curriculum.published import Published, publish, published, unpublished
from tests.curriculum.plain import EIGHT_WEEKS

JANUARY, MARCH = date(2027, 1, 15), date(2027, 3, 1)
# From FIPS 180-2, appendix B.1: the digest of "abc".
ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of two texts that was published in January."""
    folder = tmp_path / "courses/short"
    (folder / "cards").mkdir(parents=True)
    (folder / "course.yaml").write_text("abc")
    (folder / "cards/about.md").write_text("One hour.")
    assert publish(folder, tmp_path, today=JANUARY) == ["cards/about.md", "course.yaml"]
    return folder


def test_a_first_publication_gives_every_text_version_1_its_day_and_its_hash(
    course: Path, tmp_path: Path
) -> None:
    assert published(course, tmp_path)["course.yaml"] == Published(1, "2027-01-15", ABC)
    assert unpublished(course, tmp_path) == []


def test_the_list_is_text_that_says_who_wrote_it(course: Path) -> None:
    lines = (course / "published.yaml").read_text().splitlines()
    assert lines[0].startswith("# Written by `python -m curriculum publish`")
    assert lines[2] == f"course.yaml: 1 2027-01-15 {ABC}"


def test_publishing_again_changes_nothing(course: Path, tmp_path: Path) -> None:
    before = (course / "published.yaml").read_bytes()
    assert publish(course, tmp_path, today=MARCH) == []
    assert (course / "published.yaml").read_bytes() == before


def test_an_edit_is_noticed_and_gets_the_next_version_and_its_own_day(course: Path, tmp_path: Path) -> None:
    (course / "cards/about.md").write_text("Two hours.")
    [(file, says)] = unpublished(course, tmp_path)
    assert (file, says[:38]) == ("cards/about.md", "differs from its published version; ru")
    assert publish(course, tmp_path, today=MARCH) == ["cards/about.md"]
    known = published(course, tmp_path)
    assert (known["cards/about.md"].version, known["cards/about.md"].on) == (2, "2027-03-01")
    assert (known["course.yaml"].version, known["course.yaml"].on) == (1, "2027-01-15")


def test_a_new_text_waits_to_be_published(course: Path, tmp_path: Path) -> None:
    (course / "cards/more.md").write_text("More.")
    [(file, says)] = unpublished(course, tmp_path)
    assert (file, says[:7]) == ("cards/more.md", "is new;")


def test_a_renamed_text_is_gone_and_publishing_does_not_forget_it(course: Path, tmp_path: Path) -> None:
    (course / "cards/about.md").rename(course / "cards/overview.md")
    gone = ("cards/about.md", "was published and is gone; a key is never renamed or taken away.")
    assert gone in unpublished(course, tmp_path)
    assert publish(course, tmp_path, today=MARCH) == ["cards/overview.md"]
    assert unpublished(course, tmp_path) == [gone]


def test_a_text_that_comes_back_as_it_was_is_no_problem_any_more(course: Path, tmp_path: Path) -> None:
    (course / "cards/about.md").unlink()
    publish(course, tmp_path, today=MARCH)
    (course / "cards/about.md").write_text("One hour.")
    assert unpublished(course, tmp_path) == []
    assert published(course, tmp_path)["cards/about.md"].version == 1


LOG = """\
---
key: log
fields:
  - {key: what, kind: line, label: What}
  - {key: how, kind: choice, label: How, choices: [{key: "yes", label: Yes}, {key: not-yet, label: Not yet}]}
---
"""


@pytest.mark.parametrize(
    ("file", "text", "old", "new", "gone"),
    [
        ("exercises/log.md", LOG, "key: what", "key: which", "fields/what"),
        ("exercises/log.md", LOG, "not-yet", "no", "fields/how/choices/not-yet"),
        ("goals.yaml", "goals: [{key: softer, weeks: 8}]\n", "softer", "gentler", "goals/softer"),
        (
            "week-1/outline.yaml",
            "agenda: [{key: opening}, {key: end}]\n",
            "opening",
            "start",
            "agenda/opening",
        ),
        (
            "week-1/unit.yaml",
            "home_practice: {items: [{key: sit}]}\n",
            "sit",
            "rest",
            "home_practice/items/sit",
        ),
        ("course.yaml", "waves: [{key: before}]\n", "before", "start", "waves/before"),
    ],
)
def test_a_key_inside_a_published_text_is_never_renamed(
    course: Path, tmp_path: Path, file: str, text: str, old: str, new: str, gone: str
) -> None:
    """People's forms, goals, run sheets, ticks and answers are stored under these keys."""
    (course / file).parent.mkdir(exist_ok=True)
    (course / file).write_text(text)
    publish(course, tmp_path, today=JANUARY)
    (course / file).write_text(text.replace(old, new, 1))
    says = f"{gone} was published and is gone; a key is never renamed or taken away."
    assert (file, says) in unpublished(course, tmp_path)
    before = (course / "published.yaml").read_bytes()
    with pytest.raises(ContentError) as caught:
        publish(course, tmp_path, today=MARCH)
    assert (caught.value.file, caught.value.message) == (f"courses/short/{file}", says)
    assert (course / "published.yaml").read_bytes() == before


def test_a_key_may_be_added_and_stays_from_then_on(course: Path, tmp_path: Path) -> None:
    (course / "goals.yaml").write_text("goals: [{key: softer}]\n")
    publish(course, tmp_path, today=JANUARY)
    (course / "goals.yaml").write_text("goals: [{key: softer}, {key: steadier}]\n")
    assert publish(course, tmp_path, today=MARCH) == ["goals.yaml"]
    assert published(course, tmp_path)["goals.yaml"].keys == {"goals/softer", "goals/steadier"}


def test_a_translation_may_leave_out_what_it_said_before(course: Path, tmp_path: Path) -> None:
    (course / "de").mkdir()
    (course / "goals.yaml").write_text("goals: [{key: softer}, {key: steadier}]\n")
    (course / "de/goals.yaml").write_text("goals: [{key: softer}, {key: steadier}]\n")
    publish(course, tmp_path, today=JANUARY)
    (course / "de/goals.yaml").write_text("goals: [{key: softer}]\n")
    assert publish(course, tmp_path, today=MARCH) == ["de/goals.yaml"]


def test_the_forms_of_the_eight_weeks_have_their_keys_on_the_list() -> None:
    known = published(EIGHT_WEEKS, EIGHT_WEEKS.parent.parent)
    assert {"fields/what-was-hard", "fields/others-too/choices/not-yet"} <= known[
        "exercises/distress-log.md"
    ].keys
    assert "goals/softer-inner-voice" in known["goals.yaml"].keys
    assert "agenda/break" in known["week-3/outline.yaml"].keys


def test_what_is_no_text_has_no_version(course: Path, tmp_path: Path) -> None:
    (course / "picture.png").write_bytes(b"\x89PNG")
    assert unpublished(course, tmp_path) == []


def test_a_course_that_was_never_published_has_no_versions(tmp_path: Path) -> None:
    assert published(tmp_path, tmp_path) == {}


@pytest.mark.parametrize(
    "line", ["1 2027-01-15", "one 2027-01-15 abc", "1 15.1.2027 abc", "1 2027-02-30 abc"]
)
def test_a_line_that_no_command_wrote_is_refused(course: Path, tmp_path: Path, line: str) -> None:
    (course / "published.yaml").write_text(f"course.yaml: {line}\n")
    with pytest.raises(ContentError) as caught:
        published(course, tmp_path)
    assert (caught.value.file, caught.value.field) == ("courses/short/published.yaml", "course.yaml")

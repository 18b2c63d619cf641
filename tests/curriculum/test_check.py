"""`python -m curriculum check` finds what a shape alone cannot."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from curriculum.check import problems
from curriculum.files import ROOT

Change = Callable[[str, str, str], None]
COURSE = "courses/eight-weeks"
TOUCH = f"{COURSE}/practices/supportive-touch.md"
BREATH = f"{COURSE}/practices/affectionate-breathing.md"


def check(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "curriculum", *arguments]
    return subprocess.run(command, cwd=ROOT.parent, capture_output=True, text=True, check=False)


def test_the_content_of_this_project_fits() -> None:
    assert problems() == []


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "says"),
    [
        ("week-3/outline.yaml", "minutes: 13", "minutes: 14", "week-3/outline.yaml, agenda", "166 minutes"),
        ("week-3/unit.yaml", "minutes: 165", "minutes: 150", "week-3/unit.yaml, minutes", "session is 165"),
        (
            "week-3/outline.yaml",
            "[loving-kindness-for-a-loved-one]",
            "[hope]",
            "week-3/outline.yaml",
            "no practice hope",
        ),
        (
            "week-3/unit.yaml",
            "practice: my-phrases-in-daily-life",
            "practice: hope",
            "items, phrases",
            "no practice hope",
        ),
        (
            "week-3/outline.yaml",
            "key: review",
            "key: break",
            "week-3/outline.yaml, agenda",
            "break stands twice",
        ),
        ("week-1/unit.yaml", "  - supportive-touch\n", "", "shape.informal", "there are 19"),
        ("week-1/unit.yaml", "  - supportive-touch\n", "", "supportive-touch.md", "nothing reads this file"),
        ("week-4/unit.yaml", "number: 4", "number: 5", "course.yaml, units", "numbered"),
        ("course.yaml", "unit: week-8", "unit: week-9", "waves, after, anchor.unit", "no unit week-9"),
        (
            "course.yaml",
            "closes_by: week-1",
            "closes_by: week-0",
            "waves, before, closes_by",
            "no unit week-0",
        ),
        ("course.yaml", "stress-4]", "stress-5]", "waves, before, measures", "stress-5"),
        ("course.yaml", "stress-4]", "ces-d]", "waves, before, measures", "cannot be asked"),
        ("course.yaml", "sessions: 6", "sessions: 9", "completion.sessions", "more than the 8"),
        ("course.yaml", "  - glossary\n", "", "cards/glossary.md", "nothing reads this file"),
        ("practices/supportive-touch.md", "A minute or two", "You must take two", "line ", "'must'"),
        ("practices/supportive-touch.md", "A minute or two", "A streak of two", "line ", "'streak'"),
        (
            "practices/supportive-touch.md",
            "if you like, one hand.",
            "one hand!",
            "line ",
            "exclamation marks",
        ),
        (
            "practices/supportive-touch.md",
            "one hand.",
            "one hand \N{SMILING FACE WITH OPEN MOUTH}.",
            "line ",
            "emoji",
        ),
        ("practices/supportive-touch.md", "short_minutes: 1", "short_minutes: 9", "short_minutes", "longer"),
        ("practices/affectionate-breathing.md", "Read along, 5", "Read along, 15", "15 minutes", "neither"),
        ("practices/affectionate-breathing.md", "[pause 7]", "[pause 200]", "5 minutes", "lasts about 8"),
    ],
)
def test_a_problem_names_where_it_is(
    root: Path, change: Change, file: str, old: str, new: str, at: str, says: str
) -> None:
    change(f"{COURSE}/{file}", old, new)
    found = [str(problem) for problem in problems(root)]
    assert any(at in line and says in line for line in found), found


def test_a_handout_of_one_sentence_is_too_short(root: Path) -> None:
    (root / COURSE / "week-2/handout.md").write_text("---\ntitle: Short\nminutes: 1\n---\nShort.\n")
    assert [str(each) for each in problems(root)] == [
        f"{COURSE}/week-2/handout.md: has 1 words; 220 to 450 fit."
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "says"),
    [
        (
            "stress-4.yaml",
            "scores: {total: 12}",
            "scores: {total: 13}",
            "mixed answers",
            "the answers give 12.0",
        ),
        ("stress-4.yaml", "[q2, q3]", "[q2]", "the calmest answers", "is 0.0 here"),
        ("stress-4.yaml", "range: [0, 16]", "range: [0, 20]", "scales, total, range", "0 to 16"),
        ("stress-4.yaml", "min_answered: 4", "min_answered: 5", "min_answered", "more than its 4 items"),
        ("stress-4.yaml", "[3, 1, 2, 4]", "[3, 1, 2]", "mixed answers, answers", "each of 4 items"),
        ("stress-4.yaml", "[3, 1, 2, 4]", "[3, 1, 2, 9]", "mixed answers, answers", "not one of its choices"),
        ("stress-4.yaml", "askable: true", "askable: false", "askable", "wording"),
        ("wording/stress-4.en.yaml", "  q4:", "  q5:", "wording/stress-4.en.yaml, items", "q4"),
        (
            "wording/stress-4.en.yaml",
            "  4: Nearly",
            "  5: Nearly",
            "stress-4.en.yaml, choices",
            "exactly 0, 1",
        ),
        ("wording/stress-4.en.yaml", "language: en", "language: de", "stress-4.en.yaml, language", "en"),
    ],
)
def test_a_measure_that_does_not_add_up_is_named(
    root: Path, change: Change, file: str, old: str, new: str, at: str, says: str
) -> None:
    change(f"measures/{file}", old, new)
    found = [str(problem) for problem in problems(root)]
    assert any(at in line and says in line for line in found), found


def test_files_that_nothing_reads_are_named(root: Path) -> None:
    (root / COURSE / "practices/forgotten.md").write_text("---\n---\n")
    (root / "measures/wording/forgotten.en.yaml").write_text("measure: forgotten\n")
    assert [(problem.file, problem.message[:12]) for problem in problems(root)] == [
        (f"{COURSE}/practices/forgotten.md", "nothing read"),
        ("measures/wording/forgotten.en.yaml", "nothing read"),
    ]


def test_one_broken_file_does_not_hide_a_problem_in_another(root: Path, change: Change) -> None:
    change("measures/stress-4.yaml", "range: [0, 16]", "range: [0, 20]")
    change(f"{COURSE}/week-3/unit.yaml", "theme:", "motto:")
    files = {problem.file for problem in problems(root)}
    assert files == {"measures/stress-4.yaml", f"{COURSE}/week-3/unit.yaml"}


def test_the_command_ends_with_1_and_names_the_file(root: Path, change: Change) -> None:
    change(f"{COURSE}/week-3/outline.yaml", "minutes: 13", "minutes: 14")
    result = check("check", "--folder", str(root))
    assert result.returncode == 1
    assert f"{COURSE}/week-3/outline.yaml, agenda: adds up to 166 minutes" in result.stdout


def test_the_command_ends_with_0_and_counts_the_practices() -> None:
    result = check("check")
    assert (result.returncode, result.stderr) == (0, "")
    assert "7 formal and 20 informal practices" in result.stdout


def test_help_explains_the_command() -> None:
    result = check("check", "--help")
    assert result.returncode == 0
    assert "--folder" in result.stdout

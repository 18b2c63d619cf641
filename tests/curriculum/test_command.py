"""`python -m curriculum` as whoever writes content types it: what it prints and how it ends."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from curriculum.files import ROOT

Change = Callable[[str, str, str], None]
COURSE = "courses/eight-weeks"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "curriculum", *arguments]
    return subprocess.run(command, cwd=ROOT.parent, capture_output=True, text=True, check=False)


def test_the_command_ends_with_1_and_names_the_file(root: Path, change: Change) -> None:
    change(f"{COURSE}/week-3/outline.yaml", "165: 20}", "165: 21}")
    result = run("check", "--folder", str(root))
    assert result.returncode == 1
    assert f"{COURSE}/week-3/outline.yaml, line 1, agenda: adds up to 166 minutes" in result.stdout
    assert result.stdout.endswith("2 to look at.\n")  # and that it differs from its published version


def test_a_field_nobody_knows_is_named_with_its_line(root: Path, change: Change) -> None:
    change(f"{COURSE}/week-3/unit.yaml", "minutes: 165", "mood: good\nminutes: 165")
    result = run("check", "--folder", str(root))
    says = f"{COURSE}/week-3/unit.yaml, line 7, mood: this field is not known here; check its spelling."
    assert result.returncode == 1
    assert says in result.stdout.splitlines()


def test_the_command_ends_with_0_and_shows_what_there_is(root: Path) -> None:
    result = run("check", "--folder", str(root))
    assert (result.returncode, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "A Kinder Voice (eight-weeks, version 2026.1)"
    assert lines[-1] == "All content fits."
    assert "  7 formal and 20 informal practices, 4 more in packs" in lines
    assert "  21 exercises and forms, 7 goals, 8 guides" in lines


def test_the_table_has_a_row_for_every_unit_with_its_lengths_and_what_is_taught(root: Path) -> None:
    lines = run("check", "--folder", str(root)).stdout.splitlines()
    rows = {line.split()[0]: line.split() for line in lines if line.startswith("  ")}
    assert rows["week-1"][1:6] == ["120", "/", "150", "/", "165"]
    assert rows["retreat"][1] == "240"
    assert rows["orientation"][1] == "60"
    [third] = [line for line in lines if line.startswith("  week-3 ")]
    taught = "Loving-kindness for a loved one, My phrases in daily life, Finding my own phrases"
    assert third.endswith(f"  {taught}")
    # unit.yaml, outline.yaml, the handout and two letters
    assert third.split()[7] == "5"


def test_help_explains_the_command() -> None:
    result = run("check", "--help")
    assert result.returncode == 0
    assert "--folder" in result.stdout


def test_publishing_gives_an_edited_text_its_next_version_and_then_there_is_nothing_to_do(
    root: Path, change: Change
) -> None:
    change(f"{COURSE}/practices/supportive-touch.md", "one hand.", "two hands.")
    first, second = (run("publish", "--folder", str(root)).stdout.splitlines() for _ in range(2))
    assert "eight-weeks: 1 texts have a new version." in first
    assert "eight-weeks: 0 texts have a new version." in second
    assert run("check", "--folder", str(root)).returncode == 0


def test_a_list_of_versions_that_somebody_wrote_by_hand_is_not_published_over(root: Path) -> None:
    (root / COURSE / "published.yaml").write_text("course.yaml: newest\n")
    result = run("publish", "--folder", str(root))
    assert result.returncode == 1
    assert f"{COURSE}/published.yaml, course.yaml: needs a version, a day and a hash" in result.stdout


def test_every_measure_is_listed_with_how_sure_its_key_is(root: Path) -> None:
    result = run("measures", "--folder", str(root))
    assert (result.returncode, result.stderr) == (0, "")
    rows = {line.split()[0]: line.split()[1] for line in result.stdout.splitlines()}
    assert (rows["phq-9"], rows["maas"], rows["cams-r"]) == ("A", "B", "C")


def test_a_measure_that_cannot_be_read_is_named_instead_of_a_table(root: Path, change: Change) -> None:
    change("measures/gad-7.yaml", "askable: true", "askable: perhaps")
    result = run("measures", "--folder", str(root))
    assert result.returncode == 1
    assert result.stdout.startswith("measures/gad-7.yaml, askable: needs true or false")

"""The command line as it is called: its output, its exit code, and never a traceback."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from course.__main__ import app

pytestmark = pytest.mark.slow  # each starts the program anew, and one of them a whole demo world

FILE = "id,arm,wave,s1,s2,s3,s4,sum\na,1,pre,5,1,1,5,16\na,1,post,1,5,5,1,0\n"
MAP = """\
source: trial-1
programme: Linden House
person: id
cohorts: {column: arm, runs: [{value: "1", name: First arm, starts_on: "2019-02-04"}]}
occasions: {column: wave, waves: {pre: before, post: after}}
measures: [{key: stress-4, columns: [s1, s2, s3, s4], add: -1}]
"""


@pytest.fixture(scope="module")
def env(environ: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A database of its own with the demo world in it, made by the commands themselves."""
    folder = tmp_path_factory.mktemp("commands")
    known = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    env = {
        **known,
        **environ,
        "DATABASE_URL": f"sqlite:///{folder}/course.sqlite",
        "MAILBOX": f"{folder}/mail",
        "SOUND": f"{folder}/sound",
        "COLUMNS": "200",
    }
    assert run(env, "migrate").returncode == 0
    assert run(env, "demo").returncode == 0
    return env


def run(env: dict[str, str], *arguments: str, answer: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "course", *arguments],
        env=env,
        input=answer,
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent.parent.parent,
    )


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence on stderr."""
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    [line] = done.stderr.strip().splitlines()
    return line


def test_every_subcommand_explains_itself() -> None:
    group = typer.main.get_command(app)
    found = dict(getattr(group, "commands", {}))
    assert {"migrate", "demo", "sign-in-links", "import-results", "erase", "export-person", "keys"} <= set(
        found
    )
    for name, command in found.items():
        assert command.help, name
        for option in command.params:
            assert getattr(option, "help", "") or option.name == "help", f"{name}: {option.name}"


def test_demo_and_migrate_change_nothing_the_second_time(env: dict[str, str]) -> None:
    assert run(env, "migrate").returncode == 0
    assert "there already" in run(env, "demo").stdout


def test_sign_in_links_prints_one_for_each_role_and_for_each_paper(env: dict[str, str]) -> None:
    printed = run(env, "sign-in-links").stdout
    links = re.findall(r"^(\w+) +(http://127\.0\.0\.1:8000/sign-in/link/\S{40,})$", printed, re.MULTILINE)
    assert [role for role, _ in links] == ["participant", "facilitator", "lead", "certificate", "letter"]
    assert len({link for _, link in links}) == 5


def test_links_and_demo_are_for_development_only(env: dict[str, str]) -> None:
    production = {**env, "MODE": "production", "SMTP_URL": "smtp://127.0.0.1:1"}
    assert "development" in refused(run(production, "sign-in-links"))
    assert "development" in refused(run(production, "demo"))


def test_a_wrong_setting_is_named_with_an_example(env: dict[str, str]) -> None:
    assert "DATABASE_URL" in refused(run({**env, "DATABASE_URL": "mysql://x"}, "demo"))


def test_a_database_that_is_not_ready_is_explained(env: dict[str, str], tmp_path: Path) -> None:
    empty = {**env, "DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite"}
    assert "python -m course migrate" in refused(run(empty, "demo"))


def test_an_import_is_a_dry_run_unless_told_otherwise(env: dict[str, str], tmp_path: Path) -> None:
    file, map_, report = tmp_path / "f.csv", tmp_path / "m.yaml", tmp_path / "r.csv"
    file.write_text(FILE)
    map_.write_text(MAP)
    arguments = ("import-results", str(file), "--map", str(map_))
    dry = run(env, *arguments, "--report", str(report))
    assert "0 imported, 2 converted, 0 refused" in dry.stdout
    assert "Nothing has changed" in dry.stdout
    assert len(report.read_text().splitlines()) == 3
    assert "2 rows are new and stored" in run(env, *arguments, "--commit").stdout
    assert "0 rows are new and stored" in run(env, *arguments, "--commit").stdout


def test_a_bad_map_and_a_missing_file_are_explained(env: dict[str, str], tmp_path: Path) -> None:
    file, map_ = tmp_path / "f.csv", tmp_path / "m.yaml"
    map_.write_text(MAP.replace("person: id\n", ""))
    assert "person" in refused(run(env, "import-results", str(file), "--map", str(map_)))
    map_.write_text(MAP)
    assert "f.csv" in refused(run(env, "import-results", str(file), "--map", str(map_)))


def test_erasing_asks_first_and_then_is_for_good(env: dict[str, str]) -> None:
    who = "ivy.sato@example.org"
    assert "Nothing has changed" in run(env, "erase", who).stdout
    assert run(env, "erase", who, "--commit", answer="n\n").returncode != 0
    assert run(env, "export-person", who).returncode == 0
    copy = Path(env["SOUND"]) / "copies" / "voice.mp3"
    copy.parent.mkdir(parents=True)
    copy.touch()
    assert "is erased" in run(env, "erase", who, "--commit", answer="y\n").stdout
    assert not copy.exists()
    assert "nobody" in refused(run(env, "export-person", who))


def test_whoever_people_turn_to_is_not_erased(env: dict[str, str]) -> None:
    assert "safety plan" in refused(run(env, "erase", "ruth@example.org", "--commit", "--yes"))


def test_no_command_shows_the_words_of_a_journal(env: dict[str, str]) -> None:
    printed = run(env, "export-person", "maya@example.org").stdout
    assert "Maya Lindqvist" in printed
    assert '"journal_entry"' in printed
    assert "body scan was harder" not in printed


def test_tombstones_are_saved_and_applied_again(env: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "tombstones.csv"
    assert run(env, "erase", "leo.petrov@example.org", "--commit", "--yes").returncode == 0
    assert re.match(r"\d+ tombstones written", run(env, "tombstones", "save", str(file)).stdout)
    assert "0 people would be erased again" in run(env, "tombstones", "reapply", str(file)).stdout
    file.write_text("nonsense\n")
    assert "tombstones save" in refused(run(env, "tombstones", "reapply", str(file)))


def test_keys_are_wrapped_anew_with_the_first_key(env: dict[str, str]) -> None:
    """In the demo five people have written something that is sealed."""
    newer = {**env, "WRAPPING_KEY": "newer:" + "QUJD" * 10 + "QUI=," + env["WRAPPING_KEY"]}
    assert "5 data keys would be wrapped anew" in run(newer, "keys", "rewrap").stdout
    assert "5 data keys wrapped anew." in run(newer, "keys", "rewrap", "--commit").stdout
    assert "0 data keys" in run(newer, "keys", "rewrap").stdout


def test_a_new_site_gets_its_first_programme_and_lead_once(env: dict[str, str]) -> None:
    asked = (
        "new-programme",
        "--name",
        "Harbour",
        "--zone",
        "Europe/Oslo",
        "--lead",
        "otto@example.org",
        "--called",
        "Otto",
    )
    first, again = run(env, *asked), run(env, *asked)
    assert first.returncode == 0
    assert "Otto signs in at" in first.stdout
    assert (again.returncode, "already" in again.stderr) == (2, True)
    wrong = run(env, *asked[:2], "Elsewhere", "--zone", "Europe/Atlantis", *asked[5:])
    assert (wrong.returncode, "time zone" in wrong.stderr) == (2, True)

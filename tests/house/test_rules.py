"""What holds for every file of the project."""

import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

NOT_OURS = {".git", ".venv", ".local", ".cache", ".hypothesis", "node_modules", "__pycache__", "var"}
# Written apart, so that this file names none of them itself.
REGISTRIES = (
    "pypi" + ".org",
    "python" + "hosted.org",
    "npmjs" + ".org",
    "npmjs" + ".com",
    "deb.debian" + ".org",
    "crates" + ".io",
    "proxy.golang" + ".org",
)
PLACES = ("/wo" + "rk/", "/ro" + "ot/", "/tm" + "p/", "/ho" + "me/", ".." + "/shared")
LOCKS = ("requirements.lock", "requirements-dev.lock", "bin/uv.lock", "bin/node.lock")


def files(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in NOT_OURS and not name.endswith("_cache")]
        yield from (Path(folder) / name for name in names)


def lines_with(root: Path, words: tuple[str, ...]) -> list[str]:
    found = []
    for path in files(root):
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if any(word in line for word in words):
                found.append(f"{path.relative_to(root)}:{number}: {line.strip()[:100]}")
    return found


def scripts(root: Path) -> list[Path]:
    return [path for path in sorted((root / "bin").iterdir()) if path.is_file() and not path.suffix]


def test_no_file_names_a_package_registry(root: Path) -> None:
    assert lines_with(root, REGISTRIES) == []


def test_no_file_names_a_place_on_somebodys_machine(root: Path) -> None:
    assert lines_with(root, PLACES) == []


def test_a_line_that_names_a_registry_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("fine\nfetch it from " + REGISTRIES[0] + "\n")
    assert len(lines_with(tmp_path, REGISTRIES)) == 1


def test_every_script_can_be_started_and_says_what_it_does(root: Path) -> None:
    for script in scripts(root):
        first, second = script.read_text().splitlines()[:2]
        assert first.startswith("#!"), script
        assert re.match(r'(# |""")[A-Z]', second), f"{script.name}: line 2 does not say what it does"
        assert os.access(script, os.X_OK), f"{script.name} is not executable"


def test_every_shell_script_is_readable_for_a_plain_shell(root: Path) -> None:
    for script in [*scripts(root), root / ".ci" / "run"]:
        shell = script.read_text().splitlines()[0].removeprefix("#!")
        if "python" not in shell:
            subprocess.run([shell, "-n", script], check=True)


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_in_a_lock_file_has_a_version_and_hashes(root: Path, name: str) -> None:
    text = (root / name).read_text()
    assert "://" not in text
    packages = re.split(r"\n(?=\S)", text.replace("\\\n", " ").strip())
    for package in packages:
        assert re.match(r"\S+==\S+ .*--hash=sha256:[0-9a-f]{64}", package, re.DOTALL), package[:80]


def test_every_package_of_the_project_is_in_its_lock_file(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    run, dev = project["dependencies"], project["optional-dependencies"]["dev"]
    assert names(run) <= locked(root / "requirements.lock")
    assert names([*run, *dev]) <= locked(root / "requirements-dev.lock")


def test_what_tests_need_holds_what_running_needs_in_the_same_versions(root: Path) -> None:
    run, dev = ((root / lock).read_text().splitlines() for lock in LOCKS[:2])
    pinned = {line for line in run if "==" in line}
    assert pinned <= set(dev)


def names(requirements: list[str]) -> set[str]:
    return {
        re.split(r"[\[><=;~! ]", requirement)[0].lower().replace("_", "-") for requirement in requirements
    }


def locked(lock: Path) -> set[str]:
    return {line.split("==")[0].split("[")[0] for line in lock.read_text().splitlines() if "==" in line}

"""`python -m course print` as it is called."""

import subprocess
import sys
from pathlib import Path

import pytest


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "course", "print", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.slow
def test_every_document_of_a_course_is_written(root: Path, tmp_path: Path) -> None:
    done = run(root, "open-circle", str(tmp_path / "paper"), "--group", "Circle")
    assert done.returncode == 0, done.stderr
    names = {path.name for path in (tmp_path / "paper").iterdir()}
    assert {"workbook.pdf", "workbook-circle-1.pdf", "handout-circle-6.pdf"} <= names
    assert all((tmp_path / "paper" / name).read_bytes().startswith(b"%PDF-") for name in names)


def test_a_course_that_is_not_there_is_one_plain_sentence(root: Path, tmp_path: Path) -> None:
    done = run(root, "nine-weeks", str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.startswith("There is no course called nine-weeks. There is: eight-weeks")
    assert len(done.stderr.splitlines()) == 1


def test_a_language_that_is_not_there_is_one_plain_sentence(root: Path, tmp_path: Path) -> None:
    done = run(root, "eight-weeks", str(tmp_path / "paper"), "--language", "fr")
    assert (done.returncode, done.stderr) == (2, "eight-weeks is not written in fr. There is: en, de.\n")
    assert not (tmp_path / "paper").exists()

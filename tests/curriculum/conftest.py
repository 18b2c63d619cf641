"""Copies of the real content in a folder of its own, published, so that a test can break one file and look."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from curriculum.files import ROOT
from curriculum.published import publish

COURSE = Path("courses/eight-weeks")
PUBLISHED_ON = date(2027, 1, 15)
LANGUAGE = re.compile(r"^[a-z]{2}(-[A-Z]{2})?$")
Change = Callable[[str, str, str], None]


@pytest.fixture
def everything(tmp_path: Path) -> Path:
    """A curriculum folder with all that the real one has, published."""
    for name in ("courses", "measures"):
        copytree(ROOT / name, tmp_path / name)
    for course in (tmp_path / "courses").iterdir():
        publish(course, tmp_path, today=PUBLISHED_ON)
    return tmp_path


@pytest.fixture(scope="session")
def eight_weeks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The eight weeks in English and the measures, published; only to be copied."""
    folder = tmp_path_factory.mktemp("published")
    copytree(ROOT / COURSE, folder / COURSE, ignore=_translations)
    copytree(ROOT / "measures", folder / "measures")
    (folder / COURSE / "published.yaml").unlink(missing_ok=True)
    publish(folder / COURSE, folder, today=PUBLISHED_ON)
    return folder


@pytest.fixture
def root(eight_weeks: Path, tmp_path: Path) -> Path:
    """A curriculum folder with the eight weeks and the measures: quicker to check than everything."""
    copytree(eight_weeks, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def change(root: Path) -> Change:
    """change(file, old, new): replaces a text in one file of the copy; the text has to be there."""

    def replace(file: str, old: str, new: str) -> None:
        text = (root / file).read_text(encoding="utf-8")
        assert old in text
        (root / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


def _translations(_folder: str, names: list[str]) -> list[str]:
    return [name for name in names if LANGUAGE.match(name)]

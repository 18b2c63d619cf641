"""A copy of the real content in a folder of its own, so that a test can break one file and look."""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from curriculum.files import ROOT

COURSE = Path("courses/eight-weeks")
Change = Callable[[str, str, str], None]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A curriculum folder with everything in it that the real one has."""
    for name in ("courses", "measures"):
        copytree(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def change(root: Path) -> Change:
    """change(file, old, new): replaces a text in one file of the copy; the text has to be there."""

    def replace(file: str, old: str, new: str) -> None:
        text = (root / file).read_text(encoding="utf-8")
        assert old in text
        (root / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace

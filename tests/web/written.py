"""A curriculum folder of a test's own, which the site then offers its courses from."""

from pathlib import Path
from shutil import copytree

import pytest
from flask import Flask

from curriculum.files import ROOT

EIGHT_WEEKS = "courses/eight-weeks"


class Files:
    """The copied files; `change` replaces a text that has to be there."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def change(self, name: str, old: str, new: str) -> None:
        path = self.root / EIGHT_WEEKS / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def put_back(self, name: str) -> None:
        (self.root / EIGHT_WEEKS / name).write_bytes((ROOT / EIGHT_WEEKS / name).read_bytes())


@pytest.fixture
def files(app: Flask, tmp_path: Path) -> Files:
    root = tmp_path / "curriculum"
    copytree(ROOT / "courses", root / "courses")
    app.extensions["settings"] = app.extensions["settings"].model_copy(update={"curriculum": root})
    return Files(root)

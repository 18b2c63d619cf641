"""The courses of this project beside three of other shapes, in one published curriculum folder."""

from datetime import date
from pathlib import Path
from shutil import copytree

from curriculum.files import ROOT
from curriculum.published import publish

HERE = Path(__file__).parent / "courses_elsewhere"
KEYS = ("clinical-group", "five-day-intensive", "mindful-eight-weeks")


def gathered(folder: Path) -> Path:
    """Everything in `folder`, which is empty before; returns it."""
    for name in ("courses", "measures"):
        copytree(ROOT / name, folder / name)
    copytree(HERE, folder / "courses", dirs_exist_ok=True)
    for course in (folder / "courses").iterdir():
        publish(course, folder, today=date(2027, 1, 15))
    return folder

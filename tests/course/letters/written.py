"""Each letter to somebody of a small cast, written with secrets that read like words.

`python -m tests.course.letters.written` writes them into tests/letters, where they are read in review.
"""

from collections.abc import Iterator
from pathlib import Path

from course.letters.letter import Letter
from course.letters.made_up import MAYA, WEEK_3, scenes
from course.letters.scene import Scene
from course.letters.table import write

__all__ = ["FOLDER", "MAYA", "WEEK_3", "as_file", "letters"]
FOLDER = Path(__file__).parents[2] / "letters"


def letters() -> Iterator[tuple[str, str, Scene, Letter]]:
    for name, letter, scene in scenes():
        yield name, letter, scene, write(letter, scene)


def as_file(letter: Letter) -> str:
    return f"Subject: {letter.subject}\n\n{letter.text.rstrip()}\n"


if __name__ == "__main__":
    for name, _letter, _scene, written in letters():
        (FOLDER / f"{name}.txt").write_text(as_file(written))

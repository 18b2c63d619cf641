"""Published keys are never renamed, and an edited text gets a new version before it lands."""

from collections.abc import Iterator
from pathlib import Path

from curriculum.checks import Problem
from curriculum.errors import ContentError
from curriculum.loader import course_keys
from curriculum.published import unpublished


def problems(root: Path) -> Iterator[Problem]:
    """Every published text that is gone, and every text whose published version says something else."""
    for key in course_keys(root):
        folder = root / "courses" / key
        try:
            found = unpublished(folder, root)
        except ContentError as error:
            yield Problem(error.file, error.field, error.message)
            continue
        for name, message in found:
            yield Problem(f"courses/{key}/{name}", "", message)

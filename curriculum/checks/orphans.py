"""Files that nothing reads: a practice no unit teaches, a card no course lists, a wording without measure."""

from collections.abc import Iterator
from pathlib import Path

from curriculum.checks import Problem
from curriculum.errors import ContentError
from curriculum.files import shown
from curriculum.loader import course_keys, load_course, measure_keys
from curriculum.schema import Course


def problems(root: Path) -> Iterator[Problem]:
    """Every file that belongs to nothing. A course that does not load is left out."""
    read = _measure_files(root)
    for key in course_keys(root):
        try:
            read |= _course_files(load_course(key, root))
        except ContentError:
            read |= {shown(path, root) for path in (root / "courses" / key).rglob("*")}
    for folder in ("courses", "measures"):
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and shown(path, root) not in read:
                yield Problem(
                    shown(path, root), "", "nothing reads this file; name it somewhere or take it away."
                )


def _measure_files(root: Path) -> set[str]:
    keys = measure_keys(root)
    wordings = {path for key in keys for path in root.glob(f"measures/wording/{key}.*.yaml")}
    return {f"measures/{key}.yaml" for key in keys} | {shown(path, root) for path in wordings}


def _course_files(course: Course) -> set[str]:
    names = {"course.yaml"}
    for unit in course.units:
        names |= {f"{unit.key}/unit.yaml", f"{unit.key}/outline.yaml"}
        names |= {f"{unit.key}/handout.md"} if unit.reading else set()
    names |= {f"practices/{practice.key}.md" for practice in course.practices}
    names |= {f"cards/{card.key}.md" for card in course.cards}
    return {f"courses/{course.key}/{name}" for name in names}

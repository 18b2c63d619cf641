"""Files that nothing reads: a practice no unit teaches, a card no course lists, a wording without measure."""

from collections.abc import Collection, Iterator
from pathlib import Path

from curriculum.checks import Problem
from curriculum.files import shown
from curriculum.loader import course_keys, measure_keys
from curriculum.published import FILE
from curriculum.schema import Course


def problems(courses: Collection[Course], root: Path) -> Iterator[Problem]:
    """Every file that belongs to nothing. The folder of a course that could not be read is left out."""
    read = _measure_files(root).union(*(_course_files(course) for course in courses))
    for key in set(course_keys(root)) - {course.key for course in courses}:
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
    texts = {text.path for one in (course, *course.translations) for text in one.texts}
    return texts | {f"courses/{course.key}/{FILE}"}

"""The whole check: every problem in the content files, each with its line."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from curriculum.checks import Problem, courses, language, links, measures, orphans, publication
from curriculum.errors import ContentError
from curriculum.files import ROOT
from curriculum.lines import line_of
from curriculum.loader import course_keys, load_course
from curriculum.schema import Course
from curriculum.stamp import Stamp, stamp


def problems(root: Path = ROOT) -> list[Problem]:
    """Everything that does not fit, courses first. Empty when all is well. Looked for anew when a file has changed."""
    return list(_problems(root, stamp(root)))


@lru_cache(maxsize=4)
def _problems(root: Path, _stamp: Stamp) -> tuple[Problem, ...]:
    read, unread = _read(root)
    found = [
        *unread,
        *courses.problems(read, root),
        *measures.problems(root),
        *language.problems(root),
        *links.problems(read, root),
        *orphans.problems(read, root),
        *publication.problems(root),
    ]
    return tuple(replace(each, line=line_of(root / each.file, each.field)) for each in dict.fromkeys(found))


def _read(root: Path) -> tuple[list[Course], list[Problem]]:
    """Every course that can be read, and for every other one why not."""
    read, unread = [], []
    for key in course_keys(root):
        try:
            read.append(load_course(key, root))
        except ContentError as error:
            unread.append(Problem(error.file, error.field, error.message))
    return read, unread

"""Links between texts: `[backdraft](card:backdraft)` leads to something that is there."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from curriculum.checks import Problem
from curriculum.files import read_text, shown
from curriculum.schema import Course

LINK = re.compile(r"\]\(([^)]*)\)")
KNOWN = re.compile(r"^(card|practice|exercise|week):([a-z0-9-]+)$|^(https://|mailto:|tel:)")


def problems(courses: Iterable[Course], root: Path) -> Iterator[Problem]:
    """Every link in the texts of these courses that leads nowhere."""
    for course in courses:
        there = targets(course)
        for text in {record.path for one in (course, *course.translations) for record in one.texts}:
            for number, line in enumerate(read_text(root / text, root).splitlines(), start=1):
                for message in _dead(line, there, course.key):
                    yield Problem(shown(root / text, root), f"line {number}", message)


def targets(course: Course) -> frozenset[str]:
    """What a link in this course may name: `card:…`, `practice:…`, `exercise:…` and `week:…` with a unit's key."""
    return frozenset(
        [f"card:{one.key}" for one in course.cards]
        + [f"practice:{one.key}" for one in course.practices]
        + [f"exercise:{one.key}" for one in course.exercises]
        + [f"week:{one.key}" for one in course.units]
    )


def _dead(line: str, there: frozenset[str], course: str) -> Iterator[str]:
    for link in LINK.findall(line):
        known = KNOWN.match(link)
        if not known:
            yield f"the link {link!r} is none we know: card:KEY, practice:KEY, exercise:KEY, week:KEY or https://."
        elif known[1] and link not in there:
            yield f"the link {link!r} leads nowhere: there is no {known[1]} {known[2]} in {course}."

"""The courses that can be run now. A file that does not fit never takes a course away: the last good one serves."""

import logging
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col, select

from course.cohorts import bundle
from course.cohorts.bundle import Bundle
from course.errors import NotFound
from curriculum.errors import ContentError
from curriculum.files import ROOT
from curriculum.loader import course_keys, load_course
from curriculum.schema import Course

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Offered:
    """A course to run. `problem` names the file and field for which the files were passed over for what was stored
    before."""

    course: Course
    problem: str | None = None


@dataclass(frozen=True)
class Catalogue:
    """`problems` has a sentence for every course whose files do not fit, also for one that was never stored."""

    offered: tuple[Offered, ...]
    problems: tuple[str, ...]

    def find(self, key: str | None) -> Offered | None:
        """The course with this key, if it can be run."""
        return next((one for one in self.offered if one.course.key == key), None)


def catalogue(db: Session, root: Path = ROOT) -> Catalogue:
    """Every course that has a folder and can be run, in the order of their keys, and what does not fit."""
    offers, problems = [], []
    for key in course_keys(root):
        course, problem = _from_files(key, root)
        course = course or _last_good(db, key)
        if problem:
            problems.append(problem)
        if course:
            offers.append(Offered(course, problem))
    return Catalogue(tuple(offers), tuple(problems))


def offered(db: Session, key: str, root: Path = ROOT) -> Offered:
    """The course from its files, or the newest one ever stored while the files do not fit. NotFound without either."""
    if key not in course_keys(root):
        raise NotFound
    course, problem = _from_files(key, root)
    course = course or _last_good(db, key)
    if course is None:
        raise NotFound
    return Offered(course, problem)


def _from_files(key: str, root: Path) -> tuple[Course | None, str | None]:
    """The course, or else the sentence that says which file and field do not fit."""
    try:
        return load_course(key, root), None
    except ContentError as error:
        log.warning("course %s does not fit: %s", key, error)
        return None, str(error)


def _last_good(db: Session, key: str) -> Course | None:
    stored = select(Bundle.hash).where(Bundle.kind == "course", Bundle.key == key)
    newest = db.exec(stored.order_by(col(Bundle.stored_at).desc()).limit(1)).first()
    return bundle.read(db, newest, Course) if newest else None

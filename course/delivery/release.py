"""A new release of the letter rules or of the time zones: everybody is looked at again, once."""

from functools import lru_cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as package_version
from pathlib import Path
from zoneinfo import TZPATH

from sqlalchemy import Engine, bindparam, select
from sqlmodel import Session

from course import clock
from course.cohorts.look import look_at_everybody
from course.delivery import rules
from course.delivery.marks import Release, put
from course.safety import concern
from course.store import reading, table, writing

NAME = "letters"


def check(engine: Engine) -> bool:
    """True when this release was new; a database that never saw a pump has nobody to look at again."""
    current = _current()
    with reading(engine) as db:
        if not is_new(db):
            return False
    with writing(engine) as db:
        release = db.get(Release, NAME, with_for_update=True)
        if release and release.value == current:
            return False
        if release:
            look_at_everybody(db, now=clock.now(db))
            concern.look_again(db, now=clock.now(db))
        put(db, Release(name=NAME, value=current))
        return release is not None


def is_new(db: Session) -> bool:
    known = db.connection().execute(_KNOWN, {"name": NAME}).scalar()
    return known != _current()


def _current() -> str:
    return f"{rules.version()} {zones()}"


@lru_cache
def zones() -> str:
    """The release of the time zone rules this process reads: the system's, or else the package's."""
    for folder in TZPATH:
        for name in ("tzdata.zi", "+VERSION"):
            path = Path(folder) / name
            if path.is_file():
                with path.open() as file:
                    return file.readline().removeprefix("# version").strip()
    try:
        return package_version("tzdata")
    except PackageNotFoundError:
        return "unknown"


_ROWS = table(Release)
_KNOWN = select(_ROWS.c.value).where(_ROWS.c.name == bindparam("name"))

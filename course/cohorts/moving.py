"""What moving or cancelling a meeting changes, before anybody decides: the verb is tried and taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from course.cohorts.cohort import Cohort, content, meetings
from course.cohorts.opening import openings
from curriculum.schema import Unit


@dataclass(frozen=True)
class Change:
    """A unit whose meeting or opening is different afterwards. `opens_at` None: the week is held."""

    unit: Unit
    starts_at: datetime
    will_start_at: datetime
    opens_at: datetime | None
    will_open_at: datetime | None


@dataclass(frozen=True)
class Shown:
    """`same_day` are units that would meet on the same day, `order_changes` that their order would differ."""

    changes: tuple[Change, ...]
    same_day: tuple[Unit, ...]
    order_changes: bool


def tried(db: Session, cohort: Cohort, verb: Callable[[], None]) -> Shown:
    """Carry out `verb`, look, and take it back. A Refused of the verb is passed on."""
    was = _dates(db, cohort)
    trial = db.begin_nested()
    try:
        verb()
        db.flush()
        becomes = _dates(db, cohort)
        days = [(one.starts_on, one.unit_key) for one in meetings(db, cohort) if not one.is_cancelled]
    finally:
        trial.rollback()
    course = content(db, cohort)
    changes = tuple(
        Change(course.unit(key), *_pairs(was[key], becomes[key])) for key in was if was[key] != becomes[key]
    )
    taken = [day for day, _key in days]
    same_day = tuple(course.unit(key) for day, key in days if taken.count(day) > 1)
    return Shown(changes, same_day, list(was) != list(becomes))


Dates = tuple[datetime, datetime | None]


def _dates(db: Session, cohort: Cohort) -> dict[str, Dates]:
    """{unit key: when its meeting starts and its week opens}, in order of time."""
    found = openings(content(db, cohort), meetings(db, cohort))
    return {one.unit.key: (one.meeting.starts_at, one.opens_at) for one in found}


def _pairs(was: Dates, becomes: Dates) -> tuple[datetime, datetime, datetime | None, datetime | None]:
    return was[0], becomes[0], was[1], becomes[1]

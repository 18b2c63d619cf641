"""What moving or cancelling a meeting changes, before anybody decides: the verb is tried and taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlmodel import Session

from course.cohorts.cohort import Cohort, content, meetings
from course.cohorts.opening import openings
from curriculum.schema import Unit

Seen = TypeVar("Seen")
Moments = tuple[datetime, datetime | None]


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


@dataclass(frozen=True)
class Dates:
    """`units`: {unit key: when its meeting starts and its week opens}, in order of time. `days`: those held."""

    units: dict[str, Moments]
    days: tuple[tuple[date, str], ...]


def trial(db: Session, verb: Callable[[], object], look: Callable[[], Seen]) -> tuple[Seen, Seen]:
    """What `look` sees before `verb` and after it; afterwards nothing of it was done."""
    was = look()
    point = db.begin_nested()
    try:
        verb()
        db.flush()
        return was, look()
    finally:
        point.rollback()


def dates(db: Session, cohort: Cohort) -> Dates:
    found = openings(content(db, cohort), meetings(db, cohort))
    return Dates(
        {one.unit.key: (one.meeting.starts_at, one.opens_at) for one in found},
        tuple((one.starts_on, one.unit_key) for one in meetings(db, cohort) if not one.is_cancelled),
    )


def shown(db: Session, cohort: Cohort, was: Dates, becomes: Dates) -> Shown:
    course = content(db, cohort)
    changes = tuple(
        Change(course.unit(key), *_pairs(was.units[key], becomes.units[key]))
        for key in was.units
        if was.units[key] != becomes.units[key]
    )
    taken = [day for day, _key in becomes.days]
    same_day = tuple(course.unit(key) for day, key in becomes.days if taken.count(day) > 1)
    return Shown(changes, same_day, list(was.units) != list(becomes.units))


def _pairs(was: Moments, becomes: Moments) -> tuple[datetime, datetime, datetime | None, datetime | None]:
    return was[0], becomes[0], was[1], becomes[1]

"""A place in a cohort with what its pages ask for: the dates, her own marks, and the weeks open to her.

Its course is the one in her language, as far as it is translated.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, select
from sqlmodel import Session, col

from course.cohorts import bundle
from course.cohorts.attendance import Attendance, Mark
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.cohorts.opening import Opening, newest_open, openings
from course.errors import NotFound
from course.people.person import Person
from curriculum.schema import Course, Unit

LAST_WEEK = timedelta(days=7)
"""The week after the last meeting still belongs to the course."""


@dataclass(frozen=True)
class Place:
    """`meetings` in order of time, cancelled ones too; `marks` are hers, by meeting id."""

    enrolment: Enrolment
    cohort: Cohort
    person: Person
    course: Course
    meetings: tuple[Meeting, ...]
    marks: Mapping[int, Mark]
    openings: tuple[Opening, ...]

    @property
    def enrolment_id(self) -> int:
        return self.enrolment.stored_id

    def is_open(self, opening: Opening, now: datetime) -> bool:
        """Open for ever once it opened; for somebody who left, the weeks that were open when she did."""
        return opening.unit.key in (self.enrolment.kept_open or "").split() or self._has_come(opening, now)

    def has_opened(self, unit: Unit, now: datetime) -> bool:
        """Whether its texts are open to her: the orientation's from the first day, the others' by their meeting."""
        if unit.kind == "orientation":
            return True
        return any(one.unit.key == unit.key and self.is_open(one, now) for one in self.openings)

    def newest(self, now: datetime) -> Opening | None:
        """The week or retreat that opened last. Before the course there is none, even when the orientation was held."""
        opened = [one for one in self.openings if one.unit.kind != "orientation" and self._has_come(one, now)]
        return max(opened, key=lambda one: one.opens_at or now, default=None)

    def week(self, now: datetime) -> Opening | None:
        """The numbered week she is in."""
        left = self.enrolment.left_at
        return newest_open(self.openings, min(now, left) if left else now)

    def _has_come(self, opening: Opening, now: datetime) -> bool:
        """By the dates of this cohort; weeks that were open to her in another one are open besides."""
        left = self.enrolment.left_at
        return opening.is_open(min(now, left) if left else now)

    def opening(self, unit_key: str) -> Opening:
        found = next((one for one in self.openings if one.unit.key == unit_key), None)
        if found is None:
            raise NotFound
        return found

    def unit(self, key: str) -> Unit:
        """A unit this cohort meets for, or the orientation, which can be read without a meeting."""
        orientation = self.course.orientation
        return orientation if orientation and orientation.key == key else self.opening(key).unit

    def coming(self, now: datetime) -> tuple[Meeting, ...]:
        """Meetings that are not over, cancelled ones too, the next one first."""
        return tuple(one for one in self.meetings if not one.is_over(now))

    @property
    def first_day(self) -> date:
        """The cohort's own day of its first meeting that is held, or the day it was planned for."""
        held = [one.starts_on for one in self.meetings if not one.is_cancelled]
        return min(held, default=self.cohort.starts_on)

    @cached_property
    def ends_at(self) -> datetime | None:
        """The end of the last meeting that is held."""
        return max((one.ends_at for one in self.meetings if not one.is_cancelled), default=None)

    def is_over(self, now: datetime) -> bool:
        """A week after the last meeting."""
        return self.ends_at is not None and self.ends_at + LAST_WEEK <= now


def places_of(db: Session, person: Person) -> list[Place]:
    """Her places, the newest cohort first, in one statement."""
    return _places(db, _of_person(), {"person": person.id}, person)


def place(db: Session, enrolment_id: int, *, of: Person | None = None) -> Place:
    """The place of an enrolment that somebody has been let into, in one statement; `of`: if it is this person's."""
    if of:
        found = _places(db, _of_hers(), {"enrolment": enrolment_id, "person": of.id}, of)
    else:
        found = _places(db, _of_anybody(), {"enrolment": enrolment_id})
    if not found:
        raise NotFound
    return found[0]


def current(places: Iterable[Place], now: datetime) -> Place | None:
    """The one Today is about: the running course, else the next to come, else the newest she had."""
    mine = list(places)
    running = [one for one in mine if one.enrolment.is_active and not one.is_over(now)]
    return min(running, key=lambda one: one.first_day) if running else next(iter(mine), None)


def local_day(instant: datetime, person: Person) -> date:
    return instant.astimezone(ZoneInfo(person.zone)).date()


Line = tuple[Enrolment, Cohort, Meeting | None, Mark | None, Person]
Lines = Select[*tuple[Any, ...]]
IN_TIME = (col(Meeting.starts_at), col(Meeting.id))


@lru_cache
def _of_person() -> Lines:
    """Most of her pages begin with this statement or the next: they are built once, and leave out whom one knows."""
    newest = (col(Cohort.starts_on).desc(), col(Enrolment.id).desc())
    return _lines().where(col(Enrolment.person_id) == bindparam("person")).order_by(*newest, *IN_TIME)


@lru_cache
def _of_hers() -> Lines:
    hers = (col(Enrolment.id) == bindparam("enrolment")) & (col(Enrolment.person_id) == bindparam("person"))
    return _lines().where(hers).order_by(*IN_TIME)


@lru_cache
def _of_anybody() -> Lines:
    whose = _lines(Person).join(Person, col(Person.id) == Enrolment.person_id)
    return whose.where(col(Enrolment.id) == bindparam("enrolment")).order_by(*IN_TIME)


def _lines(*more: Any) -> Lines:
    hers = (col(Attendance.meeting_id) == Meeting.id) & (col(Attendance.enrolment_id) == Enrolment.id)
    return (
        select(Enrolment, Cohort, Meeting, col(Attendance.mark), *more)
        .select_from(Enrolment)
        .join(Cohort, col(Cohort.id) == Enrolment.cohort_id)
        .outerjoin(Meeting, col(Meeting.cohort_id) == Cohort.id)
        .outerjoin(Attendance, hers)
    )


def _places(
    db: Session, lines: Lines, given: Mapping[str, object], person: Person | None = None
) -> list[Place]:
    """`person`: whose they are, where the statement does not say so."""
    order: dict[int, list[Any]] = {}
    for line in db.execute(lines, given):
        order.setdefault(line[0].stored_id, []).append(line)
    return [_place(db, mine, person or mine[0][4]) for mine in order.values()]


def _place(db: Session, lines: Sequence[Line], person: Person) -> Place:
    enrolment, cohort = lines[0][:2]
    meetings = tuple(line[2] for line in lines if line[2] is not None)
    course = bundle.read(db, cohort.bundle_hash, Course).in_language(person.locale)
    marks = {line[2].stored_id: line[3] for line in lines if line[2] is not None and line[3] is not None}
    return Place(enrolment, cohort, person, course, meetings, marks, tuple(openings(course, meetings)))

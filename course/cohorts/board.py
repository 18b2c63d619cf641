"""This week on one screen, for the people who run a cohort: who comes, who was away, who has answered.

Presence and completion only: no score, answer or journal is read here, so none can be shown. The number
of statements is the same for twelve people and for five hundred.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlmodel import Session

from course.cohorts import make_up, pausing
from course.cohorts.attendance import CAME, Mark
from course.cohorts.cohort import Cohort, content, meetings
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.measures.asked import Asked, asked_in
from course.measures.progress import Progress, newest, progress
from course.measures.wave import State
from course.people import intake_list
from course.people.consent import ConsentTo
from course.people.intake_list import Joins
from course.people.person import Person
from course.practice.log import practice_days
from curriculum.schema import Unit

DAYS_SHOWN = 7
NEW_FOR = timedelta(days=7)
AWAY_IN_A_ROW = 2


class Tag(StrEnum):
    LEFT = "left"
    DIED = "died"
    AWAY_TWICE = "away-twice"
    CONSENT_MISSING = "consent-missing"
    PAUSED = "paused"
    JOINING = "joining"
    NEW = "new"


@dataclass(frozen=True)
class Held:
    """A meeting with what it is in the course."""

    meeting: Meeting
    unit: Unit


@dataclass(frozen=True)
class Line:
    """One person. `marks` has one place for each of the board's meetings; `practised` is seven truths, oldest
    first, and None for somebody who keeps practice private. `waits_for_answer`: she has told what was asked before the
    course, and nobody has answered."""

    enrolment_id: int
    name: str
    called: str
    email: str | None
    is_active: bool
    marks: tuple[Mark | None, ...]
    practised: tuple[bool, ...] | None
    state: State
    tag: Tag | None
    waits_for_answer: bool = False


@dataclass(frozen=True)
class Board:
    """`next` is the first meeting that is neither cancelled nor over, the one under way included.

    `columns` are the meetings people have marks for: all that have begun, and the next one. `dates`: every meeting.
    """

    next: Held | None
    columns: tuple[Held, ...]
    dates: tuple[Meeting, ...]
    lines: tuple[Line, ...]
    progress: tuple[Progress, ...]

    @property
    def active(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.is_active)

    @property
    def asked_now(self) -> Progress | None:
        """The newest wave that has opened and is asked of everybody."""
        return newest(self.progress)

    def told(self, mark: Mark) -> int:
        """How many people have told `mark` for the next meeting already."""
        if self.next is None or self.next not in self.columns:
            return 0
        place = self.columns.index(self.next)
        return sum(line.marks[place] is mark for line in self.active)

    @property
    def expected(self) -> int:
        return len(self.active) - self.told(Mark.AWAY_TOLD) - self.told(Mark.MADE_UP)


def board(db: Session, cohort: Cohort, *, now: datetime) -> Board:
    course, dates = content(db, cohort), meetings(db, cohort)
    everybody = intake_list.everybody(db, cohort.stored_id)
    places = [(one, person) for one, person, _joins in everybody]
    known = asked_in(db, [cohort.stored_id])
    asked = progress(course, dates, [(one, person.zone) for one, person in places], known, now=now)
    held = [Held(one, course.unit(one.unit_key)) for one in dates if not one.is_cancelled]
    coming = next((one for one in held if not one.meeting.is_over(now)), None)
    columns = tuple(one for one in held if one.meeting.starts_at <= now or one is coming)
    told = _told(db, cohort, columns)
    days = _days(db, places, now)
    lines = tuple(_line(*each, columns, told, days, newest(asked), known, now) for each in everybody)
    return Board(coming, columns, tuple(dates), lines, asked)


def _told(db: Session, cohort: Cohort, columns: Sequence[Held]) -> Mapping[tuple[int, int], Mark]:
    """{(meeting, enrolment): mark}; what somebody came to in another group stands where she was not in this one."""
    there = {one.unit.key: one.meeting.stored_id for one in columns}
    own, elsewhere = make_up.all_marks(db, cohort.stored_id, list(there.values()))
    found = dict(own)
    for (unit_key, enrolment_id), mark in elsewhere.items():
        seat = there.get(unit_key, 0), enrolment_id
        if seat[0] and own.get(seat) not in CAME:
            found[seat] = mark
    return found


def _days(
    db: Session, places: Sequence[tuple[Enrolment, Person]], now: datetime
) -> Mapping[int, frozenset[date]]:
    """Practice days of those who share them. A day more on either side: people live in different zones."""
    sharing = [one.stored_id for one, _ in places if one.shares_practice and one.is_active]
    since = now.date() - timedelta(days=DAYS_SHOWN + 1)
    return practice_days(db, sharing, since=since, until=now.date() + timedelta(days=1))


def _line(
    enrolment: Enrolment,
    person: Person,
    joins: Joins | None,
    columns: Sequence[Held],
    told: Mapping[tuple[int, int], Mark],
    days: Mapping[int, frozenset[date]],
    asked: Progress | None,
    known: Asked,
    now: datetime,
) -> Line:
    key = enrolment.stored_id
    mine = tuple(told.get((one.meeting.stored_id, key)) for one in columns)
    return Line(
        enrolment_id=key,
        name=person.name,
        called=person.called,
        email=person.email,
        is_active=enrolment.is_active,
        marks=mine,
        practised=_practised(enrolment, person, days, now),
        state=asked.states[key] if asked else State.PLANNED,
        tag=_tag(enrolment, joins, mine, columns, known, now),
        waits_for_answer=joins is not None and joins.is_to_read,
    )


def _practised(
    enrolment: Enrolment, person: Person, days: Mapping[int, frozenset[date]], now: datetime
) -> tuple[bool, ...] | None:
    if not enrolment.shares_practice:
        return None
    today = now.astimezone(ZoneInfo(person.zone)).date()
    mine = days.get(enrolment.stored_id, frozenset())
    return tuple(today - timedelta(days=back) in mine for back in range(DAYS_SHOWN - 1, -1, -1))


def _tag(
    enrolment: Enrolment,
    joins: Joins | None,
    mine: Sequence[Mark | None],
    columns: Sequence[Held],
    known: Asked,
    now: datetime,
) -> Tag | None:
    """At most one, the weightiest."""
    tests = (
        (enrolment.ended_with_death, Tag.DIED),
        (not enrolment.is_active, Tag.LEFT),
        (_is_paused(enrolment, now), Tag.PAUSED),
        (_is_away_twice(mine, columns, now), Tag.AWAY_TWICE),
        (joins is not None and joins.is_still_asked, Tag.JOINING),
        (not known.consents(enrolment.stored_id).get(ConsentTo.COURSE), Tag.CONSENT_MISSING),
        (now - enrolment.joined_at < NEW_FOR, Tag.NEW),
    )
    return next((tag for is_so, tag in tests if is_so), None)


def _is_paused(enrolment: Enrolment, now: datetime) -> bool:
    """At her own wish: nobody need ask where she is."""
    return pausing.is_paused(enrolment, now.date())


def _is_away_twice(mine: Sequence[Mark | None], columns: Sequence[Held], now: datetime) -> bool:
    """The newest meetings that are over and in which somebody marked this person, all away."""
    over = [mark for mark, one in zip(mine, columns, strict=True) if one.meeting.is_over(now) and mark]
    last = over[-AWAY_IN_A_ROW:]
    return len(last) == AWAY_IN_A_ROW and not CAME & set(last)

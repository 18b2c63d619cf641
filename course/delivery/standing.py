"""Does what a letter was written from still hold? Asked of a group's readers while they are locked.

A verb that changes a fact sets its subject's `look_at` to now; the pump then looks, counts that, and sets the next
moment. So as long as the count is the same and that moment lies ahead, no verb has changed anything.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, bindparam, exists, select
from sqlmodel import Session

from course import clock
from course.cohorts.enrolment import Enrolment
from course.cohorts.make_up import MakeUp
from course.cohorts.meeting import Meeting
from course.delivery.ledger import Line
from course.people.invitation import Invitation
from course.people.person import Person
from course.store import table


class Standing(NamedTuple):
    """What one reader's enrolment and person were when the facts about her were read: a hand-off compares it."""

    look_at: datetime | None
    looks: int
    cohort_id: int
    left_at: datetime | None
    ready_at: datetime | None
    paused_until: date | None
    email: str | None
    erased_at: datetime | None
    called: str
    zone: str
    locale: str


def _by_number(kind: type[Enrolment] | type[Invitation] | type[Person], *names: str) -> Select[Any]:
    there = table(kind).c
    return select(*(there[name] for name in ("id", *names))).where(
        there.id.in_(bindparam("ids", expanding=True))
    )


@lru_cache
def _together(database: str, by: str) -> Select[Any]:
    """Enrolments with their people, and what time it is; `by`: the column of an enrolment that is asked for. With a
    cohort come those who are its guests."""
    place, person = table(Enrolment).c, table(Person).c
    visits = exists().where(table(MakeUp).c.enrolment_id == place.id)
    who = (place.id, place.person_id, person.name, place.joined_at, place.came_at, visits)
    stood = (
        *(place[name] for name in Standing._fields[:6]),
        *(person[name] for name in Standing._fields[6:]),
    )
    both = select(*clock.columns(database), *who, *stood)
    joined = both.join_from(table(Enrolment), table(Person), person.id == place.person_id)
    ids: Any = bindparam("ids", expanding=True)
    asked: ColumnElement[bool] = place[by].in_(ids)
    if by == "cohort_id":
        visit, meeting = table(MakeUp), table(Meeting)
        there = visit.join(meeting, meeting.c.id == visit.c.meeting_id)
        guests = select(visit.c.enrolment_id).select_from(there)
        asked |= place.id.in_(guests.where(meeting.c.cohort_id.in_(ids)))
    return joined.where(asked).order_by(place.id)


_PLACES = _by_number(Enrolment, *Standing._fields[:6])
_PEOPLE = _by_number(Person, *Standing._fields[6:])
_LOCKED = {
    Enrolment: _PLACES.order_by(table(Enrolment).c.id).with_for_update(),
    Invitation: _by_number(Invitation).order_by(table(Invitation).c.id).with_for_update(),
    Person: _PEOPLE.order_by(table(Person).c.id).with_for_update(),
}


def hold(db: Session, rows: Sequence[Line]) -> dict[int, Standing]:
    """Lock the readers of these rows, and say how each stands who is there by an enrolment.

    Whoever leaves, stops a letter or is erased meanwhile waits for this transaction, or was before it. A stop or a
    pause refers to its person, so locking the person holds it back too. (On PostgreSQL; SQLite has one writer at a
    time.)
    """
    places = _read(db, _LOCKED[Enrolment], (row.enrolment_id for row in rows))
    _read(db, _LOCKED[Invitation], (row.invitation_id for row in rows))
    people = _read(db, _LOCKED[Person], (row.person_id for row in rows))
    return {
        row.stored_id: Standing._make([*places[row.enrolment_id][1:], *people[row.person_id][1:]])
        for row in rows
        if row.enrolment_id in places and row.person_id in people
    }


class Participant(NamedTuple):
    """An enrolment and its person, read together and without locking anybody. `name`: as staff know her. `read_at`:
    course time. `is_guest`: a visit to a sister group was arranged for her."""

    read_at: datetime
    stored_id: int
    person_id: int
    name: str
    joined_at: datetime
    came_at: datetime | None
    is_guest: bool
    stood: Standing

    @property
    def left_at(self) -> datetime | None:
        return self.stood.left_at

    @property
    def here_since(self) -> datetime:
        """As of an enrolment."""
        return self.came_at or self.joined_at


def participants(db: Session, ids: Sequence[int]) -> list[Participant]:
    """In the order of their numbers."""
    return _participants(db, "id", ids)


def participants_of(db: Session, cohorts: Sequence[int]) -> list[Participant]:
    """Everybody who ever joined these cohorts or comes to a meeting of theirs, in the order of their numbers."""
    return _participants(db, "cohort_id", cohorts)


def _participants(db: Session, by: str, ids: Sequence[int]) -> list[Participant]:
    which = _together(db.get_bind().dialect.name, by)
    rows = db.connection().execute(which, {"ids": list(ids)}).all()
    return [
        Participant(
            clock.moment(row[0], row[1])[0],
            row[2],
            row[3],
            row[4],
            row[5],
            row[6],
            bool(row[7]),
            Standing._make(row[8:]),
        )
        for row in rows
    ]


def holds(then: Standing | None, is_now: Standing | None, now: datetime) -> bool:
    """Whether nothing has changed; who is not there by an enrolment never stands."""
    if then is None or then != is_now:
        return False
    return then.look_at is None or then.look_at > now


def _read(db: Session, which: Select[Any], ids: Iterable[int | None]) -> dict[int | None, Row[Any]]:
    wanted = sorted({one for one in ids if one is not None})
    if not wanted:
        return {}
    return {row[0]: row for row in db.connection().execute(which, {"ids": wanted}).all()}

"""Names from a video meeting's list of who was there: whoever is surely known is marked, the rest waits for a person.

Nothing is guessed. Surely known is the address of one person of the group, or the whole name of exactly one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import UniqueConstraint, delete, func
from sqlmodel import Field, Session, col, select

from course import audit
from course.cohorts.attendance import CAME, Mark
from course.cohorts.cohort import Cohort
from course.cohorts.meeting import Meeting
from course.cohorts.roll import Seat, mark_one, roll
from course.errors import Refused
from course.people import team
from course.people.folded import folded
from course.people.person import Person
from course.store import Row, choice
from course.words import _

KEPT = timedelta(days=30)
"""A name that nobody has settled by then is not shown any more, and is removed with the next list or settled name."""
MOST = 400
LONGEST = {"name": 120, "email": 254}


class Why(StrEnum):
    """Why a name waits: nobody has it, several have it, she was there for a part only, or she is marked away."""

    NOBODY = "nobody"
    SEVERAL = "several"
    SHORT = "short"
    AWAY = "away"


class ListedName(Row, table=True):
    """A name that waits. `enrolment_id` where it is known whose it is; `minutes` where the list says so."""

    __tablename__ = "listed_name"
    __table_args__ = (UniqueConstraint("meeting_id", "name", "email"),)

    meeting_id: int = Field(foreign_key="meeting.id")
    enrolment_id: int | None = Field(default=None, foreign_key="enrolment.id", index=True)
    name: str = Field(max_length=LONGEST["name"])
    email: str = Field(default="", max_length=LONGEST["email"])
    minutes: int | None = None
    why: Why = Field(sa_type=choice(Why))
    listed_by: int = Field(foreign_key="person.id")
    listed_at: datetime


@dataclass(frozen=True)
class Listed:
    """One person as the list has her, all her comings and goings together. `minutes` None: the list does not say."""

    name: str
    email: str = ""
    minutes: int | None = None


@dataclass(frozen=True)
class TakenIn:
    """How many people were marked by video, were marked already, run the group, and wait."""

    marked: int
    known: int
    leading: int
    waiting: int


def take_in(
    db: Session, meeting: Meeting, cohort: Cohort, lines: Sequence[Listed], *, by: Person, now: datetime
) -> TakenIn:
    """Whoever is surely known and not marked is there by video; the same list again changes nothing."""
    if len(lines) > MOST:
        raise Refused(_("That are more names than a meeting has."), field="file")
    seats, counts = roll(db, meeting), dict.fromkeys(("marked", "known", "leading", "waiting"), 0)
    leading = team.facilitators(db, [cohort.stored_id]).get(cohort.stored_id, [])
    stand = {(row.name, row.email) for row in waiting(db, meeting, now=now)}
    _forget(db, now)
    for line in lines:
        whose = _whose(line, seats)
        if not whose and _is_one_of(line, leading):
            counts["leading"] += 1
            continue
        seat = whose[0] if len(whose) == 1 else None
        why = _why(line, whose, meeting)
        if why is None and seat is not None:
            counts["known" if seat.mark else "marked"] += 1
            if seat.mark is None:
                mark_one(db, meeting, cohort, seat.enrolment_id, Mark.VIDEO, by=by, now=now)
        elif why is not None:
            counts["waiting"] += 1
            if (line.name, line.email.casefold()) not in stand:
                _let_wait(db, meeting, line, seat, why, by=by, now=now)
    audit.record(db, "attendance.list", f"meeting:{meeting.id}", by=by.id, **counts)
    return TakenIn(**counts)


def settle(
    db: Session,
    row: ListedName,
    meeting: Meeting,
    cohort: Cohort,
    seat: Seat,
    mark: Mark,
    *,
    by: Person,
    now: datetime,
) -> None:
    """It was this person, and so she was there. The name is kept no longer."""
    mark_one(db, meeting, cohort, seat.enrolment_id, mark, by=by, now=now)
    put_aside(db, row, now=now)


def put_aside(db: Session, row: ListedName, *, now: datetime) -> None:
    """Nobody of the group, or nothing to change."""
    db.delete(row)
    db.flush()
    _forget(db, now)


def waiting(db: Session, meeting: Meeting, *, now: datetime) -> Sequence[ListedName]:
    mine = ListedName.meeting_id == meeting.id, col(ListedName.listed_at) > now - KEPT
    return db.exec(select(ListedName).where(*mine).order_by(col(ListedName.name), col(ListedName.id))).all()


def count_waiting(db: Session, meetings: Iterable[int], *, now: datetime) -> dict[int, int]:
    """{meeting: names that wait}, in one statement."""
    mine = col(ListedName.meeting_id).in_(list(meetings)), col(ListedName.listed_at) > now - KEPT
    counted = select(ListedName.meeting_id, func.count(col(ListedName.id))).where(*mine)
    return dict(db.exec(counted.group_by(col(ListedName.meeting_id))).all())


def alike(row: ListedName, seats: Sequence[Seat]) -> list[Seat]:
    """Whose name shares a word with it: to be looked at first, never chosen by itself."""
    words = set(folded(row.name))
    return [seat for seat in seats if words & {*folded(seat.name), *folded(seat.called)}]


def _whose(line: Listed, seats: Sequence[Seat]) -> list[Seat]:
    """By her address; without one of ours, by the whole name, whatever the order of its words."""
    address, name = line.email.casefold(), sorted(folded(line.name))
    by_address = [seat for seat in seats if address and (seat.email or "").casefold() == address]
    return by_address or [seat for seat in seats if name and sorted(folded(seat.name)) == name]


def _is_one_of(line: Listed, members: Sequence[team.Member]) -> bool:
    address, name = line.email.casefold(), sorted(folded(line.name))
    return any(
        (address and (one.email or "").casefold() == address) or sorted(folded(one.name)) == name
        for one in members
    )


def _why(line: Listed, whose: Sequence[Seat], meeting: Meeting) -> Why | None:
    """Why a person has to look at it; None when nothing is left to say."""
    if len(whose) != 1:
        return Why.SEVERAL if whose else Why.NOBODY
    mark = whose[0].mark
    if mark is not None:
        return None if mark in CAME else Why.AWAY
    is_short = line.minutes is not None and 4 * line.minutes < 3 * meeting.minutes
    return Why.SHORT if is_short else None


def _let_wait(
    db: Session, meeting: Meeting, line: Listed, seat: Seat | None, why: Why, *, by: Person, now: datetime
) -> None:
    db.add(
        ListedName(
            meeting_id=meeting.stored_id,
            enrolment_id=seat.enrolment_id if seat else None,
            name=line.name[: LONGEST["name"]],
            email=line.email.casefold()[: LONGEST["email"]],
            minutes=line.minutes,
            why=why,
            listed_by=by.stored_id,
            listed_at=now,
        )
    )
    db.flush()


def _forget(db: Session, now: datetime) -> None:
    db.execute(delete(ListedName).where(col(ListedName.listed_at) <= now - KEPT))

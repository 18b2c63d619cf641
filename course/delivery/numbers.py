"""What the ledger and the heartbeats say in numbers: for an outside watcher, never of anybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, union_all
from sqlmodel import Session, col, func

from course import clock
from course.delivery.claim import LEASE
from course.delivery.lag import NONE, Pulse, pulse
from course.delivery.ledger import Delivery, Status
from course.delivery.marks import Heartbeat
from course.delivery.subjects import SORTS
from course.letters.table import LETTERS


@dataclass(frozen=True)
class Beat:
    """Recurring work: seconds since it was last done, and how much of it ever was."""

    age: timedelta
    turns: int
    looked_at: int
    entered: int


@dataclass(frozen=True)
class Numbers:
    """`behind`: how long the first subject has waited to be looked at. `oldest_transmitting`: how long the oldest row
    has stood between our commit and the mail server's answer; None when none does.
    """

    by_state: Mapping[tuple[str, Status], int]
    pulse: Pulse
    behind: timedelta
    beats: Mapping[str, Beat]
    oldest_transmitting: timedelta | None


def numbers(db: Session) -> Numbers:
    seen = pulse(db)
    now = clock.now(db)
    return Numbers(
        by_state=by_state(db),
        pulse=seen,
        behind=_since(_first_look(db), now) or NONE,
        beats={one.name: _beat(one, seen.real_now) for one in db.execute(select(Heartbeat)).scalars()},
        oldest_transmitting=_oldest_transmitting(db, seen.real_now),
    )


def by_state(db: Session) -> dict[tuple[str, Status], int]:
    """Rows of the whole ledger by letter and state; every pair is there, most with 0."""
    counted = select(col(Delivery.letter), col(Delivery.status), func.count()).group_by(
        col(Delivery.letter), col(Delivery.status)
    )
    found = {(letter, status): number for letter, status, number in db.execute(counted).all()}
    return {(letter, status): found.get((letter, status), 0) for letter in LETTERS for status in Status}


def _first_look(db: Session) -> datetime | None:
    firsts = [select(func.min(col(sort.table.look_at)).label("at")) for sort in SORTS]
    rows = [clock.aware(at) for (at,) in db.execute(union_all(*firsts)).all() if at is not None]
    return min(rows, default=None)


def _oldest_transmitting(db: Session, real_now: datetime) -> timedelta | None:
    """From the end of its lease: the row keeps no other moment."""
    until: Any = select(func.min(col(Delivery.lease_until))).where(
        col(Delivery.status) == Status.TRANSMITTING
    )
    found = db.execute(until).scalar_one()
    return None if found is None else _since(clock.aware(found) - LEASE, real_now)


def _beat(row: Heartbeat, real_now: datetime) -> Beat:
    return Beat(_since(row.at, real_now) or NONE, row.turns, row.looked_at, row.entered)


def _since(then: datetime | None, now: datetime) -> timedelta | None:
    return None if then is None else max(NONE, now - then)

"""Does the clock run, and do letters leave? One statement, for pages that staff open all day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col, func

from course import clock
from course.clock import CourseClock
from course.delivery.ledger import Delivery, Status
from course.delivery.marks import PUMP, Heartbeat, Release
from course.delivery.older_copy import NOTICE
from course.delivery.resting.row import MAIL, ChannelRest, State
from course.delivery.rules import AGAIN

STOPPED_AFTER = timedelta(minutes=5)
LATE_AFTER = timedelta(minutes=30)
NONE = timedelta(0)


class Trouble(StrEnum):
    OLDER_COPY = "older_copy"
    """The database may be an older copy: letters wait until somebody has said what was sent."""
    STOPPED = "stopped"
    """Nobody looks who is due what."""
    REFUSED = "refused"
    """The mail server answers and does not let us in."""
    SILENT = "silent"
    """The mail server does not answer."""
    WAITING = "waiting"
    """Letters are due and do not leave: most often the mail server does not answer."""


@dataclass(frozen=True)
class Pulse:
    """`beat_at`: when a turn of the pump last ended, real time; None: never. `lag`: how long the oldest letter that may
    leave has waited past its time. One that a mail server asked to bring later, and one sent again, are left out.

    `rests_since`: when a mail server that rests now began to fail, real time; `refuses_us`: it does not let us in.
    """

    beat_at: datetime | None
    real_now: datetime
    lag: timedelta
    is_older_copy: bool = False
    rests_since: datetime | None = None
    refuses_us: bool = False

    @property
    def beat_age(self) -> timedelta | None:
        return None if self.beat_at is None else max(NONE, self.real_now - self.beat_at)

    @property
    def mail_down(self) -> timedelta:
        return NONE if self.rests_since is None else max(NONE, self.real_now - self.rests_since)

    @property
    def trouble(self) -> Trouble | None:
        if self.is_older_copy:
            return Trouble.OLDER_COPY
        if self.beat_age is None or self.beat_age > STOPPED_AFTER:
            return Trouble.STOPPED
        if self.rests_since is not None:
            return Trouble.REFUSED if self.refuses_us else Trouble.SILENT
        return Trouble.WAITING if self.lag > LATE_AFTER else None


def pulse(db: Session) -> Pulse:
    beat = select(col(Heartbeat.at)).where(col(Heartbeat.name) == PUMP).scalar_subquery()
    offset = select(func.coalesce(func.max(CourseClock.offset_seconds), 0)).scalar_subquery()
    notice = select(func.count()).where(col(Release.name) == NOTICE).scalar_subquery()
    since, refuses = (
        _rest(column).scalar_subquery() for column in (ChannelRest.since, ChannelRest.refuses_us)
    )
    asked = select(beat, clock.real(db), offset, _oldest().scalar_subquery(), notice, since, refuses)
    beat_at, real, seconds, oldest, told, rests_since, refuses_us = db.execute(asked).one()
    real_now = clock.aware(real)
    course_now = real_now + timedelta(seconds=int(seconds))
    lag = NONE if oldest is None else max(NONE, course_now - clock.aware(oldest))
    return Pulse(_aware(beat_at), real_now, lag, bool(told), _aware(rests_since), bool(refuses_us))


def _aware(at: datetime | None) -> datetime | None:
    return None if at is None else clock.aware(at)


def _rest(column: Any) -> Select[Any]:
    """Of the mail server, while it rests."""
    return select(col(column)).where(col(ChannelRest.name) == MAIL, col(ChannelRest.state) != State.CLOSED)


def _oldest() -> Select[Any]:
    return select(func.min(col(Delivery.due_at))).where(
        col(Delivery.status).in_([Status.PENDING, Status.CLAIMED]),
        col(Delivery.attempts) == 0,
        col(Delivery.occurrence).not_like(f"%{AGAIN}%"),
    )

"""What happens to a channel's row: it failed, it answered, somebody takes the one try, somebody lets it be.

Each is one transaction of its own, outside those of letters.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, and_, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from course import clock
from course.delivery.channels import Unreachable
from course.delivery.resting.row import (
    APART,
    FAILURES,
    RESTS,
    TRY_LASTS,
    URGENT_EVERY,
    ChannelRest,
    State,
)
from course.store import reading, writing


def seen(engine: Engine, name: str) -> ChannelRest | None:
    """None for a channel that never failed."""
    with reading(engine) as db:
        return db.get(ChannelRest, name)


def failed(engine: Engine, name: str, error: Unreachable, *, by: str) -> None:
    """Nobody answered, or we were not let in. What somebody without the try says of a channel at rest is no news."""
    with writing(engine) as db:
        row, now = _locked(db, name), clock.real_now(db)
        if row.state is State.CLOSED:
            _count(row, now)
            if error.refuses_us or row.failures >= FAILURES:
                _rest(row, now)
        elif row.state is State.TRYING and row.tried_by == by:
            _end_try(row, now)
        else:
            return
        row.refuses_us, row.why = error.refuses_us, str(error)[:200]
        db.add(row)


def answered(engine: Engine, name: str) -> None:
    """It takes letters, or says no to one of them: whatever was counted is over."""
    with writing(engine) as db:
        fresh = ChannelRest(name=name).model_dump(exclude={"name"})
        db.execute(update(ChannelRest).where(col(ChannelRest.name) == name).values(**fresh))


def take_the_try(engine: Engine, name: str, *, urgent: bool, by: str) -> bool:
    """True for one process when the rest is over; for an urgent letter also while it lasts, every half minute."""
    with writing(engine) as db:
        now = clock.real_now(db)
        free = and_(col(ChannelRest.state) == State.OPEN, _is_time(now, urgent))
        given_up = and_(col(ChannelRest.state) == State.TRYING, col(ChannelRest.try_until) <= now)
        taken = update(ChannelRest).where(col(ChannelRest.name) == name, or_(free, given_up))
        values: dict[str, Any] = {"state": State.TRYING, "tried_by": by, "try_until": now + TRY_LASTS}
        return db.exec(taken.values(**values)).rowcount == 1


def let_be(engine: Engine, name: str, *, by: str) -> None:
    """Whoever took the try had nothing to ask after all."""
    with writing(engine) as db:
        mine = update(ChannelRest).where(
            col(ChannelRest.name) == name,
            col(ChannelRest.state) == State.TRYING,
            col(ChannelRest.tried_by) == by,
        )
        db.execute(mine.values(state=State.OPEN, tried_by=None, try_until=None))


def _is_time(now: datetime, urgent: bool) -> ColumnElement[bool]:
    is_over = col(ChannelRest.rest_until) <= now
    return or_(is_over, col(ChannelRest.tried_at) <= now - URGENT_EVERY) if urgent else is_over


def _locked(db: Session, name: str) -> ChannelRest:
    """Made if it is not there: two processes may be the first at the same moment."""
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = ChannelRest(name=name).model_dump()
    db.execute(insert(ChannelRest).values(**row).on_conflict_do_nothing(index_elements=["name"]))
    return db.exec(select(ChannelRest).where(ChannelRest.name == name).with_for_update()).one()


def _count(row: ChannelRest, now: datetime) -> None:
    if row.failed_at is not None and now - row.failed_at < APART:
        return
    row.failures, row.failed_at, row.since = row.failures + 1, now, row.since or now


def _rest(row: ChannelRest, now: datetime) -> None:
    row.state, row.tried_at = State.OPEN, now
    row.rest_until = now + RESTS[min(row.rests, len(RESTS) - 1)]
    row.rests += 1


def _end_try(row: ChannelRest, now: datetime) -> None:
    """The next rest is longer; but a try for an urgent letter, in the middle of one, changes nothing about it."""
    row.tried_by, row.try_until = None, None
    if row.rest_until is None or row.rest_until <= now:
        _rest(row, now)
    else:
        row.state, row.tried_at = State.OPEN, now

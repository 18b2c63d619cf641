"""Two clocks. Course time decides what is due and open, and a demo may move it; real time never travels.

Both start from the database's own clock, so that several machines agree.
"""

import math
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, literal_column
from sqlalchemy import select as core_select
from sqlmodel import Field, Session, SQLModel, select

from course.errors import Refused, WrongSetting
from course.settings import Settings
from course.words import _


class CourseClock(SQLModel, table=True):
    """One row (id 1) in a development database that travels; none elsewhere."""

    __tablename__ = "course_clock"

    id: int = Field(default=1, primary_key=True)
    offset_seconds: int = 0


def real(db: Session) -> ColumnElement[Any]:
    """The database's clock as an expression; read its value through `aware`."""
    return _real(db.get_bind().dialect.name)


def _real(database: str) -> ColumnElement[Any]:
    if database == "postgresql":
        # not now(): that is the start of the transaction
        return func.clock_timestamp()
    return literal_column("strftime('%Y-%m-%d %H:%M:%f', 'now')")


def aware(value: datetime | str) -> datetime:
    """SQLite answers with text, PostgreSQL with a datetime."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value.astimezone(UTC)


def real_now(db: Session) -> datetime:
    """The database's clock: for leases, backoff, sessions and tokens. Never travels."""
    return aware(db.execute(select(real(db))).scalar_one())


def now(db: Session) -> datetime:
    """Course time: the database's clock plus the offset of the demo, in one statement."""
    return both(db)[0]


def course(db: Session) -> ColumnElement[Any]:
    """Course time as an expression, for a statement that compares a moment with it."""
    seconds = core_select(func.coalesce(func.max(CourseClock.offset_seconds), 0)).scalar_subquery()
    if db.get_bind().dialect.name == "postgresql":
        return func.clock_timestamp() + func.make_interval(0, 0, 0, 0, 0, 0, seconds)
    return func.strftime("%Y-%m-%d %H:%M:%f", "now", cast(seconds, String).concat(" seconds"))


def both(db: Session) -> tuple[datetime, datetime]:
    """(course time, real time) of one moment, in one statement."""
    at, seconds = db.connection().execute(_both(db.get_bind().dialect.name)).one()
    return moment(at, seconds)


def columns(database: str) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The real time and the offset of the demo, for a statement that asks for more; `moment` reads them."""
    offset = core_select(func.coalesce(func.max(CourseClock.offset_seconds), 0)).scalar_subquery()
    return _real(database), offset


def moment(at: datetime | str, seconds: int) -> tuple[datetime, datetime]:
    """(course time, real time) out of these two columns."""
    real_time = aware(at)
    return real_time + timedelta(seconds=int(seconds)), real_time


@lru_cache
def _both(database: str) -> Select[Any]:
    return core_select(*columns(database))


def travel(db: Session, settings: Settings, *, to: datetime) -> None:
    """Move course time to `to`. Only forwards, and only in development."""
    if not settings.is_development:
        raise Refused(_("Course time moves only in development."))
    if to < now(db):
        raise Refused(_("Course time only moves forwards: what was sent stays sent."))
    clock = db.get(CourseClock, 1) or CourseClock()
    # rounded up: after travelling to a moment, that moment has come
    clock.offset_seconds = math.ceil((to - real_now(db)).total_seconds())
    db.add(clock)
    db.flush()


def refuse_travel_outside_development(db: Session, settings: Settings) -> None:
    """Called at the start of site, worker and beat."""
    clock = db.get(CourseClock, 1)
    if clock and clock.offset_seconds and not settings.is_development:
        raise WrongSetting(
            "The course clock of this database has been moved, which only a development site may do. "
            "Use another database, for example DATABASE_URL=postgresql://kindly:secret@localhost/kindly"
        )

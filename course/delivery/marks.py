"""Small dated facts of the machinery: when the pump last ran, and with which release of the rules."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Engine
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel

from course import clock
from course.store import writing

PUMP = "pump"
"""The work of looking who is due what, and sending it."""


class Heartbeat(SQLModel, table=True):
    """When some recurring work was last done, by the database's real clock, and how much of it ever was.

    The counts only grow. They stand here because several processes do the same work, and none of them lives long.
    """

    name: str = Field(primary_key=True, max_length=40)
    at: datetime
    turns: int = Field(default=0, sa_type=BigInteger)
    looked_at: int = Field(default=0, sa_type=BigInteger)
    entered: int = Field(default=0, sa_type=BigInteger)


class Release(SQLModel, table=True):
    """The newest release of something that decides what is due; a new one means: look at everybody again."""

    name: str = Field(primary_key=True, max_length=40)
    value: str = Field(max_length=120)


def beat(db: Session, name: str, *, turns: int = 1, looked_at: int = 0, entered: int = 0) -> None:
    """This work is alive; `turns` 0: it is in the middle of one."""
    at, more = clock.real_now(db), {"turns": turns, "looked_at": looked_at, "entered": entered}
    grown = {key: getattr(Heartbeat, key) + number for key, number in more.items()}
    row = _insert(db)(Heartbeat).values(name=name, at=at, **more)
    db.execute(row.on_conflict_do_update(index_elements=["name"], set_={"at": at, **grown}))


def alive(engine: Engine, name: str) -> None:
    """One turn of this work is done."""
    with writing(engine) as db:
        beat(db, name)


def put(db: Session, mark: Release) -> None:
    """Insert it or replace the one of the same name; two processes may do so at once."""
    values = mark.model_dump()
    row = _insert(db)(Release).values(**values)
    db.execute(row.on_conflict_do_update(index_elements=["name"], set_=values))


def _insert(db: Session) -> Any:
    return postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert

"""Small dated facts of the machinery: when the pump last ran, and with which release of the rules."""

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel

from course import clock


class Heartbeat(SQLModel, table=True):
    """When a process last said that it is alive, by the database's real clock."""

    name: str = Field(primary_key=True, max_length=40)
    at: datetime


class Release(SQLModel, table=True):
    """The newest release of something that decides what is due; a new one means: look at everybody again."""

    name: str = Field(primary_key=True, max_length=40)
    value: str = Field(max_length=120)


def beat(db: Session, name: str) -> None:
    put(db, Heartbeat(name=name, at=clock.real_now(db)))


def put(db: Session, mark: Heartbeat | Release) -> None:
    """Insert it or replace the one of the same name; two processes may do so at once."""
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = mark.model_dump()
    db.execute(
        insert(type(mark)).values(**values).on_conflict_do_update(index_elements=["name"], set_=values)
    )

"""The database: engine, transactions, and the few column types that every row shares."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Connection, Engine, Enum, Table, create_engine, event, inspect
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, Session, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(SQLModel):
    """What every row with a number has."""

    id: int | None = Field(default=None, primary_key=True)

    @property
    def stored_id(self) -> int:
        """The id of a row that has been flushed."""
        if self.id is None:
            raise ValueError(f"this {type(self).__name__} is not stored yet")
        return self.id


def choice(kind: type[StrEnum]) -> Any:
    """A column type that holds one of the words of `kind`, checked by the database."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=kind.__name__.lower(),
        values_callable=lambda words: [word.value for word in words],
    )


def json_column() -> Any:
    """JSON on SQLite, JSONB on PostgreSQL."""
    return JSON().with_variant(JSONB(), "postgresql")


def table(kind: type[SQLModel]) -> Table:
    """The table of these rows, for statements that are asked very often and give plain values."""
    there = inspect(kind).local_table
    if not isinstance(there, Table):
        raise TypeError(f"{kind.__name__} has no table")
    return there


def make_engine(url: str, *, patience: int | None = None) -> Engine:
    """An engine whose SQLite connections keep foreign keys, wait for a writer and never lose a commit.

    `patience`: seconds to wait for the server, and for what somebody else holds; without it 30 on SQLite and no end
    on PostgreSQL. Its errors are logged, so they name no parameter: that would be what somebody wrote.
    """
    if not url.startswith("sqlite"):
        waits = {"connect_timeout": patience, "options": f"-c lock_timeout={patience}s"} if patience else {}
        return create_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args=waits)
    engine = create_engine(url, connect_args={"timeout": patience or 30}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A transaction that only reads."""
    with Session(engine, expire_on_commit=False) as db:
        yield db


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A transaction that writes: committed at the end of the block, rolled back on an error.

    SQLite takes its one write lock at the start (BEGIN IMMEDIATE): a lock upgraded midway fails at once.
    """
    with Session(engine.execution_options(writes=True), expire_on_commit=False) as db, db.begin():
        yield db


def migrate(url: str, *, to: str = "head") -> None:
    """Bring the database to a revision; "head" is the newest."""
    from alembic import command  # only here: no page, letter or tick needs it
    from alembic.config import Config

    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    # configparser reads a percent sign as the start of a substitution
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    command.upgrade(config, to)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own BEGIN is switched off: `_begin_sqlite` says it, so savepoints and IMMEDIATE work.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

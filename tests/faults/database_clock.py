"""A database whose clock can be set while others use it: its own function of the time is covered by one that is wrong.

PostgreSQL finds ours first on the search path of that database. SQLite has no server: each worker covers the function
on its connections, and all read from one file how wrong it is, as on one machine whose clock is set.
"""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url

from tests.faults import oracle

COVER = """
    CREATE SCHEMA wrong;
    CREATE TABLE wrong.clock (ahead double precision);
    INSERT INTO wrong.clock VALUES (0);
    CREATE FUNCTION wrong.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
        'SELECT pg_catalog.clock_timestamp() + make_interval(secs => ahead) FROM wrong.clock';
"""
NOW = "%Y-%m-%d %H:%M:%f"


@dataclass
class DatabaseClock:
    url: str
    ahead: float = 0.0

    @classmethod
    def of(cls, url: str) -> "DatabaseClock":
        """Right at first. Connections that are open already keep the clock they have."""
        found = cls(url)
        if found.file:
            Path(found.file).write_text("0")
        else:
            with psycopg.connect(oracle.plain(url)) as db:
                db.execute(COVER)
                name = sql.Identifier(str(make_url(url).database))
                db.execute(
                    sql.SQL("ALTER DATABASE {} SET search_path = wrong, pg_catalog, public").format(name)
                )
        return found

    @property
    def file(self) -> str:
        """For workers on SQLite; empty elsewhere."""
        path = self.url.removeprefix("sqlite:///")
        return "" if path == self.url else f"{path}.clock"

    def jump(self, seconds: float) -> None:
        """For everybody, from their next look at it."""
        self.ahead += seconds
        if self.file:
            new = Path(f"{self.file}.new")
            new.write_text(str(self.ahead))
            new.replace(self.file)
        else:
            oracle.do(self.url, f"UPDATE wrong.clock SET ahead = {self.ahead}")  # noqa: S608


def cover(engine: Engine, file: str) -> None:
    """On every connection that a worker opens to SQLite."""

    def told(form: str, when: str) -> str:
        assert (form, when) == (NOW, "now")
        at = datetime.now(UTC) + timedelta(seconds=float(Path(file).read_text()))
        return at.replace(tzinfo=None).isoformat(sep=" ", timespec="milliseconds")

    def opened(connection: sqlite3.Connection, _record: object) -> None:
        connection.create_function("strftime", 2, told)

    event.listen(engine, "connect", opened)

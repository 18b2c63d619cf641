"""Alembic: every table of the course, on SQLite and PostgreSQL."""

import importlib
import os
import pkgutil
import sqlite3
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import event
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import course
from course.settings import Settings
from course.store import make_engine

# A module that is not imported would look like tables to drop.
for module in pkgutil.walk_packages(course.__path__, "course."):
    if (
        ".migrations" not in module.name
        and ".commands" not in module.name
        and not module.name.endswith("__main__")
    ):
        importlib.import_module(module.name)


def render_item(kind: str, thing: Any, _context: AutogenContext) -> str | Literal[False]:
    """Migrations stand on their own: they name SQLAlchemy's types, never our code."""
    if kind != "type":
        return False
    if isinstance(thing, AutoString):
        return f"sa.String(length={thing.length})" if thing.length else "sa.String()"
    if type(thing).__name__ == "UTCDateTime":
        return "sa.DateTime(timezone=True)"
    if isinstance(thing, sa.JSON):
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def _let_tables_be_made_anew(connection: sqlite3.Connection, _record: object) -> None:
    """A batch drops a table and puts a copy in its place, and rows that refer to it would forbid that."""
    connection.execute("PRAGMA foreign_keys=OFF")


def run() -> None:
    url = context.config.get_main_option("sqlalchemy.url") or Settings.from_env(os.environ).database_url
    engine = make_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _let_tables_be_made_anew)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            render_item=render_item,
            render_as_batch=True,
            compare_type=True,
            compare_server_default=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        if engine.dialect.name == "sqlite" and (
            lost := connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        ):
            raise RuntimeError(f"a row of {lost[0]} refers to nothing in {lost[2]}")
    engine.dispose()


run()

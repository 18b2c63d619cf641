"""The database as a command uses it: opened for one transaction, and closed behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from course.settings import Settings
from course.store import make_engine, reading, writing


@contextmanager
def read_once() -> Iterator[Session]:
    engine = make_engine(Settings.from_env().database_url)
    try:
        with reading(engine) as db:
            yield db
    finally:
        engine.dispose()


@contextmanager
def written_once() -> Iterator[Session]:
    """Committed at the end of the block, and nothing of it is kept on an error."""
    engine = make_engine(Settings.from_env().database_url)
    try:
        with writing(engine) as db:
            yield db
    finally:
        engine.dispose()

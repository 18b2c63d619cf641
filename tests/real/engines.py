"""Engines of one worker share the statements they have compiled, as every request of one site does."""

from sqlalchemy import Engine
from sqlalchemy.util import LRUCache

from course import store

STATEMENTS = 5000
"""More than a worker meets."""
_first: dict[str, Engine] = {}


def make_engine(url: str) -> Engine:
    """`store.make_engine`. Without what the first one of its kind knows already, each would compile everything anew."""
    engine = store.make_engine(url)
    first = _first.get(engine.dialect.name)
    if first is None:
        first = _first[engine.dialect.name] = _met(engine)
    engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
    return engine


def _met(engine: Engine) -> Engine:
    """One that has spoken with its database once, and so knows what that can do."""
    engine._compiled_cache = LRUCache(STATEMENTS)
    engine.connect().close()
    return engine

"""The jobs, a few lines each: call one verb of the course, log the counts."""

import logging
from functools import lru_cache

from sqlalchemy import Engine

from course.delivery.channels.chosen import channel_for
from course.delivery.pump import pump as turn
from course.outcomes.due import freeze_closed
from course.practice.converting import convert_next
from course.settings import Settings
from course.store import make_engine
from tasks.app import app

log = logging.getLogger("kindly.pump")


@app.task(name="kindly.pump")
def pump() -> None:
    settings = _settings()
    counts = turn(_engine(settings.database_url), settings, channel_for(settings))
    log.info("pump looked_at=%d entered=%d sent=%d", counts.looked_at, counts.entered, counts.sent)


@app.task(name="kindly.voices")
def voices() -> None:
    became = convert_next(_engine(_settings().database_url))
    if became is not None:
        log.info("voices one became %s", became)


@app.task(name="kindly.figures")
def figures() -> None:
    rows = freeze_closed(_engine(_settings().database_url))
    if rows:
        log.info("figures rows=%d frozen", rows)


@lru_cache
def _settings() -> Settings:
    return Settings.from_env()


@lru_cache
def _engine(url: str) -> Engine:
    """One for each worker process, made after it was forked."""
    return make_engine(url)

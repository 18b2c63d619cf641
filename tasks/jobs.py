"""The jobs, a few lines each: call one verb of the course, log the counts."""

import logging
from functools import lru_cache

from sqlalchemy import Engine

from course.delivery.channels.chosen import channel_for
from course.delivery.marks import alive
from course.delivery.pump import figures_of
from course.delivery.pump import pump as turn
from course.logs import facts
from course.outcomes.due import freeze_closed
from course.practice.converting import convert_next
from course.privacy.keeping import clear
from course.settings import Settings
from course.store import make_engine
from tasks.app import app

log = logging.getLogger("kindly.pump")


@app.task(name="kindly.pump")
def pump() -> None:
    settings = _settings()
    counts = turn(_engine(settings.database_url), settings, channel_for(settings))
    log.info("pump", extra=facts(**figures_of(counts)))


@app.task(name="kindly.voices")
def voices() -> None:
    engine = _engine(_settings().database_url)
    became = convert_next(engine)
    alive(engine, "voices")
    if became is not None:
        log.info("voices", extra=facts(became=str(became)))


@app.task(name="kindly.figures")
def figures() -> None:
    engine = _engine(_settings().database_url)
    rows = freeze_closed(engine)
    alive(engine, "figures")
    if rows:
        log.info("figures", extra=facts(frozen=rows))


@app.task(name="kindly.keeping")
def keeping() -> None:
    engine = _engine(_settings().database_url)
    gone = clear(engine)
    alive(engine, "keeping")
    if gone:
        log.info("keeping", extra=facts(removed=gone))


@lru_cache
def _settings() -> Settings:
    return Settings.from_env()


@lru_cache
def _engine(url: str) -> Engine:
    """One for each worker process, made after it was forked."""
    return make_engine(url)

"""`python -m course pump`: one turn of the clock, or with --loop the whole work of beat and worker."""

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from course import clock, logs
from course.delivery.channels.chosen import channel_for
from course.delivery.marks import alive
from course.delivery.pump import Counts, figures_of
from course.delivery.pump import pump as turn
from course.logs import facts
from course.outcomes.due import freeze_closed
from course.practice.converting import convert_next
from course.privacy.keeping import clear
from course.settings import Settings
from course.settled import settle
from course.store import make_engine, reading

log = logging.getLogger("kindly.pump")


def pump(
    *,
    loop: Annotated[bool, typer.Option("--loop", help="Go on until stopped; needs no broker.")] = False,
    every: Annotated[float, typer.Option(help="Seconds between two turns of the loop.", min=0.1)] = 30,
) -> None:
    """Work out who is due which letter, send what waits, prepare a voice, freeze figures, remove what is over."""
    settings = Settings.from_env()
    with closed_at_the_end(make_engine(settings.database_url)) as engine:
        with reading(engine) as db:
            clock.refuse_travel_outside_development(db, settings)
        if loop:
            logs.speak(settings.log, level=logging.INFO)
            _loop(engine, settings, every, _stopped_by_signals())
        else:
            typer.echo(summary(turn(engine, settings, channel_for(settings))))
            convert_next(engine)
            freeze_closed(engine)
            clear(engine)


@contextmanager
def closed_at_the_end(engine: Engine) -> Iterator[Engine]:
    try:
        yield engine
    finally:
        engine.dispose()


def summary(counts: Counts) -> str:
    """One line for the terminal or a log; numbers only."""
    out = counts.outcomes
    return (
        f"looked at {counts.looked_at}, entered {counts.entered}, sent {out.sent}, waiting {out.waiting}, "
        f"uncertain {out.unknown}, not sent {out.dead}, too late {out.stale}, not needed {out.cancelled}"
    )


def _loop(engine: Engine, settings: Settings, every: float, stopped: threading.Event) -> None:
    channel = channel_for(settings)
    settle()
    while not stopped.is_set():
        try:
            counts = turn(engine, settings, channel)
            convert_next(engine)
            alive(engine, "voices")
            freeze_closed(engine)
            alive(engine, "figures")
            clear(engine)
            alive(engine, "keeping")
        except DBAPIError as error:
            # the database is away: nothing is lost, the next turn finds everything
            log.warning("the database did not answer", extra=facts(error=type(error).__name__))
        else:
            if counts.looked_at or counts.outcomes != type(counts.outcomes)():
                log.info("pump", extra=facts(**figures_of(counts)))
        stopped.wait(every)


def _stopped_by_signals() -> threading.Event:
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    return stopped

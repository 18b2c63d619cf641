"""The Celery app. Messages carry ids at most, nothing waits in the broker, and nobody reads results.

What is due lives in the database, so a lost, doubled or late message changes nothing. Start it with

    celery -A tasks.app worker --concurrency 2 --without-gossip --without-mingle --without-heartbeat
    celery -A tasks.app beat
"""

import importlib
import logging
from typing import Any

from celery import Celery
from celery.signals import beat_init, setup_logging, worker_init, worker_process_init
from sqlalchemy.exc import DBAPIError

from course import clock, logs
from course.errors import WrongSetting
from course.settings import Settings
from course.settled import settle
from course.store import make_engine, reading
from tasks.timetable import TIMETABLE

BROKER = {
    # A message held by a worker that was killed comes back within seconds instead of minutes.
    "visibility_timeout": 3600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "unacked_mutex_expire": 20,
}


def make_app(settings: Settings) -> Celery:
    if settings.redis_url is None:
        raise WrongSetting(
            "REDIS_URL names the broker, for example REDIS_URL=redis://localhost:6379/0; "
            "without a broker, `python -m course pump --loop` does the same work"
        )
    app = Celery("kindly", broker=settings.redis_url)
    app.conf.update(
        task_ignore_result=True,
        result_backend=None,
        task_serializer="json",
        accept_content=["json"],
        task_acks_late=False,
        task_publish_retry=False,
        worker_prefetch_multiplier=1,
        worker_eta_task_limit=1,
        worker_hijack_root_logger=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        broker_connection_retry=True,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options=BROKER,
        beat_schedule=TIMETABLE,
        beat_scheduler="tasks.steady_beat:SteadyBeat",
        timezone="UTC",
        enable_utc=True,
    )
    return app


@setup_logging.connect
def _speak(loglevel: int | None = None, **_: Any) -> None:
    """Celery leaves its own logging alone where somebody answers here."""
    logs.speak(Settings.from_env().log, level=loglevel)


@worker_init.connect
@beat_init.connect
def _refuse_a_moved_clock(**_: Any) -> None:
    settings = Settings.from_env()
    engine = make_engine(settings.database_url)
    try:
        with reading(engine) as db:
            clock.refuse_travel_outside_development(db, settings)
    except WrongSetting as wrong:
        # Celery logs what a handler raises and starts all the same; only this ends the program.
        raise SystemExit(str(wrong)) from wrong
    finally:
        engine.dispose()


@worker_init.connect
def _take_up_the_jobs(**_: Any) -> None:
    """The beat only names them. What they read is read before the processes of the pool part, which then share it."""
    importlib.import_module("tasks.jobs")
    pinned = importlib.import_module("course.cohorts.pinned")
    engine = make_engine(Settings.from_env().database_url)
    try:
        with reading(engine) as db:
            pinned.read_ahead(db)
    except DBAPIError as away:
        # Nothing is lost: each process reads what it needs once the database is back.
        logging.getLogger(__name__).warning("nothing is read ahead: %s", type(away).__name__)
    finally:
        engine.dispose()
    settle()


@worker_process_init.connect
def _settle(**_: Any) -> None:
    settle()


app = make_app(Settings.from_env())

"""The Celery app. Messages carry ids at most, nothing waits in the broker, and nobody reads results.

What is due lives in the database, so a lost, doubled or late message changes nothing. Start it with

    celery -A tasks.app worker --concurrency 2 --without-gossip --without-mingle --without-heartbeat
    celery -A tasks.app beat
"""

import importlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import beat_init, setup_logging, worker_init, worker_process_init

from course import logs
from course.errors import WrongSetting
from course.settings import Settings
from course.settled import settle
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
        result_expires=None,  # or Celery adds a nightly job of its own, which clears results that nobody keeps
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
def _take_up_the_jobs(**_: Any) -> None:
    """The beat only names them. What they read is read before the processes of the pool part, which then share it."""
    importlib.import_module("tasks.jobs")
    starting = importlib.import_module("tasks.starting")
    starting.refuse_a_moved_clock()
    starting.read_ahead()
    settle()


@beat_init.connect
def _ask_beside(**_: Any) -> None:
    """The beat asks the database nothing but this, so another process does: what it takes to ask is half of what the
    beat would hold for good."""
    folders = [str(Path(__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(folders)}
    asked = subprocess.run([sys.executable, "-m", "tasks.starting"], env=environ, check=False)
    if asked.returncode:
        raise SystemExit(asked.returncode)


@worker_process_init.connect
def _settle(**_: Any) -> None:
    settle()


app = make_app(Settings.from_env())

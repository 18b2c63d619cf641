"""Celery with one task that does nothing and a beat that asks for it."""

import os

from celery import Celery

app = Celery("plain", broker=os.environ["REDIS_URL"])
app.conf.update(
    task_ignore_result=True,
    beat_schedule={"nothing": {"task": "plain.nothing", "schedule": 60.0}},
)


@app.task(name="plain.nothing")
def nothing() -> None:
    """No work."""

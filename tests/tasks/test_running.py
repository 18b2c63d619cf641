"""Celery's worker and beat as real processes: what a broker does or loses changes nothing."""

import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from course import clock, store
from course.cohorts.cohort import Cohort, content, meetings
from course.cohorts.opening import newest_open, openings
from course.delivery.entry import sign_in_letter
from course.delivery.ledger import Status
from course.delivery.marks import Heartbeat
from course.people import sign_in
from course.settings import Settings
from tests.course.delivery.world import World, build
from tests.real.broker import Broker
from tests.real.mail import Sink
from tests.tasks.running import Running, eventually

pytestmark = pytest.mark.slow
EVENING = datetime(2027, 2, 24, 18, 0, tzinfo=UTC)


@pytest.fixture
def world(fresh_engine: Engine, celery: Running, smtp_sink: Sink) -> World:
    celery.environ["SMTP_URL"] = smtp_sink.url
    return build(fresh_engine, Settings.from_env(celery.environ), people=12)


def sent(world: World) -> int:
    return sum(1 for row in world.rows() if row.status == Status.SENT)


def beats(world: World) -> datetime | None:
    with store.reading(world.engine) as db:
        found = db.get(Heartbeat, "pump")
        return found.at if found else None


def test_two_beats_and_two_workers_send_each_letter_once(
    world: World, celery: Running, smtp_sink: Sink
) -> None:
    world.at(EVENING)
    for _ in range(2):
        celery.worker()
        celery.beat(every=0.2)
    assert eventually(lambda: sent(world) == 13), celery.log("worker")
    time.sleep(2)
    assert set(Counter(one.message["Message-ID"] for one in smtp_sink.accepted).values()) == {1}
    assert len(smtp_sink.accepted) == 13


def test_the_worker_goes_on_after_the_broker_was_killed(
    world: World, celery: Running, smtp_sink: Sink, valkey: Broker
) -> None:
    celery.worker()
    celery.beat()
    assert eventually(lambda: beats(world) is not None), celery.log("worker")
    valkey.kill()
    world.at(EVENING)
    time.sleep(2)
    valkey.start()
    assert eventually(lambda: sent(world) == 13), celery.log("worker")
    assert all(process.poll() is None for process in celery.processes)
    assert len(smtp_sink.accepted) == 13


def test_weeks_open_with_worker_and_broker_stopped(world: World, celery: Running, valkey: Broker) -> None:
    valkey.kill()
    world.at(datetime(2027, 3, 4, 22, 0, tzinfo=UTC))
    with store.reading(world.engine) as db:
        run = db.get_one(Cohort, world.cohort)
        week = newest_open(openings(content(db, run), meetings(db, run)), clock.now(db))
    assert week is not None
    assert week.unit.key == "week-2"


def test_a_sign_in_letter_wakes_the_pump_and_does_not_wait_for_the_tick(
    world: World, celery: Running, smtp_sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    celery.worker()
    assert eventually(lambda: "ready" in celery.log("worker")), celery.log("worker")
    with store.writing(world.engine) as db:
        request, _browser = sign_in.ask(db, email="person-1@example.org", origin="203.0.113.7", shared=False)
        sign_in_letter(db, world.settings, request)
    assert celery.wake() == 0
    assert eventually(lambda: bool(smtp_sink.to("person-1@example.org")), seconds=20), celery.log("worker")


def test_waking_a_pump_whose_broker_is_gone_is_no_error(
    world: World, celery: Running, valkey: Broker
) -> None:
    valkey.kill()
    assert celery.wake() == 0
    assert "could not be woken" in celery.log("wake")


def test_the_same_work_is_done_without_any_broker(
    world: World, celery: Running, smtp_sink: Sink, valkey: Broker
) -> None:
    valkey.kill()
    world.at(EVENING)
    celery.loop()
    assert eventually(lambda: sent(world) == 13), celery.log("loop")
    assert len(smtp_sink.accepted) == 13


def test_a_worker_does_not_start_on_a_moved_clock_outside_development(world: World, celery: Running) -> None:
    celery.environ["MODE"] = "production"
    worker = celery.worker()
    assert eventually(lambda: worker.poll() is not None), celery.log("worker")
    assert "course clock" in celery.log("worker")
    beat = celery.beat()
    assert eventually(lambda: beat.poll() is not None), celery.log("beat")
    assert "course clock" in celery.log("beat")


def test_worker_and_beat_start_with_all_their_jobs_while_the_database_is_away(
    celery: Running, tmp_path: Path
) -> None:
    celery.environ["DATABASE_URL"] = f"sqlite:///{tmp_path}/not-there/none.sqlite"
    worker, beat = celery.worker(), celery.beat(every=0.2)
    assert eventually(lambda: "kindly.pump[" in celery.log("worker")), celery.log("worker")
    assert "unregistered" not in celery.log("worker")
    assert (worker.poll(), beat.poll()) == (None, None)

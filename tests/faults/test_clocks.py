"""Hosts whose clock is wrong, or jumps in the middle of a turn: nothing leaves early, and nothing twice.

What is wrong is the clock of the process; the database keeps its own, which is the one that decides. With SQLite both
stand on one machine: there a machine's wrong clock is the course's.
"""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from course import clock, store
from tests.faults import oracle
from tests.faults.field import CALM, EVENING, Field, a_field
from tests.faults.supervised import Supervised
from tests.faults.zoo import Zoo, slow_down
from tests.real.broker import Broker
from tests.tasks.running import Host

pytestmark = pytest.mark.slow
FIVE_MINUTES, A_DAY = 300.0, 86400.0
WRONG = (FIVE_MINUTES, -FIVE_MINUTES, A_DAY, -A_DAY)
EARLY = 1.0
"""Seconds. Sixty would be forgiven; a wait of a few seconds could not show them."""


@pytest.fixture
def almost(
    fresh_url: str, environ: dict[str, str], zoo: Zoo, size: str, request: pytest.FixtureRequest
) -> Iterator[Field]:
    """A field a few seconds before its letters fall due."""
    at = EVENING - timedelta(seconds=6)
    with a_field(fresh_url, environ, zoo, size=size, seed=request.node.nodeid, at=at) as found:
        yield found


def test_hosts_with_wrong_clocks_send_nothing_early_and_nothing_twice(almost: Field) -> None:
    """Four at once, five minutes and a day before and behind."""
    slow_down(almost.zoo)
    due = when_due(almost)
    for ahead in WRONG:
        almost.start(replace(almost.orders, lease=CALM, ahead=ahead))
    until_drained(almost)
    assert min(one.at for one in almost.zoo.taken) >= due - EARLY
    everybody_heard_once(almost)


def test_clocks_that_jump_while_letters_leave_send_nothing_twice(field: Field) -> None:
    """Four hosts that jump after every third letter, five minutes and a day either way, and one that is right."""
    slow_down(field.zoo)
    for step in (*WRONG, 0.0):
        field.start(replace(field.orders, lease=CALM, step=step))
    until_drained(field)
    everybody_heard_once(field)


@pytest.mark.one_engine
def test_a_worker_whose_clock_is_before_that_of_the_beat_works(
    field: Field, valkey: Broker, tmp_path: Path
) -> None:
    house = Supervised.begin({**field.orders.environ, "REDIS_URL": valkey.url}, tmp_path)
    try:
        house.keep(lambda: house.running.worker(host=Host(FIVE_MINUTES)))
        house.keep(house.running.beat)
        house.until(field.drained, seconds=60)
    finally:
        house.end()
    everybody_heard_once(field)


@pytest.mark.one_engine
def test_a_beat_whose_clock_is_set_back_by_a_day_goes_on_ticking(
    field: Field, valkey: Broker, tmp_path: Path
) -> None:
    """It jumps before any letter can leave, and nobody starts it again."""
    field.zoo.act = lambda stage, _to: "drop" if stage == "banner" else ""
    house = Supervised.begin({**field.orders.environ, "REDIS_URL": valkey.url}, tmp_path)
    try:
        house.keep(house.running.worker)
        house.keep(lambda: house.running.beat(host=Host(step=-A_DAY, after=5)))
        pause(house, 8)
        field.zoo.act = lambda _stage, _to: ""
        house.until(lambda: hurried(field), seconds=60)
    finally:
        house.end()
    everybody_heard_once(field)
    assert house.restarts == 0


def when_due(field: Field) -> float:
    """On our steady clock."""
    with store.reading(field.world.engine) as db:
        return time.monotonic() + (EVENING - clock.now(db)).total_seconds()


def until_drained(field: Field) -> None:
    deadline = time.monotonic() + 120
    while not field.drained():
        assert time.monotonic() < deadline
        assert all(process.is_alive() for process in field.workers)
        time.sleep(0.05)


def hurried(field: Field) -> bool:
    oracle.hurry(field.url)
    return field.drained()


def pause(house: Supervised, seconds: float) -> None:
    until = time.monotonic() + seconds
    house.until(lambda: time.monotonic() >= until, seconds=seconds + 1)


def everybody_heard_once(field: Field) -> None:
    found = field.judge()
    assert found.faults == {}
    assert found.sent == len(field.expected())

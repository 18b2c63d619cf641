"""A database whose clock is set ten minutes forwards or back while letters leave.

Leases, backoff and what is due stand on that clock, so a jump moves them: forwards ends every lease, back makes
whatever is held or waits wait so much longer. Nothing leaves twice and nothing is lost; time itself mends the rest.
"""

import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from multiprocessing.context import ForkServerProcess

import pytest

from course import store
from course.delivery.on_the_way import letters_to, wait_until_landed
from course.people.person import Person
from tests.faults import oracle
from tests.faults.database_clock import DatabaseClock
from tests.faults.field import CALM, Field
from tests.faults.zoo import slow_down

pytestmark = pytest.mark.slow
TEN_MINUTES = 600.0
WORKERS = 3
GROUP = 10
LONG = 120.0
"""A lease that ends before ten minutes, and not while the test waits for others."""


@pytest.fixture
def clock(field: Field) -> Iterator[DatabaseClock]:
    field.world.engine.dispose()
    found = DatabaseClock.of(field.url)
    field.clock = found.file
    yield found
    field.world.engine.dispose()


def test_a_jump_forwards_leaves_what_was_on_its_way_uncertain_and_sends_nothing_twice(
    field: Field, clock: DatabaseClock
) -> None:
    """Somebody is held right before a body. Her time, which is not the database's, goes on: she sends it afterwards."""
    holder = field.start(replace(field.orders, lease=LONG, point="before-data", how=signal.SIGSTOP))
    until(lambda: held(field, "transmitting") == GROUP)
    clock.jump(TEN_MINUTES)
    field.start(replace(field.orders, lease=CALM))
    until(field.drained)
    doubtful = {row[2] for row in oracle.rows(field.url) if row[1] == "unknown"}
    assert len(doubtful) == GROUP
    assert not doubtful & arrived(field)
    until(lambda: woken(field, holder) and doubtful <= arrived(field))
    time.sleep(0.5)
    assert field.judge().faults == {}
    assert field.judge().uncertain == GROUP


@pytest.mark.one_engine
def test_after_a_jump_back_what_somebody_held_who_was_killed_waits_so_much_longer(
    field: Field, clock: DatabaseClock
) -> None:
    clock.jump(TEN_MINUTES)
    field.start(replace(field.orders, point="before-data"))
    until(lambda: not field.workers[0].is_alive())
    clock.jump(-TEN_MINUTES)
    waits = held(field, "claimed") + held(field, "transmitting")
    assert waits
    field.start(field.orders)
    somebody_is_told_that_she_left(field)
    time.sleep(1)
    assert held(field, "claimed") + held(field, "transmitting") == waits
    clock.jump(TEN_MINUTES)  # as ten minutes do that pass
    field.end()
    field.finish()
    found = field.judge()
    assert found.faults == {}
    assert found.uncertain == GROUP


def test_jumps_either_way_between_kills_send_nothing_twice_and_lose_nothing(
    field: Field, clock: DatabaseClock, times: int
) -> None:
    slow_down(field.zoo)
    jumps = 0
    while jumps < 4 * times and not field.drained():
        field.keep(WORKERS)
        time.sleep(field.chance.uniform(0.1, 0.4))
        clock.jump(-TEN_MINUTES if jumps % 2 else TEN_MINUTES)
        field.kill(field.chance.choice(field.workers))
        jumps += 1
    clock.jump(2 * TEN_MINUTES)
    field.end()
    field.finish()
    found = field.judge()
    assert found.faults == {}
    assert found.uncertain <= GROUP * WORKERS * (jumps + 2)
    assert jumps >= 4


def somebody_is_told_that_she_left(field: Field) -> None:
    """After one lease on a clock that nobody sets: her page does not wait for ten minutes."""
    began, under_way = time.monotonic(), []
    with store.reading(field.world.engine) as db:
        for number in field.world.people:
            under_way += letters_to(db, db.get_one(Person, number))
    wait_until_landed(field.world.engine, under_way, lease=timedelta(seconds=1))
    assert under_way
    assert 1 <= time.monotonic() - began < 10


def woken(field: Field, holder: ForkServerProcess) -> bool:
    """She stops again before each body."""
    field.kill(holder, signal.SIGCONT)
    return True


def held(field: Field, status: str) -> int:
    return sum(1 for row in oracle.rows(field.url) if row[1] == status)


def arrived(field: Field) -> set[str]:
    return {one.message_id for one in field.zoo.taken}


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)

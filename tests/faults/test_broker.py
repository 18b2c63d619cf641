"""A broker that is killed, emptied, full, locked or away while letters leave: it carries no data, so it loses none."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis import Redis

from tests.faults import oracle
from tests.faults.field import Field
from tests.faults.supervised import Supervised
from tests.real.broker import Broker

pytestmark = [pytest.mark.slow, pytest.mark.one_engine]
TWO_PERIODS = 60.0
"""Seconds: a tick comes every thirty."""
START = 60.0
AWAY = {"ci": 8.0, "long": 300.0}
Break = Callable[[Broker], None]


@pytest.fixture
def house(field: Field, valkey: Broker, tmp_path: Path) -> Iterator[Supervised]:
    """A worker and a beat as an installation runs them."""
    found = Supervised.begin({**field.orders.environ, "REDIS_URL": valkey.url}, tmp_path)
    yield found
    found.end()


def emptied(broker: Broker) -> None:
    """As soon as it holds something: beat and worker may not have come back since the last time."""
    client, deadline = Redis.from_url(broker.plain_url), time.monotonic() + START
    while not client.dbsize():
        assert time.monotonic() < deadline
        time.sleep(0.005)
    client.flushall()


def locked(broker: Broker) -> None:
    """Another password, and everybody has to come in again."""
    client = Redis.from_url(broker.plain_url)
    client.config_set("requirepass", "another")
    client.client_kill_filter(_type="normal", skipme=True)


def unlocked(broker: Broker) -> None:
    Redis.from_url(broker.plain_url, password="another").config_set("requirepass", "")


def full(broker: Broker) -> None:
    client = Redis.from_url(broker.plain_url)
    client.config_set("maxmemory-policy", "noeviction")
    client.config_set("maxmemory", 1)


def with_room(broker: Broker) -> None:
    Redis.from_url(broker.plain_url).config_set("maxmemory", 0)


BREAKS: dict[str, tuple[Break, Break, float]] = {
    "killed": (Broker.kill, Broker.start, 3),
    "emptied": (emptied, lambda _broker: None, 0),
    "locked": (locked, unlocked, 5),
    "full": (full, with_room, 5),
}
"""What happens to it, what mends that, and how many seconds lie between the two, in which no tick comes through."""


@pytest.mark.parametrize("how", BREAKS)
def test_a_broker_that_breaks_while_letters_leave_loses_none_and_doubles_none(
    field: Field, house: Supervised, valkey: Broker, how: str, times: int
) -> None:
    break_it, mend, seconds = BREAKS[how]
    refuse_half_once(field)
    house.keep(house.running.worker)
    house.keep(house.running.beat)
    house.until(lambda: len(field.zoo.taken) >= 5, seconds=START)
    assert len(field.zoo.taken) < len(field.expected())
    for _ in range(times):
        break_it(valkey)
        wait(house, seconds)
        mend(valkey)
    assert ("SchedulingError" in house.running.log("beat")) == bool(seconds)
    everybody_hears(field, house)


def test_a_broker_that_was_away_for_long_is_found_again(
    field: Field, house: Supervised, valkey: Broker, size: str
) -> None:
    """Nobody can reach it when worker and beat begin, nor while the letters fall due."""
    valkey.kill()
    house.keep(house.running.worker)
    house.keep(house.running.beat)
    wait(house, AWAY[size])
    assert not field.zoo.taken
    valkey.start()
    everybody_hears(field, house)


def everybody_hears(field: Field, house: Supervised) -> None:
    def heard() -> bool:
        oracle.hurry(field.url)
        return field.drained()

    house.until(heard, seconds=TWO_PERIODS)
    found = field.judge()
    assert found.faults == {}
    assert found.sent == len(field.expected())


def wait(house: Supervised, seconds: float) -> None:
    until = time.monotonic() + seconds
    house.until(lambda: time.monotonic() >= until, seconds=seconds + START)


def refuse_half_once(field: Field) -> None:
    """Half of the people are told "later" at their first letter, so that a second turn is needed; the others'
    letters take a while."""
    asked: Counter[str] = Counter()

    def act(stage: str, to: str) -> str:
        if stage == "rcpt" and len(to) % 2:
            asked[to] += 1
            return "450 4.7.1 later" if asked[to] == 1 else ""
        return "slow" if stage == "dot" else ""

    field.zoo.act = act

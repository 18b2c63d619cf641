"""Many who do the same work at once, and pumps that die between what is due and the ledger: the key decides."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.faults import oracle
from tests.faults.field import EVENING, Field
from tests.faults.supervised import Supervised
from tests.faults.worker import WRITING
from tests.faults.zoo import slow_down
from tests.real.broker import Broker

pytestmark = pytest.mark.slow
KILLS = {"ci": 4, "long": 50}
"""At each of four points."""


@pytest.fixture
def house(field: Field, valkey: Broker, tmp_path: Path) -> Iterator[Supervised]:
    found = Supervised.begin({**field.orders.environ, "REDIS_URL": valkey.url}, tmp_path)
    yield found
    found.end()


def test_two_beats_two_loops_and_eight_workers_send_each_letter_once(field: Field, house: Supervised) -> None:
    """Two celery workers of four processes each; everybody is at work before the first letter can leave."""
    field.zoo.act = lambda stage, _to: "drop" if stage == "banner" else ""
    for _ in range(2):
        house.keep(lambda: house.running.worker(processes=4))
        house.keep(lambda: house.running.beat(every=0.1))
        house.keep(house.running.loop)
    house.until(lambda: house.running.log("worker").count("kindly.pump: pump") >= 16, seconds=60)
    assert not field.zoo.taken
    slow_down(field.zoo)
    oracle.hurry(field.url)
    house.until(field.drained, seconds=120)
    found = field.judge()
    assert found.faults == {}
    assert found.sent == len(field.expected())
    assert house.restarts == 0


@pytest.mark.parametrize("point", WRITING)
def test_pumps_killed_between_falling_due_and_the_ledger_write_what_one_calm_pump_would(
    field: Field, point: str, size: str
) -> None:
    """Four at once, each ended inside its transaction; the ledger is then what was worked out by hand."""
    kills = KILLS[size]
    field.killed_at(point, kills=kills, workers=4)
    assert field.kills >= kills
    found = field.judge()
    assert found.faults == {}
    assert found.sent == len(field.expected())
    assert waits_to_be_asked(field) == 0


def waits_to_be_asked(field: Field) -> int:
    """How many subjects are asked again although everything they are due is written down."""
    soon = (EVENING + timedelta(minutes=5)).isoformat(sep=" ")
    return sum(
        oracle.count(field.url, f"SELECT count(*) FROM {table} WHERE look_at < '{soon}'")  # noqa: S608
        for table in ("enrolment", "facilitator")
    )

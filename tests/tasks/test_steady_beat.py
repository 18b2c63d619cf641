"""A clock that is set back by a day at every moment of a turn at which the beat may look at it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from celery import Celery

from tasks.steady_beat import SteadyBeat

pytestmark = pytest.mark.one_engine
A_DAY, EVERY = 86400.0, 1.0
NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


class Jumping(Celery):
    """Its clock is set back right after it was read for the `jumps`-th time from when it was last wound."""

    host: time_machine.Traveller
    jumps = 0
    reads = 0

    def now(self) -> datetime:
        found: datetime = super().now()
        self.reads += 1
        if self.reads == self.jumps:
            self.host.shift(-A_DAY)
        return found

    def wind(self, jumps: int) -> None:
        self.reads, self.jumps = 0, jumps


@pytest.mark.parametrize("later", [0.5, 1.001], ids=["while it waits", "when something is due"])
def test_whenever_the_clock_is_set_back_the_next_turn_comes_in_time(tmp_path: Path, later: float) -> None:
    reads = 0
    for jumps in range(1, 100):
        app, waits = turns(tmp_path / str(jumps), jumps=jumps, later=later)
        if app.reads < jumps:
            break
        reads = jumps
        assert max(waits) <= EVERY, f"after reading {jumps} it would have slept for {max(waits)} seconds"
        assert sum(wait == 0 for wait in waits[1:]) >= 2, "it goes on naming the job"
    assert reads >= 2


def turns(folder: Path, *, jumps: int, later: float) -> tuple[Jumping, list[float]]:
    """What the beat would have slept for after the turn in which the clock jumps, and after the next eight."""
    with time_machine.travel(NOON, tick=False) as host:
        app = timed(host)
        beat: Any = SteadyBeat(app=app, schedule_filename=str(folder))
        while beat.tick() == 0:
            pass
        host.shift(later)
        app.wind(jumps)
        waits = [beat.tick()]
        read = app.reads
        for _turn in range(8):
            host.shift(waits[-1])
            waits.append(beat.tick())
        app.reads = read
        beat.close()
    return app, waits


def timed(host: time_machine.Traveller) -> Jumping:
    app = Jumping("beat", broker="memory://")
    app.host = host
    lines = {"pump": EVERY, "figures": 900.0}
    app.conf.update(
        result_expires=None,
        beat_schedule={name: {"task": name, "schedule": each} for name, each in lines.items()},
    )
    return app

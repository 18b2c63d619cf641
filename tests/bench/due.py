"""Asking what somebody is due: microseconds a subject, for 12 and for 200 people of one cohort.

`bin/bench due [PEOPLE ...]` reads their facts anew for each round, as the pump does, on the evening before the first
meeting: all letters, and "the meeting tomorrow" alone as it is asked once more before it leaves. Rounds of the fastest
and of the median are printed, because other programs share the machine.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Collection
from pathlib import Path
from statistics import median

from course import clock, store
from course.delivery import loading
from course.delivery.due import due
from course.people.preference import Kind
from course.store import make_engine
from tests.bench.letters import settings_for
from tests.course.delivery.world import World, build
from tests.faults.field import EVENING

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "bin"))  # where the real parts of the tests find the programs they start

from tests.real.databases import SqliteDatabases  # noqa: E402  (the path first)

ROUNDS = 21
ONE = "meeting_tomorrow"


def main() -> None:
    counts = [int(one) for one in sys.argv[1:]] or [12, 200]
    with tempfile.TemporaryDirectory() as folder:
        url = SqliteDatabases(Path(folder)).new()
        world = build(make_engine(url), settings_for(url, "smtp://127.0.0.1:1"), people=max(counts))
        world.at(EVENING)
        for people in counts:
            print(f"{people:>5} people, all letters   {line(world, people, None, frozenset(Kind))}")
            print(f"{people:>5} people, {ONE} {line(world, people, ONE, {Kind.MEETINGS})}")
        world.engine.dispose()


def line(world: World, people: int, only: str | None, about: Collection[Kind]) -> str:
    took = [asked(world, people, only, about) for _ in range(ROUNDS)]
    return f"{min(took):7.1f} us the fastest round, {median(took):7.1f} us the median"


def asked(world: World, people: int, only: str | None, about: Collection[Kind]) -> float:
    """Microseconds of CPU a subject, of people nobody has asked about since they were read."""
    with store.reading(world.engine) as db:
        facts, now = loading.enrolments(db, world.enrolments[:people], about=about), clock.now(db)
    began = time.process_time()
    for one in facts:
        due(one, now, only=only)
    return (time.process_time() - began) / len(facts) * 1e6


if __name__ == "__main__":
    main()

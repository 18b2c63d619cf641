"""Workers that are started, killed, stopped and started again until the ledger has come to an end."""

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from multiprocessing.context import ForkServerProcess

from course.settings import Settings
from tests.course.delivery.world import World, build
from tests.faults import oracle
from tests.faults.oracle import Judgement
from tests.faults.worker import WRITING, Orders, work
from tests.faults.zoo import Zoo
from tests.real.engines import make_engine

EVENING = datetime(2027, 2, 24, 18, 0, tzinfo=UTC)
START = "20270225T183000Z"
PEOPLE = {"ci": 60, "long": 600}
LEASE = 1.0
CALM = 30.0
"""The lease of workers that nobody disturbs: a busy machine must not look like a dead one."""
PATIENCE = 120.0
ONCE_A_GROUP = {"after-claim", "after-commit"}
MOST = {"after-claim": 1, "after-commit": 2, **dict.fromkeys(WRITING, 1)}
"""How often a point is passed before the kill, at most: 12 times where nothing is said here."""

forks = multiprocessing.get_context("forkserver")
forks.set_forkserver_preload(["tests.faults.worker"])


@dataclass
class Field:
    """One database with letters due, one mail server, and the processes between them."""

    world: World
    zoo: Zoo
    environ: dict[str, str]
    chance: random.Random
    workers: list[ForkServerProcess] = field(default_factory=list)
    kills: int = 0
    stops: int = 0
    clock: str = ""
    """What workers are told of a database whose clock is wrong."""

    @property
    def url(self) -> str:
        return self.world.settings.database_url

    @property
    def orders(self) -> Orders:
        settings = {**self.environ, "DATABASE_URL": self.url, "SMTP_URL": self.zoo.url}
        return Orders(settings, LEASE, clock=self.clock)

    def expected(self) -> set[str]:
        return self._expected

    @cached_property
    def _expected(self) -> set[str]:
        """Asked for fifty times a second while workers are at work, and always the same."""
        meeting = oracle.first_meeting(self.url, self.world.cohort)
        return oracle.expected_meeting_letters(meeting, START, self.world.people, [self.world.ines])

    def begin(self, at: datetime = EVENING) -> None:
        """The evening before the first meeting: one letter to everybody is due."""
        self.world.at(at)

    def judge(self) -> Judgement:
        return oracle.judge(self.url, self.expected(), self.zoo.taken)

    def start(self, orders: Orders) -> ForkServerProcess:
        process = forks.Process(target=work, args=(orders,), daemon=True)
        process.start()
        self.workers.append(process)
        return process

    def kill(self, process: ForkServerProcess, by: signal.Signals = signal.SIGKILL) -> None:
        if process.is_alive() and process.pid is not None:
            os.kill(process.pid, by)

    def end(self) -> None:
        for process in self.workers:
            self.kill(process, signal.SIGCONT)
            self.kill(process)
        for process in self.workers:
            process.join(10)
        self.workers.clear()

    def killed_at(self, point: str, *, kills: int, workers: int = 2) -> None:
        """Every worker ends itself somewhere along its way, until so many have; then two finish the work."""
        most = MOST.get(point, 12)
        while self.kills < kills and not self.drained():
            self._replace_the_dead(
                workers, lambda: replace(self.orders, point=point, after=self.chance.randint(1, most))
            )
            time.sleep(0.02)
        self.end()
        self.finish()

    def stopped_at(self, point: str, *, stops: int, workers: int = 3) -> None:
        """Workers stop themselves at the point and go on after up to three leases, too late for their rows."""
        asleep: dict[int, float] = {}
        most = 1 if point in ONCE_A_GROUP else 6

        def sleepy() -> Orders:
            return replace(self.orders, point=point, how=signal.SIGSTOP, after=self.chance.randint(1, most))

        began = time.monotonic()
        while self.stops < stops and time.monotonic() - began < PATIENCE and not self.drained():
            self._replace_the_dead(workers, sleepy)
            for process in self.workers:
                pid = process.pid or 0
                if _is_stopped(pid) and pid not in asleep:
                    asleep[pid] = time.monotonic() + LEASE * self.chance.uniform(0.5, 3)
                    self.stops += 1
                elif pid in asleep and time.monotonic() > asleep[pid]:
                    self.kill(process, signal.SIGCONT)
                    del asleep[pid]
            time.sleep(0.02)
        self._let_them_wake()
        self.end()
        self.finish()

    def _let_them_wake(self) -> None:
        """Whoever slept meets what happened meanwhile, before the calm workers take over."""
        for _ in range(20):
            for process in self.workers:
                self.kill(process, signal.SIGCONT)
            time.sleep(0.05)

    def killed_at_random(self, *, kills: int, workers: int = 4, by: signal.Signals = signal.SIGKILL) -> None:
        """Somebody is killed (or stopped for a while) every few hundred milliseconds, wherever they are."""
        while self.kills < kills and not self.drained():
            self.keep(workers)
            time.sleep(self.chance.uniform(0.02, 0.2))
            victim = self.chance.choice(self.workers)
            if by == signal.SIGSTOP:
                self._nap(victim)
            else:
                self.kill(victim, by)
            self.kills += 1
        self.end()
        self.finish()

    def finish(self, workers: int = 2) -> None:
        """Undisturbed workers bring what is left to an end, with backoff cut short."""
        began = time.monotonic()
        calm = replace(self.orders, lease=CALM)
        while not self.drained():
            assert time.monotonic() - began < PATIENCE, oracle.rows(self.url)
            self._replace_the_dead(workers, lambda: calm, count=False)
            oracle.hurry(self.url)
            time.sleep(0.1)
        self.end()

    def keep(self, workers: int) -> None:
        """So many are at work; whoever ended is replaced."""
        self._replace_the_dead(workers, lambda: self.orders, count=False)

    def _nap(self, victim: ForkServerProcess) -> None:
        self.kill(victim, signal.SIGSTOP)
        time.sleep(LEASE * self.chance.uniform(0.5, 2))
        self.kill(victim, signal.SIGCONT)

    def _replace_the_dead(self, wanted: int, orders: Callable[[], Orders], *, count: bool = True) -> None:
        dead = [process for process in self.workers if not process.is_alive()]
        for process in dead:
            self.workers.remove(process)
            process.join()
            self.kills += count
        while len(self.workers) < wanted:
            self.start(orders())

    def drained(self) -> bool:
        known = oracle.rows(self.url)
        return len(known) >= len(self.expected()) and all(row[1] in oracle.ENDED for row in known)


@contextmanager
def a_field(
    url: str,
    environ: dict[str, str],
    zoo: Zoo,
    *,
    size: str,
    seed: str,
    at: datetime = EVENING,
    crowd: World | None = None,
) -> Iterator[Field]:
    """On the evening before the first meeting, in a migrated database that is empty, or a copy of that of `crowd`."""
    engine = make_engine(url)
    settings = Settings.from_env({**environ, "DATABASE_URL": url})
    world = (
        replace(crowd, engine=engine, settings=settings)
        if crowd
        else build(engine, settings, people=PEOPLE[size])
    )
    found = Field(world, zoo, environ, random.Random(seed))
    found.begin(at)
    try:
        yield found
    finally:
        found.end()
        engine.dispose()


def _is_stopped(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[0] == "T"
    except OSError:
        return False

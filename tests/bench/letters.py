"""Letters due, accepted and recorded through the whole path, beside a bare loop of one kept-open smtplib.

`bin/bench letters [PEOPLE]` sends one letter to each of 1,000 people, by one process, by one worker of two and by two
such workers, on both databases; the bare loop sends the very same bytes into the same server. Rounds take turns and
medians are compared. CPU is that of all processes that send, the database's included, and of none that receives.
"""

from __future__ import annotations

import base64
import multiprocessing
import smtplib
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from sqlalchemy import Engine, event, make_url, text

from course.delivery.channels.smtp import Smtp
from course.delivery.pump import pump
from course.settings import Settings
from course.settled import settle
from course.store import make_engine
from tests.bench.fast_sink import Server, Taken, mail_server
from tests.course.delivery.world import build
from tests.faults.field import EVENING

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "bin"))  # where the real parts of the tests find the programs they start

from tests.real import postgres  # noqa: E402  (the path first)
from tests.real.databases import Databases, PostgresDatabases, SqliteDatabases  # noqa: E402  (the path first)

ROUNDS = 5
A_MOMENT = 0.005
"""Seconds."""
GOALS = {"SQLite": 0.35, "PostgreSQL": 0.25}
ENVIRON = {
    "MODE": "development",
    "SITE_URL": "http://127.0.0.1:8000",
    "MAIL_FROM": "course@example.org",
    "SECRET_KEY": "0" * 40,
    "WRAPPING_KEY": "bench:" + base64.b64encode(bytes(32)).decode(),
}


@dataclass(frozen=True)
class Took:
    """Seconds a letter."""

    wall: float
    cpu: float


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sink = stack.enter_context(mail_server())
        bench("SQLite", SqliteDatabases(folder), sink, people)
        try:
            server = stack.enter_context(postgres.running(postgres.DURABLE))
        except postgres.NoPostgres as reason:
            print(f"PostgreSQL: not measured, {reason}")
        else:
            bench("PostgreSQL", PostgresDatabases(server), sink, people)


def bench(name: str, databases: Databases, sink: Server, people: int) -> None:
    templates = due_in(databases, sink, people), due_in(databases, sink, 20)
    sides: dict[str, Callable[[], Took]] = {
        "one process": lambda: whole_path(databases, templates, sink, 1),
        "one worker of two processes": lambda: whole_path(databases, templates, sink, 2),
        "two workers of two processes": lambda: whole_path(databases, templates, sink, 4),
    }
    same: list[Taken] = []
    whole_path(databases, templates, sink, 2, same)  # what it sent is what the bare loop sends
    found: dict[str, list[Took]] = {"bare": [], **{side: [] for side in sides}}
    for _round in range(ROUNDS):
        found["bare"].append(bare_loop(sink, same))
        for side, run in sides.items():
            found[side].append(run())
    bare = middle(found["bare"])
    print(
        f"{name}: {len(same):,} letters of {sum(len(raw) for _to, raw in same) / len(same):,.0f} bytes a round"
    )
    print(f"  bare loop          {bare.wall * 1e6:7.0f} us a letter, {bare.cpu * 1e6:7.0f} us of CPU")
    for side in sides:
        took = middle(found[side])
        print(
            f"  {side:<30} {took.wall * 1e6:7.0f} us a letter, {took.cpu * 1e6:7.0f} us of CPU:"
            f" {bare.wall / took.wall:.2f} of the bare rate, {bare.cpu / took.cpu:.2f} by CPU"
        )
    print(f"  goal for one worker of two processes: {GOALS[name]} of the bare rate")


def settings_for(database: str, url: str) -> Settings:
    return Settings.from_env({**ENVIRON, "DATABASE_URL": database, "SMTP_URL": url})


def middle(took: list[Took]) -> Took:
    return Took(median(one.wall for one in took), median(one.cpu for one in took))


def bare_loop(sink: Server, letters: list[Taken]) -> Took:
    wall, cpu = time.perf_counter(), time.process_time()
    with smtplib.SMTP("127.0.0.1", sink.port) as smtp:
        for to, raw in letters:
            smtp.sendmail("course@example.org", [to], raw)
    took = Took(time.perf_counter() - wall, time.process_time() - cpu)
    if (there := len(sink.taken())) != len(letters):
        raise RuntimeError(f"of {len(letters)} letters {there} arrived")
    return Took(took.wall / len(letters), took.cpu / len(letters))


def whole_path(
    databases: Databases,
    templates: tuple[str, str],
    sink: Server,
    processes: int,
    kept: list[Taken] | None = None,
) -> Took:
    """From the moment at which everybody is due until the last letter is recorded as sent.

    The processes have run for a while: each has sent the letters of a small group of its own before.
    """
    url, *small = [databases.copy(templates[0]), *(databases.copy(templates[1]) for _ in range(processes))]
    spawn = multiprocessing.get_context("spawn")
    begin = spawn.Barrier(processes + 1)
    workers = [spawn.Process(target=work, args=(url, few, sink.url, begin), daemon=True) for few in small]
    for one in workers:
        one.start()
    begin.wait()  # everybody is warm
    sink.taken()
    wall, cpu = time.perf_counter(), spent(workers)
    begin.wait()  # go
    begin.wait()  # done
    took = Took(time.perf_counter() - wall, spent(workers) - cpu)
    begin.wait()
    for one in workers:
        one.join()
    letters = sent(url)
    for one_url in (url, *small):
        databases.drop(one_url)
    arrived = sink.taken()
    if len({to for to, _raw in arrived}) != len(arrived) or len(arrived) != letters:
        raise RuntimeError(f"{len(arrived)} letters arrived, {letters} are recorded as sent")
    if kept is not None:
        kept += arrived
    return Took(took.wall / letters, took.cpu / letters)


def work(url: str, few: str, sink: str, begin: Barrier) -> None:
    """A process of a worker: warm, then turn after turn until nothing waits. It keeps its engine, as a worker does."""
    engine, there = make_engine(few), [few]

    @event.listens_for(engine, "do_connect")
    def _there(dialect: Any, _record: object, cargs: list[Any], cparams: dict[str, Any]) -> None:
        cargs[:], named = dialect.create_connect_args(make_url(there[0]))
        cparams |= named

    turns(engine, sink)
    engine.dispose()
    settle()
    there[0] = url
    begin.wait()
    begin.wait()
    turns(engine, sink)
    begin.wait()
    begin.wait()


def turns(engine: Engine, sink: str) -> None:
    """Until every letter is recorded, by whomever; somebody with nothing to do looks again a moment later."""
    settings, channel = settings_for(str(engine.url), sink), Smtp(sink)
    while not is_done(engine):
        if not pump(engine, settings, channel).sent:
            time.sleep(A_MOMENT)


def due_in(databases: Databases, sink: Server, people: int) -> str:
    """A database in which one letter to everybody is due."""
    url = databases.new()
    engine = make_engine(url)
    build(engine, settings_for(url, sink.url), people=people).at(EVENING)
    engine.dispose()
    return url


def is_done(engine: Engine) -> bool:
    with engine.connect() as connection:
        there, ended = connection.execute(
            text("SELECT count(*), count(CASE WHEN status = 'sent' THEN 1 END) FROM delivery")
        ).one()
        return bool(there) and there == ended


def sent(url: str) -> int:
    engine = make_engine(url)
    with engine.connect() as connection:
        there = connection.execute(text("SELECT count(*) FROM delivery WHERE status = 'sent'")).scalar_one()
    engine.dispose()
    return int(there)


def spent(workers: Sequence[BaseProcess]) -> float:
    """CPU seconds so far of these processes and of the database's, which are children of ours."""
    mine = {one.pid for one in workers}
    total = 0.0
    for process in psutil.Process().children(recursive=True):
        if process.pid in mine or process.name().startswith("postgres"):
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


if __name__ == "__main__":
    main()

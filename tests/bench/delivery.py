"""Letters due, written, accepted and recorded, beside a bare loop of one kept-open smtplib with the same bytes.

Run `python -m tests.bench.delivery`. The mail server is a process of its own. Rounds are interleaved and medians
compared, so that a busy machine slows both sides alike.
"""

import base64
import multiprocessing
import smtplib
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

from sqlalchemy import Engine

from course.commands.sink import Sink
from course.delivery.channels.smtp import Smtp
from course.delivery.pump import pump
from course.settings import Settings
from course.store import make_engine
from tests.course.delivery.world import build

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "bin"))  # where the real parts of the tests find the programs they start

from tests.faults.field import EVENING  # noqa: E402  (the path first)
from tests.real import postgres  # noqa: E402  (the path first)
from tests.real.databases import Databases, PostgresDatabases, SqliteDatabases  # noqa: E402  (the path first)

PEOPLE, ROUNDS, IDLE_TURNS = 300, 5, 20
ENVIRON = {
    "MODE": "development",
    "SITE_URL": "http://127.0.0.1:8000",
    "MAIL_FROM": "course@example.org",
    "SECRET_KEY": "0" * 40,
    "WRAPPING_KEY": "bench:" + base64.b64encode(bytes(32)).decode(),
}


def main() -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(mail_server())
        bench("SQLite", SqliteDatabases(folder), url)
        try:
            server = stack.enter_context(postgres.running())
        except postgres.NoPostgres as reason:
            print(f"PostgreSQL: not measured, {reason}")
        else:
            bench("PostgreSQL", PostgresDatabases(server), url)


def bench(name: str, databases: Databases, url: str) -> None:
    """`PEOPLE` letters a round: ours from look_at to recorded, the bare loop only sends bytes of that size."""
    template = databases.new()
    engine = make_engine(template)
    build(engine, settings_for(template, url), people=PEOPLE).at(EVENING)
    engine.dispose()
    bare, ours, idle = [], [], []
    for _ in range(ROUNDS):
        bare.append(timed(lambda: bare_loop(url)))
        database = databases.copy(template)
        engine, settings = make_engine(database), settings_for(database, url)
        ours.append(timed(lambda: whole_path(engine, settings, url)))  # noqa: B023 - called at once
        idle.append(timed(lambda: idle_turns(engine, settings, url)))  # noqa: B023 - called at once
        engine.dispose()
    letters = PEOPLE + 1
    for kind, index in (("wall", 0), ("CPU", 1)):
        mine, theirs = (
            median(one[index] for one in ours) / letters,
            median(one[index] for one in bare) / letters,
        )
        print(
            f"{name:<11} {kind:<5} bare {theirs * 1e6:7.0f} us a letter, "
            f"whole path {mine * 1e6:7.0f} us, ratio of rates {theirs / mine:.3f}"
        )
    print(
        f"{name:<11} turn with nothing due: {median(one[1] for one in idle) / IDLE_TURNS * 1e3:.2f} ms of CPU"
    )


def settings_for(database: str, url: str) -> Settings:
    return Settings.from_env({**ENVIRON, "DATABASE_URL": database, "SMTP_URL": url})


def whole_path(engine: Engine, settings: Settings, url: str) -> None:
    sent = pump(engine, settings, Smtp(url)).sent
    if sent != PEOPLE + 1:
        raise RuntimeError(f"{sent} letters left instead of {PEOPLE + 1}")


def idle_turns(engine: Engine, settings: Settings, url: str) -> None:
    for _ in range(IDLE_TURNS):
        pump(engine, settings, Smtp(url))


def bare_loop(url: str) -> None:
    body = b"Subject: x\r\n\r\n" + (b"y" * 74 + b"\r\n") * 58  # about the bytes of a letter with its HTML
    with smtplib.SMTP("127.0.0.1", int(url.rpartition(":")[2])) as smtp:
        for number in range(PEOPLE + 1):
            smtp.sendmail("course@example.org", [f"person-{number}@example.org"], body)


def timed(work: Callable[[], None]) -> tuple[float, float]:
    """(wall seconds, CPU seconds of this process)."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


@contextmanager
def mail_server() -> Iterator[str]:
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(there,), daemon=True)
    process.start()
    yield here.recv()
    here.send("stop")
    process.join()


def serve(pipe: Connection) -> None:
    with Sink() as sink:
        pipe.send(sink.url)
        pipe.recv()


if __name__ == "__main__":
    main()

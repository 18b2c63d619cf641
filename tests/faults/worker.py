"""A real process that runs the real pump, and ends or stops itself at a point that the test names."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import time_machine
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import configure_mappers
from sqlmodel import Session

from course.delivery.channels.smtp import Smtp
from course.delivery.pump import pump
from course.settings import Settings
from course.store import make_engine
from tests.faults import database_clock

POINTS = ("after-claim", "before-data", "after-dot", "after-250", "after-commit")
"""While letters are handed over."""

WRITING = ("before-insert", "after-insert", "after-look-at", "before-commit")
"""Inside the one transaction that writes into the ledger what is due, and when to ask again."""

configure_mappers()  # once in the server that all workers are forked from, not once in each


@dataclass(frozen=True)
class Orders:
    """`point` empty: work until killed. Otherwise the `after`-th time the point is passed, `how` is sent to
    ourselves: SIGKILL, or SIGSTOP until the test lets us go on."""

    environ: dict[str, str]
    lease: float
    point: str = ""
    after: int = 1
    how: signal.Signals = signal.SIGKILL
    timeout: float = 5
    trusts: str = ""
    """A file with the certificate of a mail server."""
    ahead: float = 0
    """Seconds by which this host's clock is wrong."""
    step: float = 0
    """Seconds by which it jumps after every third letter."""
    clock: str = ""
    """A file that says how wrong the clock of an SQLite database is."""

    @property
    def is_wrong(self) -> bool:
        return bool(self.ahead or self.step)


def work(orders: Orders) -> None:
    host = time_machine.travel(time.time() + orders.ahead, tick=True).start() if orders.is_wrong else None
    if orders.trusts:
        os.environ["SSL_CERT_FILE"] = orders.trusts
    settings = Settings.from_env(orders.environ)
    engine = make_engine(settings.database_url)
    if orders.clock:
        database_clock.cover(engine, orders.clock)
    channel = Watched(str(settings.smtp_url), orders, host)
    event.listen(Session, "after_commit", channel.committed)
    if orders.point in WRITING:
        _watch(engine, channel)
    while True:
        try:
            pump(engine, settings, channel, lease=timedelta(seconds=orders.lease))
        except DBAPIError:
            channel.close()
        time.sleep(0.02)


def _watch(engine: Engine, channel: "Watched") -> None:
    """Points are told by what is said to the database, so that they hold whatever the functions are called."""

    def before(_db: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO delivery"):
            channel.passed("before-insert")

    def after(db: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO delivery"):
            db.info["entered"] = True
            channel.passed("after-insert")
        if statement.startswith("UPDATE enrolment SET look_at"):
            channel.passed("after-look-at")

    def committing(db: Connection) -> None:
        if db.info.pop("entered", False):
            channel.passed("before-commit")

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    event.listen(engine, "commit", committing)


class Watched(Smtp):
    """The real channel; at the ordered point the process is ended or stopped."""

    def __init__(self, url: str, orders: Orders, host: time_machine.Traveller | None) -> None:
        super().__init__(url, timeout=orders.timeout)
        self._host = host
        self._letters = 0
        self._orders = orders
        self._passed = 0
        self._handed_over = False
        self._bodies = 0

    def envelope(self, sender: str, recipient: str) -> None:
        if not self._bodies:
            # The first after connecting is named while its rows are only claimed.
            self.passed("after-claim")
        super().envelope(sender, recipient)

    def body(self, message: bytes, in_time: Callable[[], bool]) -> None:
        self._bodies += 1
        self.passed("before-data")
        super().body(message, in_time)
        self._handed_over = True
        self.passed("after-250")
        self._letters += 1
        if self._host is not None and self._letters % 3 == 0:
            self._host.shift(self._orders.step)

    def _send(self, smtp: object, stuffed: bytes) -> None:
        super()._send(smtp, stuffed)  # type: ignore[arg-type]
        self.passed("after-dot")

    def close(self) -> None:
        self._bodies = 0
        super().close()

    def committed(self, _session: object) -> None:
        if self._handed_over:
            self._handed_over = False
            self.passed("after-commit")

    def passed(self, point: str) -> None:
        if point == self._orders.point:
            self._passed += 1
            if self._passed == self._orders.after:
                self._passed = 0
                os.kill(os.getpid(), self._orders.how)

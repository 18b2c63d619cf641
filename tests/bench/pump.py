"""A turn of the pump with nothing due at 1,000,000 enrolments and at 10,000, and 1,000 letters claimed among a million.

`bin/bench pump [ENROLMENTS]`, on both databases: CPU of an idle turn (the database's included), rounds taking turns;
the claim beside the same claim as one raw SQL statement on the driver; and the query plan of every statement of both,
where a scan of a large table ends the run with 1.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from sqlalchemy import Engine, event, text

from course.delivery.channels.mailbox import Mailbox
from course.delivery.claim import LEASE, claim
from course.delivery.pump import pump
from course.settings import Settings
from course.store import make_engine, writing
from tests.bench.letters import settings_for
from tests.course.delivery.world import build
from tests.real import postgres
from tests.real.databases import Databases, PostgresDatabases, SqliteDatabases

SMALL, LARGE = 10_000, 1_000_000
DUE = 1_000
ROUNDS, TURNS = 7, 20
BIG = ("enrolment", "delivery", "person")


@dataclass(frozen=True)
class Place:
    """A database with so many enrolments, none of which is due anything."""

    engine: Engine
    settings: Settings


def main() -> int:
    large = int(sys.argv[1]) if len(sys.argv) > 1 else LARGE
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        scans = bench("SQLite", SqliteDatabases(folder), folder, large)
        try:
            server = stack.enter_context(postgres.running(postgres.DURABLE))
        except postgres.NoPostgres as reason:
            print(f"PostgreSQL: not measured, {reason}")
        else:
            scans += bench("PostgreSQL", PostgresDatabases(server), folder, large)
    return 1 if scans else 0


def bench(name: str, databases: Databases, folder: Path, large: int) -> int:
    few, many = place(databases, folder, SMALL), place(databases, folder, large)
    turns: dict[int, list[float]] = {SMALL: [], large: []}
    for _round in range(ROUNDS):
        for number, where in ((SMALL, few), (large, many)):
            turns[number].append(idle(where, folder))
    small_ms, large_ms = (median(turns[number]) * 1e3 for number in (SMALL, large))
    print(f"{name}: a turn with nothing due")
    print(f"  {SMALL:>9,} enrolments and letters sent  {small_ms:6.2f} ms of CPU")
    print(f"  {large:>9,} enrolments and letters sent  {large_ms:6.2f} ms of CPU:")
    print(f"            {large_ms / small_ms:.2f} times (goal: at most 1.5 times, and 10 ms)")
    ours, raw = claims(many)
    print(
        f"  {DUE:,} waiting among {large:,} claimed in {ours * 1e3:.1f} ms, as one raw statement {raw * 1e3:.1f} ms:"
    )
    print(f"            {ours / raw:.2f} times (goal: at most 10 times)")
    scans = scanned(many, folder)
    print(f"  query plans: {scans or 'no scan of a large table'}")
    for one in (few, many):
        one.engine.dispose()
        databases.drop(one.engine.url.render_as_string(hide_password=False))
    return len(scans)


NUMBERS = (
    "(WITH RECURSIVE s(n) AS (SELECT 10 UNION ALL SELECT n + 1 FROM s WHERE n < 9 + :people)"
    " SELECT n FROM s) AS s"
)
COPIES = (
    "INSERT INTO person (id, email, name, called, zone, locale, theme, created_at)"
    " SELECT n, 'copy-' || n || '@example.org', 'Copy', 'Copy', zone, locale, theme, created_at"
    " FROM person, NUMBERS WHERE person.id = (SELECT person_id FROM enrolment WHERE id = :first)",
    "INSERT INTO enrolment"
    " (id, cohort_id, person_id, joined_at, ready_at, left_reason, shares_practice, look_at, looks)"
    " SELECT n, cohort_id, n, joined_at, ready_at, '', shares_practice, '2030-01-01 00:00:00+00:00', 1"
    " FROM enrolment, NUMBERS WHERE enrolment.id = :first",
    "INSERT INTO delivery (id, key, letter, about, occurrence, person_id, enrolment_id, urgent, due_at, status,"
    " attempts, next_try_at, message_id, reason, sent_at)"
    " SELECT n, 'copy|' || n, 'week_opens', 'copied', '1', n, n, false, joined_at,"
    " CASE WHEN n BETWEEN 100 AND 99 + :due THEN 'pending' ELSE 'sent' END, 0, '2030-01-01 00:00:00+00:00',"
    " 'copy-' || n, '', joined_at FROM enrolment, NUMBERS WHERE enrolment.id = :first",
)  # whatever is due lies far ahead; each has had one letter, or a few have one that waits for a later hour
WAIT = (
    "UPDATE delivery SET status = 'pending', lease_owner = NULL, lease_until = NULL,"
    " next_try_at = '2020-01-01 00:00:00+00:00' WHERE id BETWEEN 100 AND 99 + :due"
)
RAW_CLAIM = (
    "UPDATE delivery SET status = 'claimed', lease_owner = 'raw', lease_until = '2030-01-01 00:00:00+00:00'"
    " WHERE id IN (SELECT id FROM delivery WHERE status = 'pending' AND urgent = false"
    " AND next_try_at <= '2026-01-01 00:00:00+00:00' ORDER BY next_try_at, id LIMIT 1000 {lock}) RETURNING id"
)


def place(databases: Databases, folder: Path, people: int) -> Place:
    """One group of an ordinary course, and its first person copied."""
    url = databases.new()
    engine = make_engine(url)
    settings = settings_for(url, "smtp://127.0.0.1:9")
    build(engine, settings, people=1)
    pump(engine, settings, Mailbox(folder / "mailbox"))
    with writing(engine) as db:
        first = db.execute(text("SELECT min(id) FROM enrolment")).scalar_one()
        for statement in COPIES:
            db.execute(
                text(statement.replace("NUMBERS", NUMBERS)), {"people": people, "first": first, "due": DUE}
            )
    with writing(engine) as db:
        db.execute(text("ANALYZE"))
    return Place(engine, settings)


def idle(where: Place, folder: Path) -> float:
    """CPU seconds of one turn, after a few that warm it up."""
    channel = Mailbox(folder / "mailbox")
    for _turn in range(3):
        pump(where.engine, where.settings, channel)
    before = spent()
    for _turn in range(TURNS):
        counts = pump(where.engine, where.settings, channel)
        if counts.looked_at or counts.sent:
            raise RuntimeError("somebody was due something")
    return (spent() - before) / TURNS


def claims(where: Place) -> tuple[float, float]:
    """Seconds for claiming 1,000 letters: ours, and one statement on the driver's own cursor. Medians, taking turns."""
    ours, raw = [], []
    for _round in range(ROUNDS):
        wait(where)
        began = time.perf_counter()
        _owner, ids = claim(where.engine, urgent=False, limit=DUE, lease=LEASE)
        ours.append(time.perf_counter() - began)
        wait(where)
        began = time.perf_counter()
        taken = raw_claim(where)
        raw.append(time.perf_counter() - began)
        if not len(ids) == taken == DUE:
            raise RuntimeError(f"{len(ids)} and {taken} letters were claimed instead of {DUE}")
    return median(ours), median(raw)


def wait(where: Place) -> None:
    """1,000 letters wait again."""
    with writing(where.engine) as db:
        db.execute(text(WAIT), {"due": DUE})


def raw_claim(where: Place) -> int:
    connection: Any = where.engine.raw_connection()
    server = where.engine.dialect.name == "postgresql"
    cursor = connection.cursor()
    if not server:
        cursor.execute("BEGIN IMMEDIATE")
    cursor.execute(RAW_CLAIM.format(lock="FOR UPDATE SKIP LOCKED" if server else ""))
    taken = len(cursor.fetchall())
    connection.commit()
    connection.close()
    return taken


def scanned(where: Place, folder: Path) -> list[str]:
    """Statements of an idle turn and of a claim whose plan reads a large table from end to end."""
    with recorded(where.engine) as statements:
        pump(where.engine, where.settings, Mailbox(folder / "mailbox"))
        wait(where)
        claim(where.engine, urgent=False, limit=DUE, lease=LEASE)
    marks = [mark for table in BIG for mark in (f"SCAN {table}", f"Seq Scan on {table}")]
    return [
        f"{line.strip()}: {' '.join(statement.split())[:120]}"
        for statement, parameters in statements
        for line in plan(where.engine, statement, parameters)
        if any(mark in line for mark in marks)
    ]


@contextmanager
def recorded(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.lstrip().startswith(("SELECT", "UPDATE")):
            seen.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def plan(engine: Engine, statement: str, parameters: Any) -> list[str]:
    """The plan's lines."""
    word = "EXPLAIN " if engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(word + statement, parameters).all()
    return [str(row[-1]) for row in rows]


def spent() -> float:
    """CPU seconds so far of this process and of the database's."""
    own = psutil.Process().cpu_times()
    total = own.user + own.system
    for process in psutil.Process().children(recursive=True):
        times = process.cpu_times()
        total += times.user + times.system + times.children_user + times.children_system
    return total


if __name__ == "__main__":
    sys.exit(main())

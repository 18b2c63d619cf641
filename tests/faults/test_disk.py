"""A disk that is full or cannot be written while letters leave: they wait, and go on by themselves afterwards."""

import resource
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from tests.faults import oracle, place
from tests.faults.field import Field, a_field
from tests.faults.oracle import Judgement
from tests.faults.place import NoPlace, Place
from tests.faults.zoo import Zoo, slow_down
from tests.real.databases import Databases
from tests.real.missing import missing

pytestmark = pytest.mark.slow
MEGABYTES = {"ci": 8, "long": 16}
WORKERS, GROUP = 3, 10
SOME_ROWS = "n, repeat('some words ', 20) AS words FROM generate_series(1, 5000) AS n"


@pytest.fixture
def small(size: str, tmp_path: Path) -> Iterator[Place]:
    with ExitStack() as stack:
        try:
            yield stack.enter_context(place.of_size(MEGABYTES[size], tmp_path / "small"))
        except NoPlace as reason:
            missing("small disk", reason)


@pytest.fixture
def on_it(
    small: Place,
    sqlite_databases: Databases,
    environ: dict[str, str],
    zoo: Zoo,
    size: str,
    request: pytest.FixtureRequest,
) -> Iterator[Field]:
    """A field whose database stands on the small disk."""
    there = small.folder / "kindly.sqlite"
    shutil.move(sqlite_databases.new().removeprefix("sqlite:///"), there)
    with a_field(f"sqlite:///{there}", environ, zoo, size=size, seed=request.node.nodeid) as found:
        slow_down(zoo)
        yield found


def test_a_disk_that_is_full_for_a_while_sends_nothing_twice_and_loses_nothing(
    on_it: Field, small: Place, times: int
) -> None:
    held_up = 0
    for _ in range(times):
        letters_leave(on_it)
        shorten_the_journal(on_it)
        small.fill()
        assert cannot_be_written(on_it)
        rest(on_it)
        held_up += not on_it.drained()
        small.free()
    assert everybody_hears(on_it).uncertain <= GROUP * WORKERS * times
    assert held_up


def test_a_disk_that_cannot_be_written_for_a_while_sends_nothing_twice_and_loses_nothing(
    on_it: Field, small: Place
) -> None:
    letters_leave(on_it)
    on_it.end()
    on_it.world.engine.dispose()
    small.forbid_writing()
    assert cannot_be_written(on_it)
    before = len(on_it.zoo.taken)
    rest(on_it)
    on_it.end()
    assert len(on_it.zoo.taken) == before
    small.allow_writing()
    found = everybody_hears(on_it)
    assert found.sent > found.uncertain


@pytest.mark.one_engine
def test_files_that_may_not_grow_send_nothing_twice_and_lose_nothing(field: Field) -> None:
    """Where nothing may be mounted: a limit of the workers' own, past which whatever they write fails. PostgreSQL's
    server writes, and not the workers."""
    slow_down(field.zoo)
    letters_leave(field)
    limit(field, 4096)
    time.sleep(1.5)
    assert not field.drained()
    limit(field, resource.RLIM_INFINITY)
    found = everybody_hears(field)
    assert found.sent > found.uncertain


def limit(field: Field, most: int) -> None:
    """How many bytes a file may have that a worker writes."""
    for process in field.workers:
        if process.pid is not None and process.is_alive():
            _soft, hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (most, hard))


def letters_leave(field: Field) -> None:
    """A few have left, and somebody is in the middle of one."""
    before, deadline = len(field.zoo.taken), time.monotonic() + 60
    while len(field.zoo.taken) < before + 5 and not field.drained():
        assert time.monotonic() < deadline, oracle.rows(field.url)
        field.keep(WORKERS)
        time.sleep(0.02)


def rest(field: Field) -> None:
    """A second and a half in which workers try; longer than their lease."""
    until = time.monotonic() + 1.5
    while time.monotonic() < until:
        field.keep(WORKERS)
        time.sleep(0.02)


def everybody_hears(field: Field) -> Judgement:
    """The same workers go on, then calm ones; nobody mends anything by hand."""
    rest(field)
    field.end()
    field.finish()
    found = field.judge()
    assert found.faults == {}
    assert found.dead == 0
    assert found.sent + found.uncertain == len(field.expected())
    return found


def shorten_the_journal(field: Field) -> None:
    """It keeps the room it once had, in which a few commits fit on a full disk."""
    oracle.do(field.url, "PRAGMA wal_checkpoint(TRUNCATE)")


def cannot_be_written(field: Field) -> bool:
    """Whether somebody who knows nothing of our code cannot write either."""
    some = "randomblob(1000000)" if field.url.startswith("sqlite") else SOME_ROWS
    try:
        oracle.do(field.url, f"CREATE TABLE another AS SELECT {some}")
    except (sqlite3.OperationalError, psycopg.Error):
        return True
    return False

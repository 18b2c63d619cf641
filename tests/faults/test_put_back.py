"""A real copy, made in the middle of a turn or just before it, is put back: `after-restore` keeps everybody from
hearing twice, in all that the copy does not know."""

import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

import children
from course import clock, store
from tests.faults import oracle
from tests.faults.field import Field
from tests.faults.put_back import copied, put_back
from tests.faults.zoo import slow_down
from tests.real.postgres import Postgres

pytestmark = pytest.mark.slow


@pytest.fixture
def server(database: str, request: pytest.FixtureRequest) -> Postgres | None:
    """None: the database is a file."""
    if database == "sqlite":
        return None
    found: Postgres = request.getfixturevalue("postgres")
    return found


def test_a_copy_from_the_middle_of_a_turn_is_put_back_and_nobody_hears_twice(
    field: Field, server: Postgres | None, tmp_path: Path
) -> None:
    slow_down(field.zoo)
    field.keep(2)
    wait_for(field, letters=10)
    made = course_time(field)
    copy = copied(field.url, tmp_path, server)
    before = len(field.zoo.taken)
    field.finish()
    assert 0 < before < len(field.zoo.taken)

    put_back(field.url, copy, server)
    after_restore(field, since=made)
    field.finish()
    found = field.judge()
    assert found.faults == {}
    assert found.sent + found.uncertain == len(field.expected())
    assert found.uncertain >= len(field.zoo.taken) - before


def test_what_fell_due_before_the_copy_and_was_written_down_after_it_does_not_leave_twice(
    field: Field, server: Postgres | None, tmp_path: Path
) -> None:
    """A copy is made between two ticks: the letters are due, and the ledger does not know yet."""
    time.sleep(1.5)
    made = course_time(field)
    copy = copied(field.url, tmp_path, server)
    assert not oracle.rows(field.url)
    field.finish()
    assert len(field.zoo.taken) == len(field.expected())

    put_back(field.url, copy, server)
    after_restore(field, since=made)
    field.finish()
    found = field.judge()
    assert found.faults == {}
    assert found.uncertain == len(field.expected())


def course_time(field: Field) -> datetime:
    with store.reading(field.world.engine) as db:
        found = clock.now(db)
    field.world.engine.dispose()
    return found


def after_restore(field: Field, *, since: datetime) -> None:
    """The command itself, as somebody types it."""
    moment = since.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
    command = [sys.executable, "-m", "course", "after-restore", "--since", moment]
    done = subprocess.run(
        command, env=field.orders.environ, cwd=children.ROOT, capture_output=True, check=True
    )
    assert b"may have been sent already" in done.stdout


def wait_for(field: Field, *, letters: int) -> None:
    deadline = time.monotonic() + 60
    while len(field.zoo.taken) < letters:
        assert time.monotonic() < deadline, oracle.rows(field.url)
        time.sleep(0.01)

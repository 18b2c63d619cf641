"""A PostgreSQL that waits for the disk is stopped, killed, or ends our connections while letters leave."""

import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest

from tests.faults import oracle
from tests.faults.field import Field, a_field
from tests.faults.zoo import Zoo, slow_down
from tests.real import postgres as postgreses
from tests.real.databases import PostgresDatabases
from tests.real.missing import missing
from tests.real.postgres import DURABLE, NoPostgres, Postgres

pytestmark = [pytest.mark.slow, pytest.mark.postgresql]
STOPS = {"ci": 2, "long": 30}
ENDED_CONNECTIONS = 40
"""Times the size."""
WORKERS = 3


@pytest.fixture(scope="module")
def own_server() -> Iterator[Postgres]:
    """One that nobody else's tests stand on."""
    with ExitStack() as stack:
        try:
            yield stack.enter_context(postgreses.running(DURABLE))
        except NoPostgres as reason:
            missing("PostgreSQL", reason)


@pytest.fixture(scope="module")
def own_databases(own_server: Postgres) -> PostgresDatabases:
    return PostgresDatabases(own_server)


@pytest.fixture
def own_field(
    own_databases: PostgresDatabases,
    environ: dict[str, str],
    zoo: Zoo,
    size: str,
    request: pytest.FixtureRequest,
) -> Iterator[Field]:
    url = own_databases.new()
    with a_field(url, environ, zoo, size=size, seed=request.node.nodeid) as found:
        yield found
    own_databases.drop(url)


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGQUIT, signal.SIGKILL])
def test_a_server_that_stops_and_comes_back_sends_nothing_twice_and_loses_nothing(
    own_field: Field, own_server: Postgres, by: signal.Signals, size: str
) -> None:
    slow_down(own_field.zoo)
    stops = 0
    while stops < STOPS[size] and not own_field.drained():
        own_field.keep(WORKERS)
        wait_for_more(own_field, 5)
        own_server.end(by)
        time.sleep(own_field.chance.uniform(0, 0.5))
        own_server.again()
        stops += 1
    own_field.end()
    own_field.finish()
    found = own_field.judge()
    assert found.faults == {}
    assert found.uncertain <= 10 * WORKERS * stops
    assert stops


def test_connections_that_the_server_ends_at_any_moment_send_nothing_twice_and_lose_nothing(
    own_field: Field, times: int
) -> None:
    slow_down(own_field.zoo)
    ended = 0
    while ended < ENDED_CONNECTIONS * times and not own_field.drained():
        own_field.keep(WORKERS)
        time.sleep(own_field.chance.uniform(0.01, 0.1))
        ended += end_one(own_field)
    own_field.end()
    own_field.finish()
    assert own_field.judge().faults == {}
    assert ended


def wait_for_more(field: Field, letters: int) -> None:
    """Until so many more have left, or all have come to an end."""
    before, deadline = len(field.zoo.taken), time.monotonic() + 60
    while len(field.zoo.taken) < before + letters and not field.drained():
        assert time.monotonic() < deadline, oracle.rows(field.url)
        field.keep(WORKERS)
        time.sleep(0.02)


def end_one(field: Field) -> int:
    """One connection that is not ours, chosen by chance; how many were ended."""
    with psycopg.connect(oracle.plain(field.url), autocommit=True) as db:
        others = db.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
        if not others:
            return 0
        (pid,) = field.chance.choice(others)
        db.execute("SELECT pg_terminate_backend(%s)", (pid,))
    return 1

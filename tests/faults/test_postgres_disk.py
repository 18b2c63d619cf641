"""PostgreSQL on a full disk: that of its data, where commits fail one by one, or that of its journal, where the server
ends. Letters wait, and go on once there is room and a server that somebody started again."""

import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import psycopg
import pytest

from tests.faults import oracle, place
from tests.faults.field import Field, a_field
from tests.faults.place import NoPlace, Place
from tests.faults.test_disk import GROUP, WORKERS, cannot_be_written, everybody_hears, letters_leave, rest
from tests.faults.zoo import Zoo, slow_down
from tests.real import memory
from tests.real import postgres as postgreses
from tests.real.databases import PostgresDatabases
from tests.real.missing import missing
from tests.real.postgres import DURABLE, Disks, NoPostgres, Postgres

pytestmark = [pytest.mark.slow, pytest.mark.postgresql]
MEGABYTES = {"data": 192, "journal": 48}
SMALL = ("min_wal_size=2MB", "max_wal_size=8MB")
FILLS = {"ci": 1, "long": 15}
SAYS = {"data": "ERROR:  could not extend file", "journal": "PANIC:  could not write to file"}
FULL = "No space left on device"


@dataclass
class Cramped:
    """A server whose data and journal lie on a small disk each."""

    server: Postgres
    places: dict[str, Place]
    databases: PostgresDatabases

    def words(self) -> str:
        return (self.server.folder / "server.log").read_text(errors="replace")

    def come_back(self, url: str) -> None:
        """As under a supervisor: who has ended is started again."""
        deadline = time.monotonic() + 60
        while not _answers(url):
            assert time.monotonic() < deadline, self.words()[-2000:]
            if self.server.process.poll() is not None:
                self.server.again()
            time.sleep(0.1)


@pytest.fixture(scope="module")
def cramped() -> Iterator[Cramped]:
    folder = memory.folder("kindly-cramped-")
    folder.chmod(0o755)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder)
        try:
            places = {
                name: stack.enter_context(place.of_size(most, folder / name))
                for name, most in MEGABYTES.items()
            }
            disks = Disks(folder, places["data"].folder / "data", places["journal"].folder / "wal")
            server = stack.enter_context(postgreses.running((*DURABLE, *SMALL), disks=disks))
        except NoPlace as reason:
            missing("small disk", reason)
        except NoPostgres as reason:
            missing("PostgreSQL", reason)
        yield Cramped(server, places, PostgresDatabases(server))


@pytest.fixture
def cramped_field(
    cramped: Cramped, environ: dict[str, str], zoo: Zoo, size: str, request: pytest.FixtureRequest
) -> Iterator[Field]:
    url = cramped.databases.new()
    with a_field(url, environ, zoo, size=size, seed=request.node.nodeid) as found:
        slow_down(zoo)
        yield found
    cramped.databases.drop(url)


@pytest.mark.parametrize("disk", ["data", "journal"])
def test_a_full_disk_under_postgresql_sends_nothing_twice_and_loses_nothing(
    cramped: Cramped, cramped_field: Field, disk: str, size: str
) -> None:
    held_up, small, before = 0, cramped.places[disk], len(cramped.words())
    for _ in range(FILLS[size]):
        letters_leave(cramped_field)
        small.fill()
        until_nothing_can_be_written(cramped_field)
        rest(cramped_field)
        small.free()
        cramped.come_back(cramped_field.url)
        held_up += not cramped_field.drained()
    found, said = everybody_hears(cramped_field), cramped.words()[before:]
    assert SAYS[disk] in said
    assert found.uncertain <= GROUP * (said.count(FULL) + WORKERS * said.count("PANIC"))
    assert held_up


def until_nothing_can_be_written(field: Field) -> None:
    """A journal has some room of its own that was made before."""
    deadline = time.monotonic() + 30
    while not cannot_be_written(field):
        assert time.monotonic() < deadline
        oracle.do(field.url, "DROP TABLE another")


def _answers(url: str) -> bool:
    try:
        with psycopg.connect(oracle.plain(url), connect_timeout=5) as db:
            db.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True

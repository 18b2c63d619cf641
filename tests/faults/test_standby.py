"""The machine of the database is gone, and its standby takes over while letters leave.

A synchronous one knows of every commit that anybody was told of: nothing leaves twice, as after a crash. Others may
lack the last moments, as an older copy does: then somebody has to say so, and the guard notices for itself only what
lacks the end of a turn.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from course.delivery import older_copy
from course.settings import Settings
from tests.faults import oracle
from tests.faults.field import Field, a_field
from tests.faults.standby import Pair
from tests.faults.test_database import WORKERS, wait_for_more
from tests.faults.test_put_back import after_restore, course_time, wait_for
from tests.faults.zoo import Zoo, slow_down
from tests.real import postgres as postgreses
from tests.real.databases import PostgresDatabases
from tests.real.missing import missing
from tests.real.postgres import FAST, NoPostgres

pytestmark = [pytest.mark.slow, pytest.mark.postgresql]
WAITS_FOR_IT = (*FAST, "synchronous_commit=on", "dynamic_shared_memory_type=mmap")
"""Not for the disk: processes end here, and no machine loses its memory."""
TAKE_OVERS = {"ci": 1, "long": 8}


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    with ExitStack() as stack:
        try:
            found = Pair(stack.enter_context(postgreses.running(WAITS_FOR_IT)))
        except NoPostgres as reason:
            missing("PostgreSQL", reason)
        yield found
        found.end()


@pytest.fixture(scope="module")
def pair_databases(pair: Pair) -> PostgresDatabases:
    return PostgresDatabases(pair.server)


@pytest.fixture
def followed(
    pair_databases: PostgresDatabases,
    environ: dict[str, str],
    zoo: Zoo,
    size: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Iterator[Field]:
    """On a machine that keeps marks, as every one does in production."""
    url, marked = pair_databases.new(), {**environ, "STATE": str(tmp_path / "state")}
    with a_field(url, marked, zoo, size=size, seed=request.node.nodeid) as found:
        yield found
    pair_databases.drop(url)


def test_a_synchronous_standby_takes_over_and_nothing_leaves_twice_or_is_lost(
    followed: Field, pair: Pair, size: str
) -> None:
    slow_down(followed.zoo)
    took_over = 0
    while took_over < TAKE_OVERS[size] and not followed.drained():
        pair.attach(synchronous=True)
        wait_for_more(followed, 10)
        pair.fail_over()
        took_over += 1
    followed.end()
    followed.finish()
    found = followed.judge()
    assert found.faults == {}
    assert found.uncertain <= 10 * WORKERS * took_over
    assert not thinks_it_is_older(followed)


@pytest.mark.parametrize("is_over", [True, False], ids=["after a turn", "within a turn"])
def test_a_standby_that_lacks_the_last_letters_sends_none_again_once_somebody_said_so(
    followed: Field, pair: Pair, is_over: bool
) -> None:
    """Within a turn nothing but the one who lets it take over can know: without her word those would leave again."""
    everything_waits_after_a_turn(followed)
    pair.attach(synchronous=False)
    made, turns = course_time(followed), mark(followed)
    pair.hold()
    followed.zoo.act = lambda stage, _to: "slow" if stage == "dot" and not is_over else ""
    oracle.hurry(followed.url)
    followed.keep(1)
    wait_for(followed, letters=10)
    if is_over:
        until(lambda: mark(followed) > turns)
    pair.fail_over()
    followed.end()
    assert thinks_it_is_older(followed) == is_over
    after_restore(followed, since=made)
    left = len(followed.zoo.taken)
    followed.finish()
    assert len(followed.zoo.taken) == left >= 10
    assert followed.judge().faults == {}
    assert followed.judge().uncertain == len(followed.expected())


def everything_waits_after_a_turn(followed: Field) -> None:
    followed.zoo.act = lambda stage, _to: "450 4.2.0 later" if stage == "rcpt" else ""
    followed.keep(1)
    until(lambda: mark(followed) > 0 and len(oracle.rows(followed.url)) == len(followed.expected()))
    followed.end()


def thinks_it_is_older(followed: Field) -> bool:
    followed.world.engine.dispose()
    return not older_copy.may_send(followed.world.engine, Settings.from_env(followed.orders.environ))


def mark(followed: Field) -> int:
    """How many turns the machine that sends has seen end."""
    return max((json.loads(one.read_text())["turns"] for one in state(followed).glob("*.json")), default=0)


def state(followed: Field) -> Path:
    return Path(followed.environ["STATE"])


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)

"""A field of workers on either database. `--size long` makes every test of this folder much larger."""

from collections.abc import Iterator

import pytest

from course.settings import Settings
from tests.course.delivery.world import World, build
from tests.faults.field import PEOPLE, Field, a_field
from tests.faults.zoo import Zoo
from tests.real.databases import Databases
from tests.real.engines import make_engine

TIMES = {"ci": 1, "long": 20}


@pytest.fixture(scope="session")
def size(request: pytest.FixtureRequest) -> str:
    return str(request.config.getoption("--size"))


@pytest.fixture
def times(size: str) -> int:
    """By how much a test multiplies its kills."""
    return TIMES[size]


@pytest.fixture
def zoo() -> Iterator[Zoo]:
    zoo = Zoo()
    zoo.start()
    yield zoo
    zoo.stop()


@pytest.fixture(scope="session")
def crowd(databases: Databases, environ: dict[str, str], size: str) -> Iterator[World]:
    """Everybody with a place in the group, built once for each worker; every test works on a copy."""
    url = databases.new()
    engine = make_engine(url)
    settings = Settings.from_env({**environ, "DATABASE_URL": url})
    world = build(engine, settings, people=PEOPLE[size])
    engine.dispose()
    yield world
    databases.drop(url)


@pytest.fixture
def crowd_url(crowd: World, databases: Databases) -> Iterator[str]:
    url = databases.copy(crowd.settings.database_url)
    yield url
    databases.drop(url)


@pytest.fixture
def field(
    crowd: World,
    crowd_url: str,
    environ: dict[str, str],
    zoo: Zoo,
    size: str,
    request: pytest.FixtureRequest,
) -> Iterator[Field]:
    seed = request.node.nodeid
    with a_field(crowd_url, environ, zoo, size=size, seed=seed, crowd=crowd) as found:
        yield found

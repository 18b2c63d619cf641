"""A field of workers on either database. `--size long` makes every test of this folder much larger."""

import random
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from course.settings import Settings
from tests.course.delivery.world import build
from tests.faults.field import Field
from tests.faults.zoo import Zoo

PEOPLE = {"ci": 60, "long": 600}
TIMES = {"ci": 1, "long": 20}


@pytest.fixture
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


@pytest.fixture
def field(
    fresh_engine: Engine,
    fresh_url: str,
    environ: dict[str, str],
    zoo: Zoo,
    size: str,
    request: pytest.FixtureRequest,
) -> Iterator[Field]:
    world = build(
        fresh_engine, Settings.from_env({**environ, "DATABASE_URL": fresh_url}), people=PEOPLE[size]
    )
    found = Field(world, zoo, environ, random.Random(request.node.nodeid))
    found.begin()
    yield found
    found.end()

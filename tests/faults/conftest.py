"""A field of workers on either database. `--size long` makes every test of this folder much larger."""

from collections.abc import Iterator

import pytest

from tests.faults.field import Field, a_field
from tests.faults.zoo import Zoo

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
    fresh_url: str, environ: dict[str, str], zoo: Zoo, size: str, request: pytest.FixtureRequest
) -> Iterator[Field]:
    with a_field(fresh_url, environ, zoo, size=size, seed=request.node.nodeid) as found:
        yield found

"""Worker and beat as real processes on a real broker."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.real.broker import Broker
from tests.tasks.running import Running


@pytest.fixture
def celery(valkey: Broker, fresh_url: str, environ: dict[str, str], tmp_path: Path) -> Iterator[Running]:
    """Starts celery processes with the settings of a test and ends them all."""
    running = Running({**environ, "DATABASE_URL": fresh_url, "REDIS_URL": valkey.url}, tmp_path)
    yield running
    running.stop()

"""Mail servers whose handshake comes a byte a second: nobody is held up for long."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from tests.faults import certificates, oracle
from tests.faults.field import CALM, Field
from tests.faults.worker import Orders

pytestmark = [pytest.mark.slow, pytest.mark.one_engine]
PATIENCE = 2.0
"""Seconds that the workers of this file give a mail server; thirty in an installation."""
WORKERS = 2


@dataclass
class Server:
    """Ours behind TLS, one way or the other. `said`: the stages that conversations came to."""

    there: Field
    orders: Orders
    hers: Path
    said: list[str] = field(default_factory=list)
    slow: int = 0
    """So many handshakes from now on come a byte a second."""

    def act(self, stage: str, _to: str) -> str:
        self.said.append(stage)
        if stage == "tls" and self.slow:
            self.slow -= 1
            return "trickle"
        return ""

    def work(self) -> None:
        while len(self.there.workers) < WORKERS:
            self.there.start(self.orders)


@pytest.fixture
def server(field: Field, tmp_path: Path, request: pytest.FixtureRequest) -> Server:
    hers = certificates.write(tmp_path / "hers.pem")
    field.zoo.certificate, field.zoo.hides_at_once = hers, request.param == "smtps"
    environ = {**field.orders.environ, "SMTP_URL": field.zoo.url.replace("smtp:", f"{request.param}:")}
    orders = replace(field.orders, environ=environ, lease=CALM, timeout=PATIENCE, trusts=str(hers))
    found = Server(field, orders, hers)
    field.zoo.act = found.act
    return found


@pytest.mark.parametrize("server", ["smtps"], indirect=True)
def test_a_handshake_of_one_byte_a_second_holds_up_nobody_for_long(server: Server, times: int) -> None:
    """It would take a quarter of an hour; all of it together is waited for as long as for who says nothing."""
    server.slow = WORKERS * times
    server.work()
    hurry_until(server, server.there.drained, ends_rests=True, seconds=60 + 2 * PATIENCE * WORKERS * times)
    everybody_heard_once_and_nobody_in_the_clear(server.there)
    assert server.said.count("tls") > WORKERS * times


def hurry_until(
    server: Server, true: Callable[[], bool], *, ends_rests: bool = False, seconds: float = 60
) -> None:
    """Letters wait for no backoff; a server that is slow is asked at once again where the test says so."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, oracle.rows(server.there.url)
        oracle.hurry(server.there.url)
        if ends_rests:
            oracle.end_rest(server.there.url)
        time.sleep(0.05)


def everybody_heard_once_and_nobody_in_the_clear(there: Field, *, uncertain: int = 0) -> None:
    found = there.judge()
    assert found.faults == {}
    assert found.uncertain <= uncertain
    assert found.sent + found.uncertain == len(there.expected())
    assert not [one for one in there.zoo.taken if one.in_the_clear]

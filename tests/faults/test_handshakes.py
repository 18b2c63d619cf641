"""Mail servers whose handshake comes a byte a second, or that show a stranger's certificate: nobody is held up for
long, nothing is said to a stranger, and everything leaves once when the right one is shown again."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from flask import Flask

from course import store
from course.people import signed_in
from course.people.person import Person
from course.people.signed_in import Device
from tests.faults import certificates, oracle
from tests.faults.field import CALM, Field
from tests.faults.worker import Orders
from web.clock_watch import Watch

pytestmark = [pytest.mark.slow, pytest.mark.one_engine]
PATIENCE = 2.0
"""Seconds that the workers of this file give a mail server; thirty in an installation."""
WORKERS = 2
STRANGERS = {"ci": 0, "long": 5}
"""How often one comes back."""


@dataclass
class Server:
    """Ours behind TLS, one way or the other. `said`: the stages that conversations came to."""

    there: Field
    orders: Orders
    hers: Path
    stranger: Path
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
    hers, stranger = (certificates.write(tmp_path / f"{name}.pem") for name in ("hers", "stranger"))
    field.zoo.certificate, field.zoo.hides_at_once = hers, request.param == "smtps"
    environ = {**field.orders.environ, "SMTP_URL": field.zoo.url.replace("smtp:", f"{request.param}:")}
    orders = replace(field.orders, environ=environ, lease=CALM, timeout=PATIENCE, trusts=str(hers))
    found = Server(field, orders, hers, stranger)
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


@pytest.mark.parametrize("server", ["smtps", "smtp+starttls"], indirect=True)
def test_a_stranger_hears_nothing_and_all_leave_once_behind_the_right_certificate(
    server: Server, app: Flask, size: str
) -> None:
    """In the long size the stranger comes back while letters leave, and whoever was handing one over was killed."""
    there = server.there
    meets_a_stranger(server)
    assert "has let us in no more since" in as_staff_see_it(app, there)
    meets_us_again(server)
    for _ in range(STRANGERS[size]):
        there.end()
        time.sleep(0.2)
        meets_a_stranger(server)
        meets_us_again(server)
    hurry_until(server, there.drained)
    everybody_heard_once_and_nobody_in_the_clear(there, uncertain=10 * WORKERS * STRANGERS[size])
    assert oracle.rest(there.url)[0] == "closed"


def meets_a_stranger(server: Server) -> None:
    """Who says nothing but a greeting, learns nothing, and is asked by each worker once at most."""
    url = server.there.url
    server.there.zoo.certificate = server.stranger
    server.said.clear()
    server.work()
    hurry_until(server, lambda: oracle.rest(url)[0] == "open" and nobody_holds(url), seconds=3 * CALM)
    time.sleep(1)
    assert oracle.rest(url) == ("open", True, "SSLCertVerificationError")
    assert set(server.said) <= {"banner", "tls"}
    assert server.said.count("tls") <= WORKERS


def meets_us_again(server: Server) -> None:
    """While the rest lasts nobody notices; afterwards letters leave."""
    zoo = server.there.zoo
    zoo.certificate, before = server.hers, len(zoo.taken)
    time.sleep(0.5)
    assert len(zoo.taken) == before
    oracle.end_rest(server.there.url)
    hurry_until(server, lambda: len(zoo.taken) > before + 10)


def nobody_holds(url: str) -> bool:
    """Who has claimed letters before the server was left in peace goes on to ask it."""
    return not any(row[1] in {"claimed", "transmitting"} for row in oracle.rows(url))


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


def as_staff_see_it(app: Flask, there: Field) -> str:
    """The page of her group, as whoever runs it opens it on a site with this database."""
    app.extensions.update(engine=there.world.engine, clock_watch=Watch())
    with store.writing(there.world.engine) as db:
        _row, secret = signed_in.begin(db, db.get_one(Person, there.world.ines), Device.OWN)
    browser = app.test_client()
    browser.set_cookie("kindly", secret)
    return browser.get(f"/cohorts/{there.world.cohort}").get_data(as_text=True)


def everybody_heard_once_and_nobody_in_the_clear(there: Field, *, uncertain: int = 0) -> None:
    found = there.judge()
    assert found.faults == {}
    assert found.uncertain <= uncertain
    assert found.sent + found.uncertain == len(there.expected())
    assert not [one for one in there.zoo.taken if one.in_the_clear]

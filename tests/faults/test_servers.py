"""Mail servers that break the handshake, answer one byte a second, take nobody at the first try, or close midway."""

import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults import certificates, oracle
from tests.faults.field import CALM, LEASE, Field
from tests.faults.test_faults import sometimes

pytestmark = [pytest.mark.slow, pytest.mark.one_engine]
PATIENCE = 2.0
"""Seconds that the workers of this file give a mail server; thirty in an installation."""


@pytest.mark.parametrize("how", ["drop", "garbage", "hang"])
def test_a_broken_handshake_holds_letters_back_and_none_leaves_in_the_clear(
    field: Field, tmp_path: Path, how: str
) -> None:
    """Four handshakes fail, the fifth does not."""
    field.zoo.certificate = certificates.write(tmp_path / "hers.pem")
    seen: list[str] = []

    def act(stage: str, _to: str) -> str:
        if stage != "tls":
            return ""
        seen.append(stage)
        return how if len(seen) <= 4 else ""

    field.zoo.act = act
    environ = {**field.orders.environ, "SMTP_URL": field.zoo.url.replace("smtp:", "smtp+starttls:")}
    orders = replace(field.orders, environ=environ, lease=CALM, timeout=PATIENCE)
    for _ in range(2):
        field.start(replace(orders, trusts=str(field.zoo.certificate)))
    until_drained(field)
    found = field.judge()
    assert found.faults == {}
    assert found.sent == len(field.expected())
    assert len(seen) > 4
    assert not [one for one in field.zoo.taken if one.in_the_clear]


@pytest.mark.parametrize("stage", ["banner", "rcpt", "dot"])
def test_a_server_that_answers_one_byte_a_second_holds_up_nobody_for_long(field: Field, stage: str) -> None:
    """Three answers would take over a minute each. Nobody listens longer than to a server that says nothing."""
    slow: set[str] = set()

    def three_times(at: str, address: str) -> str:
        if at == stage and len(slow) < 3 and (address or stage) not in slow:
            slow.add(address or f"{stage}{len(slow)}")
            return "trickle"
        return ""

    field.zoo.act = three_times
    began = time.monotonic()
    for _ in range(2):
        field.start(replace(field.orders, lease=LEASE * 12, timeout=PATIENCE))
    until_drained(field)
    assert time.monotonic() - began < 50
    found = field.judge()
    assert found.faults == {}
    assert len(slow) == 3
    assert found.uncertain <= (3 if stage == "dot" else 0)


def test_who_takes_nobody_at_the_first_try_gets_every_letter_at_the_second(field: Field) -> None:
    asked: Counter[str] = Counter()

    def act(stage: str, to: str) -> str:
        asked[to] += stage == "rcpt"
        return "450 4.7.1 greylisted" if stage == "rcpt" and asked[to] == 1 else ""

    field.zoo.act = act
    field.finish()
    found = field.judge()
    assert found.faults == {}
    assert found.sent == len(field.expected())
    assert {asked[to] for to in {one.to for one in field.zoo.taken}} == {2}


@pytest.mark.parametrize("stage", ["rcpt", "dot"])
def test_a_server_that_closes_midway_gets_every_letter_once_in_the_end(field: Field, stage: str) -> None:
    field.zoo.act = sometimes(field, stage, "421 4.3.2 closing", 0.3)
    field.finish()
    found = field.judge()
    assert found.faults == {}
    assert found.uncertain == 0
    assert found.sent == len(field.expected())


def until_drained(field: Field) -> None:
    deadline = time.monotonic() + 120
    while not field.drained():
        assert time.monotonic() < deadline, oracle.rows(field.url)
        oracle.hurry(field.url)
        oracle.end_rest(field.url)  # what a machine with much to do sees of a handshake may be a refusal
        time.sleep(0.05)

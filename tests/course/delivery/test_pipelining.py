"""A server that takes several commands at once (RFC 2920) is asked in one go; each answer still counts."""

from collections.abc import Iterator

import pytest

from course.delivery.channels import TurnedDown, Unreachable
from course.delivery.channels.smtp import Smtp
from tests.real.mail import Sink

HER, NOBODY = "person-1@example.org", "nobody@example.org"
US = "course@example.org"


@pytest.fixture(params=[True, False], ids=["at once", "one by one"])
def sink(smtp_sink: Sink, request: pytest.FixtureRequest) -> Sink:
    smtp_sink.pipelining = request.param
    return smtp_sink


@pytest.fixture
def smtp(sink: Sink) -> Iterator[Smtp]:
    smtp = Smtp(sink.url, timeout=5)
    smtp.open()
    yield smtp
    smtp.close()


def left(smtp: Smtp, to: str) -> None:
    smtp.envelope(US, to)
    smtp.body(b"Subject: x\r\n\r\nwords\r\n", lambda: True)


def test_a_refused_recipient_takes_no_letter_after_it_along(sink: Sink, smtp: Smtp) -> None:
    sink.recipient_replies[NOBODY] = "550 5.1.1 nobody here"
    left(smtp, HER)
    with pytest.raises(TurnedDown, match=r"recipient 550 5\.1\.1") as no:
        left(smtp, NOBODY)
    assert no.value.for_good
    left(smtp, HER)
    smtp.close()
    assert [one.recipients for one in sink.accepted] == [(HER,), (HER,)]


def test_an_envelope_that_was_named_and_not_used_is_forgotten(sink: Sink, smtp: Smtp) -> None:
    smtp.envelope(US, NOBODY)
    left(smtp, HER)
    smtp.close()
    assert [one.recipients for one in sink.accepted] == [(HER,)]


def test_a_refused_sender_is_what_is_told(sink: Sink, smtp: Smtp) -> None:
    """The server refuses the recipient too then, for want of a sender; that says nothing about her."""
    sink.sender_reply = "550 5.7.1 not from here"
    with pytest.raises(TurnedDown, match=r"sender 550 5\.7\.1") as no:
        smtp.envelope(US, HER)
    assert not no.value.for_good
    sink.sender_reply = None
    left(smtp, HER)
    assert len(sink.accepted) == 1


@pytest.mark.parametrize("bad", ["a\r\nRCPT TO:<x@example.org>@example.org", "a b@example.org", ""])
def test_an_impossible_address_brings_no_second_command(sink: Sink, smtp: Smtp, bad: str) -> None:
    with pytest.raises(TurnedDown):
        left(smtp, bad)
    left(smtp, HER)
    smtp.close()
    assert [one.recipients for one in sink.accepted] == [(HER,)]


def test_a_connection_that_is_gone_is_not_reached(smtp: Smtp) -> None:
    smtp._open_one().close()
    with pytest.raises(Unreachable):
        smtp.envelope(US, HER)

"""What a status code says about an address, by the registry of enhanced codes."""

import pytest

from course.delivery.returns import codes
from course.people.suppressed import Why

SAID = {
    "5.1.1": "hard",
    "5.1.2": "hard",
    "5.1.3": "hard",
    "5.1.6": "hard",
    "5.1.10": "hard",
    "5.2.1": "hard",
    "5.2.2": "soft",  # a full mailbox is emptied one day
    "5.2.0": "soft",
    "5.1.0": "soft",
    "5.0.0": "soft",
    "5.3.0": "soft",
    "5.4.1": "soft",
    "5.4.4": "soft",
    "4.1.1": "soft",
    "4.2.2": "soft",
    "4.4.7": "soft",
    "5.1.7": "nothing",  # our own address
    "5.1.8": "nothing",
    "5.2.3": "nothing",  # too long a letter
    "5.3.4": "nothing",
    "5.5.1": "nothing",
    "5.6.0": "nothing",
    "5.7.1": "nothing",  # policy: a blocklist, our reputation
    "5.7.26": "nothing",
    "4.7.0": "nothing",
    "2.1.5": "nothing",
    "": "nothing",
    "550": "nothing",
    "5.1": "nothing",
    "5.1.1.1": "nothing",
    "5.x.1": "nothing",
    "5.1.²": "nothing",
}


@pytest.mark.parametrize(("status", "says"), SAID.items())
def test_a_code_says_this_about_the_address(status: str, says: str) -> None:
    found = codes.nature(status)
    assert (found.value if found else "nothing") == says


def test_every_hard_code_has_its_reason() -> None:
    hard = [status for status, says in SAID.items() if says == "hard"]
    assert {status: codes.why_gone(status) for status in hard} == {
        "5.1.1": Why.NO_MAILBOX,
        "5.1.2": Why.NO_DOMAIN,
        "5.1.3": Why.NO_MAILBOX,
        "5.1.6": Why.NO_MAILBOX,
        "5.1.10": Why.NO_DOMAIN,
        "5.2.1": Why.CLOSED,
    }

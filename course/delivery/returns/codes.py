"""What an enhanced status code (RFC 3463, and the registry it founded) says about an address."""

from course.delivery.returns.nature import Nature
from course.people.suppressed import Why

GONE = {
    "1.1": Why.NO_MAILBOX,
    "1.2": Why.NO_DOMAIN,
    "1.3": Why.NO_MAILBOX,
    "1.6": Why.NO_MAILBOX,
    "1.10": Why.NO_DOMAIN,
    "2.1": Why.CLOSED,
}
"""Codes of class 5 after which no further letter can arrive: no mailbox or domain of this name, a closed mailbox."""

ABOUT_US = {"1.7", "1.8", "2.3", "3.4"}
"""The sender's address, or the size of the letter."""
ABOUT_LETTERS = {"5", "6", "7"}
"""Subjects protocol, content and policy: a full blocklist says nothing about one reader's mailbox."""


def nature(status: str) -> Nature | None:
    """HARD, SOFT, or None for what says nothing about the address; "5.1.1" is one, anything else is None."""
    kind, _dot, rest = status.strip().partition(".")
    parts = rest.split(".")
    if (
        kind not in {"4", "5"}
        or len(parts) != 2
        or not all(part.isascii() and part.isdigit() for part in parts)
    ):
        return None
    if kind == "5" and rest in GONE:
        return Nature.HARD
    if rest in ABOUT_US or parts[0] in ABOUT_LETTERS:
        return None
    return Nature.SOFT


def why_gone(status: str) -> Why:
    """Of a code that is HARD."""
    return GONE[status.strip().partition(".")[2]]

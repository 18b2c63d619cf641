"""What somebody has just pressed, on paper: a step of leaving, or what she agreed to. Each enters with the press."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from course.delivery.reasons import Reason
from course.delivery.receipt_facts import COPY, STEP, ReceiptFacts
from course.delivery.rules.plan import Planned

USEFUL = timedelta(days=7)


def step_receipt(facts: ReceiptFacts, now: datetime) -> Iterator[Planned]:
    """At once after a step of leaving, while it still stands; for a week."""
    if facts.letter == STEP:
        yield _planned(facts)


def consent_copy(facts: ReceiptFacts, now: datetime) -> Iterator[Planned]:
    """At once after the consents were given; for a week."""
    if facts.letter == COPY:
        yield _planned(facts)


def _planned(facts: ReceiptFacts) -> Planned:
    until = facts.asked_at + USEFUL
    return Planned(
        facts.about, facts.occurrence, facts.asked_at, until, None if facts.is_alive else Reason.CHANGED
    )

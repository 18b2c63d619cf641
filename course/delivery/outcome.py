"""What became of an attempt, and what the ledger says about it."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from course.delivery.channels import TurnedDown, Unreachable
from course.delivery.ledger import Line, Status
from course.delivery.returns.codes import nature
from course.delivery.returns.nature import Nature

BACKOFF = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720))
"""How long a letter waits after each attempt that failed; after the last it is set aside as dead."""
CHANNEL_REST = timedelta(minutes=1)
URGENT_REST = timedelta(seconds=20)
"""Of a letter that goes before all others; how often the channel is asked then is said in course.delivery.resting."""
MOST_WORDS = 200


@dataclass(frozen=True)
class Outcome:
    """`rest`: how long to wait before the next try, give or take half. `attempts`: one more than before.

    `gone`: the address, when the server said that there is no such mailbox. `channel`: the way it has to go from now
    on.
    """

    status: Status
    reason: str = ""
    counts_as_attempt: bool = False
    rest: timedelta | None = None
    gone: str = ""
    channel: str | None = None

    def next_try(self, now: datetime) -> datetime | None:
        return now + self.rest * random.uniform(0.5, 1.5) if self.rest else None


@dataclass
class Counts:
    """What happened to ledger rows."""

    sent: int = 0
    unknown: int = 0
    dead: int = 0
    waiting: int = 0
    cancelled: int = 0
    stale: int = 0

    def add(self, status: Status, number: int = 1) -> None:
        name = {Status.PENDING: "waiting"}.get(status, status.value)
        setattr(self, name, getattr(self, name) + number)


SENT = Outcome(Status.SENT)
NOT_ATTEMPTED = Outcome(Status.PENDING)
UNCERTAIN = Outcome(Status.UNKNOWN, "no-answer")


def not_reached(row: Line, why: str) -> Outcome:
    """Nobody answers: no letter is to blame, all of them wait a little."""
    rest = URGENT_REST if row.urgent else CHANNEL_REST
    return Outcome(Status.PENDING, f"not reached: {why}"[:MOST_WORDS], rest=rest)


def broken_off(row: Line, error: Unreachable) -> Outcome:
    """The conversation ended at this letter, so it may be to blame; never where the server refuses us."""
    return not_reached(row, str(error)) if error.refuses_us else try_later(row, str(error))


def refused(row: Line, no: TurnedDown, to: str = "") -> Outcome:
    """`to`: the address that was named."""
    if no.for_good:
        gone = to if no.words.startswith("recipient") and nature(no.words.split()[-1]) is Nature.HARD else ""
        return Outcome(Status.DEAD, no.words[:MOST_WORDS], counts_as_attempt=True, gone=gone)
    return try_later(row, no.words)


def try_later(row: Line, words: str) -> Outcome:
    """One attempt more; after the last the row is set aside with its reason."""
    reason = words[:MOST_WORDS]
    if row.attempts >= len(BACKOFF):
        return Outcome(Status.DEAD, reason, counts_as_attempt=True)
    return Outcome(Status.PENDING, reason, counts_as_attempt=True, rest=BACKOFF[row.attempts])


def alike(results: Iterable[tuple[Line, Outcome]]) -> dict[tuple[Outcome, int], list[int]]:
    """{(outcome, attempts so far): row ids}, so that equal ends are written together."""
    found: dict[tuple[Outcome, int], list[int]] = {}
    for row, outcome in results:
        found.setdefault((outcome, row.attempts), []).append(row.stored_id)
    return found

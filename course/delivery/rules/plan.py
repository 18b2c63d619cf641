"""What a rule yields, and how ledger keys spell what it is about."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any, NamedTuple, Self

from course.delivery.hours import Awake
from course.delivery.reasons import Reason
from course.people.preference import Kind

EVENING = time(18)
MORNING = time(9)
BY_DAY = Awake(7, 22)
"""What helps in this one hour leaves outside the hours somebody chose too, and not at night."""
AGAIN = "~"
"""Sent again: the same letter under the occurrence with this mark and a number behind it."""


class Planned(NamedTuple):
    """One moment of a letter. `at` is None while it waits for a date; `no` says why it does not go.

    `to` names the recipient where a subject writes to several.
    """

    about: str
    occurrence: str
    at: datetime | None
    useful_until: datetime | None
    no: Reason | None = None
    to: str | None = None

    def unless(self, no: Reason | None) -> Self:
        """The same moment, which does not come to anything where there is a reason."""
        return self if no is None else self._replace(no=no)


@dataclass(frozen=True)
class Rule:
    """`kind` None: an essential letter, which cannot be stopped and does not wait for the morning.

    `awake`: hours in which it leaves, beside those that the reader chose; then an essential one waits for them too.
    `each`: every one says something of its own, so a newer one does not stand in for it.
    """

    letter: str
    kind: Kind | None
    plan: Callable[[Any, datetime], Iterator[Planned]]
    urgent: bool = False
    awake: Awake | None = None
    each: bool = False


def instant(at: datetime) -> str:
    """An instant as a ledger key spells it, to the second."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")

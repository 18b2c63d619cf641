"""What became of the letters of a hand-off, held until it is written down with the next commit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Engine
from sqlmodel import Session

from course import clock
from course.delivery.claim import move
from course.delivery.ledger import Line, Status
from course.delivery.outcome import Counts, Outcome, alike
from course.store import writing

Results = list[tuple[Line, Outcome]]


class Moment(NamedTuple):
    """Of one transaction."""

    course: datetime
    real: datetime


@dataclass
class Ends:
    """`gone`: what a mail server said of an address, once that is written down."""

    engine: Engine
    owner: str
    counts: Counts
    gone: Results = field(default_factory=list)
    _waiting: Results = field(default_factory=list)
    _ended: list[tuple[Status, int]] = field(default_factory=list)
    _written: int = 0

    def add(self, row: Line, outcome: Outcome) -> None:
        self._waiting.append((row, outcome))

    def settle(self) -> None:
        """Write down what waits for it in a commit of its own."""
        if self._waiting:
            with writing(self.engine) as db:
                self.write_down_waiting(db, Moment(*clock.both(db)))
            self.committed()

    def write_down_waiting(self, db: Session, at: Moment) -> None:
        """First in its transaction; `committed` says that this came about."""
        self._ended.clear()  # of a commit that did not come about
        self._written = len(self._waiting)
        for (outcome, attempts), ids in alike(self._waiting).items():
            self.write_down(db, outcome, attempts, ids, at)

    def write_down(
        self, db: Session, outcome: Outcome, attempts: int, ids: Sequence[int], at: Moment
    ) -> None:
        """The end of an attempt; rows that are not ours any more stay as somebody else left them."""
        values: dict[str, Any] = {"status": outcome.status, "reason": outcome.reason}
        values |= {"lease_owner": None, "lease_until": None}
        if outcome.channel:
            values["channel"] = outcome.channel
        if outcome.counts_as_attempt:
            values["attempts"] = attempts + 1
        if outcome.status == Status.SENT:
            values["sent_at"] = at.course
        if later := outcome.next_try(at.real):
            values["next_try_at"] = later
        ours = move(db, self.owner, ids, frm=[Status.CLAIMED, Status.TRANSMITTING], values=values)
        self.ended(outcome.status, len(ours))

    def ended(self, status: Status, number: int = 1) -> None:
        """To be counted once it is committed."""
        self._ended.append((status, number))

    def committed(self) -> None:
        self.gone += [(row, outcome) for row, outcome in self._waiting[: self._written] if outcome.gone]
        del self._waiting[: self._written]
        for status, number in self._ended:
            self.counts.add(status, number)
        self._ended.clear()
        self._written = 0

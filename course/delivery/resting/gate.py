"""What one turn of the pump asks before it claims letters, and what it hears of its channel."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Engine

from course.delivery.channels import Channel, TurnedDown, Unreachable
from course.delivery.resting import verbs
from course.delivery.resting.row import MAIL, State


@dataclass
class Gate:
    """`is_well`: at the last look nothing had failed, so an answer is no news."""

    engine: Engine
    name: str = MAIL
    by: str = field(default_factory=lambda: secrets.token_hex(16))
    is_well: bool = False
    tries: bool = False

    def is_shut(self) -> bool:
        """One look at the row: the channel rests, or somebody is trying it."""
        row = verbs.seen(self.engine, self.name)
        self.is_well = row is None or (row.state is State.CLOSED and not row.failures)
        return row is not None and row.state is not State.CLOSED

    def takes_the_try(self, *, urgent: bool) -> bool:
        self.tries = verbs.take_the_try(self.engine, self.name, urgent=urgent, by=self.by)
        return self.tries

    def let_be(self) -> None:
        """After a try: if nothing came of it, the next may have it."""
        if self.tries:
            self.tries = False
            verbs.let_be(self.engine, self.name, by=self.by)

    def failed(self, error: Unreachable) -> None:
        self.is_well = False
        verbs.failed(self.engine, self.name, error, by=self.by)

    def answered(self) -> None:
        if not self.is_well:
            verbs.answered(self.engine, self.name)
            self.is_well = True


@dataclass
class Heard:
    """The same channel, whose gate hears whether it answers. A body says nothing: there the letter may be to blame."""

    channel: Channel
    gate: Gate

    def open(self) -> None:
        try:
            self.channel.open()
        except Unreachable as error:
            self.gate.failed(error)
            raise

    def envelope(self, sender: str, recipient: str) -> None:
        try:
            self.channel.envelope(sender, recipient)
        except TurnedDown:
            self.gate.answered()
            raise
        except Unreachable as error:
            self.gate.failed(error)
            raise
        self.gate.answered()

    def body(self, message: bytes, in_time: Callable[[], bool]) -> None:
        self.channel.body(message, in_time)

    def close(self) -> None:
        self.channel.close()

"""The ways a letter leaves the house: a mail server (in development a folder), or a short notice. All keep one promise.

`envelope` may be refused and tried again. `body` hands the letter over: it returns when the letter was taken,
raises `TurnedDown` when it certainly was not, and `Uncertain` when nobody can know.
"""

from collections.abc import Callable
from typing import Protocol


class Unreachable(Exception):
    """Nobody answers, or we may not come in: no letter is to blame, all of them wait.

    `refuses_us`: somebody answers and does not take our name and password, or shows a certificate that does not hold;
    asking at once again is no use.
    """

    def __init__(self, words: str, *, refuses_us: bool = False) -> None:
        super().__init__(words)
        self.refuses_us = refuses_us


class TurnedDown(Exception):
    """A definite no. `for_good`: asking again would not help. `words` hold no address and no text."""

    def __init__(self, words: str, *, for_good: bool) -> None:
        super().__init__(words)
        self.words = words
        self.for_good = for_good


class Gone(TurnedDown):
    """Nobody is at this address any more: it can be forgotten."""


class Uncertain(Exception):
    """The conversation ended after the letter had left us and before the answer came."""


class TooLate(Exception):
    """Our time with the row was over before its body left; the connection was dropped instead."""


class Channel(Protocol):
    def open(self) -> None:
        """Connect if there is no connection. Raises Unreachable."""

    def envelope(self, sender: str, recipient: str) -> None:
        """Name both ends. Raises TurnedDown or Unreachable; nothing has been sent so far."""

    def body(self, message: bytes, in_time: Callable[[], bool]) -> None:
        """Hand the letter over, asking `in_time` right before its first byte leaves.

        Raises TurnedDown, Unreachable, TooLate (the letter was not taken) or Uncertain.
        """

    def close(self) -> None:
        """Say goodbye; the channel can be opened again."""

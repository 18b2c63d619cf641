"""A bell timer as a person chooses it: how long, which bell, and when it is struck between.

The values are those of `curriculum.sound`, written out here: that package brings numpy, and most requests need none.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Middle = Literal["none", "half", "five"]
Bell = Literal["bowl", "small", "wood"]

MINUTES = (3, 5, 10, 15, 20, 30, 45)
OPENS = 6
"""Seconds of silence before the opening bell."""
KILOBYTES_A_SECOND = 1
RING = {"bowl": 12, "small": 8, "wood": 2}
NAME = re.compile(r"timer-(\d{1,2})-(none|half|five)-(bowl|small|wood)")


@dataclass(frozen=True)
class TimerChoice:
    """`minutes` lie between the opening and the closing bell."""

    minutes: int
    middle: Middle = "none"
    bell: Bell = "bowl"

    @property
    def name(self) -> str:
        return f"timer-{self.minutes}-{self.middle}-{self.bell}"

    @property
    def heard(self) -> Middle:
        """What sounds the same: a bell every five minutes of ten is a bell at the half."""
        same: dict[int, Middle] = {3: "none", 5: "none", 10: "half"}
        return same.get(self.minutes, "five") if self.middle == "five" else self.middle

    @property
    def file(self) -> str:
        return f"timer-{self.minutes}-{self.heard}-{self.bell}.mp3"

    @property
    def seconds(self) -> int:
        """How long the file plays, rounded."""
        return OPENS + self.minutes * 60 + RING[self.bell]

    @property
    def bytes(self) -> int:
        """How large the file is, about."""
        return self.seconds * KILOBYTES_A_SECOND * 1000


def named(name: str) -> TimerChoice | None:
    """The timer that an address names, if there is one."""
    found = NAME.fullmatch(name)
    if found is None or int(found[1]) not in MINUTES:
        return None
    return TimerChoice(int(found[1]), _middle(found[2]), _bell(found[3]))


def chosen(given: Mapping[str, str], *, minutes: int) -> TimerChoice:
    """What a form asks for; for what it leaves out or misspells, the shortest timer of at least `minutes`."""
    wanted = given.get("timer", "")
    fits = next((one for one in MINUTES if one >= minutes), MINUTES[-1])
    return TimerChoice(
        next((one for one in MINUTES if str(one) == wanted), fits),
        _middle(given.get("middle", "")),
        _bell(given.get("bell", "")),
    )


def bell_named(word: str) -> Bell | None:
    return next((one for one in get_args(Bell) if one == word), None)


def _middle(word: str) -> Middle:
    return next((one for one in get_args(Middle) if one == word), "none")


def _bell(word: str) -> Bell:
    return next((one for one in get_args(Bell) if one == word), "bowl")

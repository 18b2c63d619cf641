"""What letters about a group's page, its messages and those who join it depend on, as plain values."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class MessageFacts:
    """A message to the whole group that is for her too, and when it leaves."""

    message_id: int
    at: datetime


@dataclass(frozen=True)
class OutOfSightFacts:
    """Whoever runs the group took a post of hers out of sight. It is not one when the group sees it again."""

    post_id: int
    at: datetime


@dataclass(frozen=True)
class IntakeFacts:
    """Somebody who joins handed in what she told, or added to it. `waits`: nobody has answered that yet."""

    at: datetime
    waits: bool


@dataclass(frozen=True)
class LookFacts:
    """Somebody asked whoever runs the group to look at a post. `is_settled`: one of them has."""

    report_id: int
    at: datetime
    is_settled: bool

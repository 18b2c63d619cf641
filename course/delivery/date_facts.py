"""Meetings, places and groups as letters know them: what they are, and what they were before each change."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


@dataclass(frozen=True)
class ChangeFacts:
    """What a meeting was before the change that gave it this sequence, and who changed it. `was_place` is a place of
    its own; empty where it was the group's."""

    sequence: int
    at: datetime
    was_at: datetime
    was_cancelled: bool
    by: int
    was_place: str = ""


Where = tuple[str, str]
"""A place and a video link; either may be empty."""


@dataclass(frozen=True)
class PlaceFacts:
    """Where a cohort met before the change that gave its place this sequence, and who changed it."""

    sequence: int
    at: datetime
    was: Where
    by: int


@dataclass(frozen=True)
class GroupFacts:
    """What became of a cohort. `before`: where it met before each change, the oldest first. `took_in_at`: when people
    of another cohort last went on in it."""

    before: tuple[PlaceFacts, ...] = ()
    took_in_at: datetime | None = None


NOTHING_BECAME = GroupFacts()


@dataclass(frozen=True)
class MeetingFacts:
    """`changes` are in order, the oldest first. `by_video`: there is a link to join with. `place`: of its own."""

    meeting_id: int
    unit_key: str
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool
    by_video: bool = False
    changes: tuple[ChangeFacts, ...] = ()
    place: str = ""


class VisitFacts(NamedTuple):
    """A sister group's meeting that she comes to as a guest, `since` when, and how often that group's place changed."""

    meeting: MeetingFacts
    since: datetime
    places: int = 0

"""The state of a wave for one person: a pure function of facts and now, with the reason in words.

Days are whole local days after the anchor, in the person's zone: a window opens and closes at local midnight.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from course.cohorts.schedule import to_utc
from curriculum.schema import Wave

GRACE = timedelta(days=3)
"""Whoever has started before the close may still finish this long after it, however late she started."""


class State(StrEnum):
    UNKNOWN = "unknown"  # the anchor has no date yet
    PLANNED = "planned"
    OPEN = "open"
    PARTIAL = "partial"
    COMPLETE = "complete"
    CLOSED = "closed"
    DECLINED = "declined"
    NOT_ASKED = "not-asked"


@dataclass(frozen=True)
class WaveFacts:
    """`anchor_at` is the instant the wave counts from, None while unknown (for example its meeting is cancelled).

    `closes_by_at` is the start of the meeting that ends the window early. `consents` is what she agreed to be
    asked. Times of answers are course time.
    """

    wave: Wave
    zone: str
    anchor_at: datetime | None
    closes_by_at: datetime | None = None
    started_at: datetime | None = None
    completed: Collection[str] = ()
    declined: bool = False
    left: bool = False
    agreed: bool = True


@dataclass(frozen=True)
class Window:
    opens_at: datetime
    closes_at: datetime
    finish_by: datetime


def window(facts: WaveFacts) -> Window | None:
    """None while the anchor is unknown."""
    if facts.anchor_at is None:
        return None
    opens = day_after(facts.anchor_at, facts.wave.open_days, facts.zone)
    if facts.wave.open_days >= 0:
        opens = max(opens, facts.anchor_at)  # not on the morning of the day whose evening it counts from
    closes = day_after(facts.anchor_at, facts.wave.close_days + 1, facts.zone)
    if facts.closes_by_at is not None:
        closes = min(closes, facts.closes_by_at)
    return Window(opens, closes, closes + GRACE)


def day_after(anchor: datetime, days: int, zone: str) -> datetime:
    """Local midnight at the start of the day that lies `days` after the anchor's local day."""
    return to_utc(anchor.astimezone(ZoneInfo(zone)).date() + timedelta(days=days), time(0), zone)


def state(facts: WaveFacts, now: datetime) -> State:
    """What this wave is for her now."""
    frame = window(facts)
    if set(facts.wave.measures) <= set(facts.completed):
        return State.COMPLETE
    if facts.declined:
        return State.DECLINED
    if not facts.agreed or facts.left:
        return State.NOT_ASKED
    if frame is None:
        return State.UNKNOWN
    if now < frame.opens_at:
        return State.PLANNED
    return _inside(facts, frame, now)


def can_answer(facts: WaveFacts, now: datetime) -> bool:
    return state(facts, now) in {State.OPEN, State.PARTIAL}


def _inside(facts: WaveFacts, frame: Window, now: datetime) -> State:
    if facts.started_at is None:
        return State.OPEN if now < frame.closes_at else State.CLOSED
    started_in_time = facts.started_at < frame.closes_at
    return State.PARTIAL if now < (frame.finish_by if started_in_time else frame.closes_at) else State.CLOSED

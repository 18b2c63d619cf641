"""The state of a wave for one person: a pure function of facts and now, with the reason in words.

Days are whole local days after the anchor, in the person's zone: a window opens and closes at local midnight.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from zoneinfo import ZoneInfo

from course.cohorts.schedule import to_utc
from course.measures.why import Why
from curriculum.schema import Wave

MOMENT = timedelta(seconds=1)
Days = tuple[int, int, int, int | None, int | None]
DAYS: Callable[[Wave], Days] = attrgetter(
    "open_days", "close_days", "start_grace_days", "finish_grace_days", "hard_stop_day"
)
"""What of a wave its window depends on."""


class State(StrEnum):
    PLANNED = "planned"
    OPEN = "open"  # and no letter has gone out
    INVITED = "invited"
    STARTED = "started"  # and no answer is saved yet
    PARTIAL = "partial"  # some answers are saved; it may be open or over
    COMPLETE = "complete"
    LATE = "late"  # complete, after the last day of its window
    MISSED = "missed"
    NOT_APPLICABLE = "not-applicable"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


DONE = frozenset({State.COMPLETE, State.LATE})
WERE_ASKED = frozenset({State.OPEN, State.INVITED, State.STARTED, State.PARTIAL, State.MISSED, *DONE})


@dataclass(frozen=True)
class WaveFacts:
    """`anchor_at` is the instant the wave counts from, None while unknown (for example its meeting is cancelled).

    `closes_by_at` is the start of the meeting after which nobody begins. `agreed` is what she said last, `took_back`
    that she had agreed before. `waited`: whole days between the two ends of the wave's wait, None while one is open.
    `extended_until` is a local day somebody gave her more, at `extended_at`. Times of answers are course time:
    `answered_at` is the newest answer, `completed_at` when the last of `completed` was. `days` is what her answers are
    labelled with.
    """

    wave: Wave
    zone: str
    anchor_at: datetime | None
    closes_by_at: datetime | None = None
    joined_at: datetime | None = None
    left_at: datetime | None = None
    invited: bool = False
    started_at: datetime | None = None
    answered_at: datetime | None = None
    completed: Collection[str] = ()
    completed_at: datetime | None = None
    days: int | None = None
    declined: bool = False
    agreed: bool = True
    took_back: bool = False
    waited: int | None = None
    extended_until: date | None = None
    extended_at: datetime | None = None


@dataclass(frozen=True)
class Window:
    """What is complete before `closes_at` is in time. Nobody begins at `start_by` or later, nobody goes on at
    `finish_by`: both are the same for whoever began early and whoever began late."""

    opens_at: datetime
    closes_at: datetime
    start_by: datetime
    finish_by: datetime


@dataclass(frozen=True)
class Standing:
    """`is_open`: she may answer now."""

    state: State
    why: Why
    is_open: bool = False


def window(facts: WaveFacts) -> Window | None:
    """None while the anchor is unknown."""
    frame = everybodys(facts.wave, facts.anchor_at, facts.closes_by_at, facts.zone)
    if frame is None or facts.extended_until is None:
        return frame
    more = end_of(facts.extended_until, facts.zone)
    ends = (max(end, more) for end in (frame.closes_at, frame.start_by, frame.finish_by))
    return Window(frame.opens_at, *ends)


def everybodys(
    wave: Wave, anchor_at: datetime | None, closes_by_at: datetime | None, zone: str
) -> Window | None:
    """The window of all who count from this moment and were given no more time; None while it is unknown."""
    return _everybodys(DAYS(wave), anchor_at, closes_by_at, zone) if anchor_at is not None else None


@lru_cache(maxsize=65_536)
def _everybodys(days: Days, anchor: datetime, closes_by: datetime | None, zone: str) -> Window:
    open_day, close_day, start_grace, finish_grace, hard_stop = days
    opens = day_after(anchor, open_day, zone)
    if open_day >= 0:
        opens = max(opens, anchor)  # not on the morning of the day whose evening it counts from
    closes = day_after(anchor, close_day + 1, zone)
    begin = day_after(anchor, close_day + start_grace + 1, zone)
    if closes_by is not None:
        closes, begin = min(closes, closes_by), min(begin, closes_by)
    last = day_after(anchor, hard_stop + 1, zone) if hard_stop is not None else None
    finish = _finish_by(begin, finish_grace, last, zone)
    return Window(opens, closes, min(begin, finish), finish)


def standing(facts: WaveFacts, now: datetime) -> Standing:
    """What this wave is for her now, and why."""
    frame = window(facts)
    return settled(facts, frame) or _asked(facts, frame, now)


def settled(facts: WaveFacts, frame: Window | None) -> Standing | None:
    """How it stands at any time, where that is settled: it is complete, or not asked of her."""
    if not facts.wave.measures:
        return Standing(State.NOT_APPLICABLE, Why.WITHHELD)
    return _done(facts, frame) or _not_asked(facts, frame)


def state(facts: WaveFacts, now: datetime) -> State:
    return standing(facts, now).state


def can_answer(facts: WaveFacts, now: datetime) -> bool:
    return standing(facts, now).is_open


def open_until(facts: WaveFacts, now: datetime) -> datetime | None:
    """The end she is told of: of the window, and once that has passed, of what she may still do; None while unknown."""
    frame = window(facts)
    if frame is None or now < frame.closes_at:
        return frame.closes_at if frame else None
    return _open_until(facts, frame)


def days_from_target(facts: WaveFacts, at: datetime) -> int | None:
    """Whole local days from the day the wave is meant for to `at`; negative before it, None while it is unknown."""
    if facts.anchor_at is None:
        return None
    target = local_day(facts.anchor_at, facts.zone) + timedelta(days=facts.wave.target)
    return (local_day(at, facts.zone) - target).days


@lru_cache(maxsize=65_536)
def day_after(anchor: datetime, days: int, zone: str) -> datetime:
    """Local midnight at the start of the day that lies `days` after the anchor's local day."""
    return to_utc(local_day(anchor, zone) + timedelta(days=days), time(0), zone)


def end_of(day: date, zone: str) -> datetime:
    """Local midnight at the end of this day."""
    return to_utc(day + timedelta(days=1), time(0), zone)


def local_day(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def _finish_by(begin: datetime, grace: int | None, hard_stop: datetime | None, zone: str) -> datetime:
    """The grace after the last moment of beginning, for everybody alike, and never past the hard stop."""
    ends = [] if hard_stop is None else [hard_stop]
    if grace == 0:
        ends.append(begin)
    elif grace is not None:
        ends.append(end_of(local_day(begin - MOMENT, zone) + timedelta(days=grace), zone))
    return min(ends)


def _done(facts: WaveFacts, frame: Window | None) -> Standing | None:
    if not facts.completed or not set(facts.wave.measures) <= set(facts.completed):
        return None
    late = frame is not None and facts.completed_at is not None and facts.completed_at >= frame.closes_at
    return Standing(State.LATE, Why.AFTER_ITS_DAYS) if late else Standing(State.COMPLETE, Why.IN_TIME)


def _not_asked(facts: WaveFacts, frame: Window | None) -> Standing | None:
    wait, left, joined = facts.wave.only_after_wait, facts.left_at, facts.joined_at
    if facts.declined:
        return Standing(State.DECLINED, Why.SAID_NO)
    if left is not None and (frame is None or left < _open_until(facts, frame)):
        return Standing(State.WITHDRAWN, Why.LEFT)
    if not facts.agreed:
        return _not_agreed(facts)
    if wait is not None and (facts.waited or 0) < wait.days:
        return Standing(State.NOT_APPLICABLE, Why.NO_WAIT)
    if frame is not None and joined is not None and joined >= frame.start_by:
        return Standing(State.NOT_APPLICABLE, Why.BEFORE_JOINING)
    return None


def _not_agreed(facts: WaveFacts) -> Standing:
    if facts.took_back:
        return Standing(State.WITHDRAWN, Why.TOOK_BACK)
    return Standing(State.NOT_APPLICABLE, Why.NOT_AGREED)


def _asked(facts: WaveFacts, frame: Window | None, now: datetime) -> Standing:
    if frame is None:
        return Standing(State.PLANNED, Why.NO_DATE)
    if now < frame.opens_at:
        return Standing(State.PLANNED, Why.NOT_YET)
    is_open = now < _open_until(facts, frame)
    if facts.answered_at is not None:
        return Standing(State.PARTIAL, Why.GOES_ON if is_open else Why.ENDED_HALFWAY, is_open)
    if not is_open:
        return Standing(State.MISSED, Why.NO_ANSWER)
    if facts.started_at is not None:
        return Standing(State.STARTED, Why.NOTHING_SAVED, is_open)
    if facts.invited:
        return Standing(State.INVITED, Why.LETTER_WENT, is_open)
    return Standing(State.OPEN, Why.NO_LETTER, is_open)


def _open_until(facts: WaveFacts, frame: Window) -> datetime:
    """Whoever has begun in time may finish a little later."""
    has_begun = facts.started_at is not None and facts.started_at < frame.start_by
    return frame.finish_by if has_begun else frame.start_by

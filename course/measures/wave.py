"""The state of a wave for one person: a pure function of facts and now, with the reason in words.

Days are whole local days after the anchor, in the person's zone: a window opens and closes at local midnight.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from course.cohorts.schedule import to_utc
from course.measures.why import Why
from curriculum.schema import Wave

MOMENT = timedelta(seconds=1)


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
    `extended_until` is a local day somebody gave her more. Times of answers are course time: `answered_at` is the
    newest answer, `completed_at` when the last of `completed` was. `days` is what her answers are labelled with.
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

    @cached_property
    def frame(self) -> "Window | None":
        """Worked out once: every letter about a wave asks for it."""
        return _window(self)


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
    return facts.frame


def _window(facts: WaveFacts) -> Window | None:
    if facts.anchor_at is None:
        return None
    wave, zone = facts.wave, facts.zone
    opens = day_after(facts.anchor_at, wave.open_days, zone)
    if wave.open_days >= 0:
        opens = max(opens, facts.anchor_at)  # not on the morning of the day whose evening it counts from
    closes = day_after(facts.anchor_at, wave.close_days + 1, zone)
    begin = day_after(facts.anchor_at, wave.close_days + wave.start_grace_days + 1, zone)
    if facts.closes_by_at is not None:
        closes, begin = min(closes, facts.closes_by_at), min(begin, facts.closes_by_at)
    finish = _finish_by(facts, facts.anchor_at, begin)
    ends = (closes, min(begin, finish), finish)
    if facts.extended_until is not None:
        more = end_of(facts.extended_until, zone)
        ends = (max(closes, more), max(ends[1], more), max(finish, more))
    return Window(opens, *ends)


def standing(facts: WaveFacts, now: datetime) -> Standing:
    """What this wave is for her now, and why."""
    if not facts.wave.measures:
        return Standing(State.NOT_APPLICABLE, Why.WITHHELD)
    frame = window(facts)
    return _done(facts, frame) or _not_asked(facts, frame) or _asked(facts, frame, now)


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


def _finish_by(facts: WaveFacts, anchor: datetime, begin: datetime) -> datetime:
    """The grace after the last moment of beginning, for everybody alike, and never past the hard stop."""
    wave, ends = facts.wave, []
    if wave.hard_stop_day is not None:
        ends.append(day_after(anchor, wave.hard_stop_day + 1, facts.zone))
    if wave.finish_grace_days == 0:
        ends.append(begin)
    elif wave.finish_grace_days is not None:
        last = local_day(begin - MOMENT, facts.zone)
        ends.append(end_of(last + timedelta(days=wave.finish_grace_days), facts.zone))
    return min(ends)


def _done(facts: WaveFacts, frame: Window | None) -> Standing | None:
    if not set(facts.wave.measures) <= set(facts.completed):
        return None
    late = frame is not None and facts.completed_at is not None and facts.completed_at >= frame.closes_at
    return Standing(State.LATE, Why.AFTER_ITS_DAYS) if late else Standing(State.COMPLETE, Why.IN_TIME)


def _not_asked(facts: WaveFacts, frame: Window | None) -> Standing | None:
    wait, left, joined = facts.wave.only_after_wait, facts.left_at, facts.joined_at
    tests = (
        (facts.declined, State.DECLINED, Why.SAID_NO),
        (left is not None and (frame is None or left < _open_until(facts, frame)), State.WITHDRAWN, Why.LEFT),
        (not facts.agreed and facts.took_back, State.WITHDRAWN, Why.TOOK_BACK),
        (not facts.agreed, State.NOT_APPLICABLE, Why.NOT_AGREED),
        (wait is not None and (facts.waited or 0) < wait.days, State.NOT_APPLICABLE, Why.NO_WAIT),
        (
            frame is not None and joined is not None and joined >= frame.start_by,
            State.NOT_APPLICABLE,
            Why.BEFORE_JOINING,
        ),
    )
    return next((Standing(state, why) for is_so, state, why in tests if is_so), None)


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

"""A wave's window and state: pure, in the person's own days, with the same time for early and late starters."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.measures.wave import GRACE, State, WaveFacts, can_answer, state, window
from curriculum.schema import Anchor, Wave

AFTER = Wave(
    key="after",
    title="After the course",
    anchor=Anchor(kind="meeting_end", unit="week-8"),
    open_days=0,
    close_days=21,
    invite_day=0,
    reminder_days=(4, 10),
    measures=("self-compassion-12", "stress-4"),
)
ENDED = datetime(2027, 4, 15, 20, 15, tzinfo=UTC)


def facts(**changes: object) -> WaveFacts:
    return WaveFacts(**{"wave": AFTER, "zone": "Europe/Lisbon", "anchor_at": ENDED, **changes})  # type: ignore[arg-type]


def test_a_window_opens_with_its_anchor_and_closes_after_its_last_whole_day() -> None:
    frame = window(facts())
    assert frame is not None
    local = ZoneInfo("Europe/Lisbon")
    assert frame.opens_at == ENDED
    assert frame.closes_at == datetime(2027, 5, 7, 0, 0, tzinfo=local)


def test_without_an_anchor_nothing_is_asked() -> None:
    assert window(facts(anchor_at=None)) is None
    assert state(facts(anchor_at=None), ENDED) == State.UNKNOWN


@pytest.mark.parametrize(
    ("changes", "after", "expected"),
    [
        ({}, timedelta(days=-2), State.PLANNED),
        ({}, timedelta(days=1), State.OPEN),
        ({}, timedelta(days=40), State.CLOSED),
        ({"started_at": ENDED + timedelta(days=2)}, timedelta(days=3), State.PARTIAL),
        ({"completed": AFTER.measures}, timedelta(days=40), State.COMPLETE),
        ({"completed": ("stress-4",), "started_at": ENDED}, timedelta(days=1), State.PARTIAL),
        ({"declined": True}, timedelta(days=1), State.DECLINED),
        ({"left": True}, timedelta(days=1), State.NOT_ASKED),
        ({"agreed": False}, timedelta(days=1), State.NOT_ASKED),
        ({"completed": AFTER.measures, "left": True}, timedelta(days=1), State.COMPLETE),
    ],
)
def test_the_state_of_a_wave(changes: dict[str, object], after: timedelta, expected: State) -> None:
    assert state(facts(**changes), ENDED + after) == expected


def test_whoever_has_started_may_finish_a_little_after_the_close_and_nobody_starts_then() -> None:
    frame = window(facts())
    assert frame is not None
    late = frame.closes_at + GRACE / 2
    assert can_answer(facts(started_at=frame.closes_at - timedelta(minutes=1)), late)
    assert not can_answer(facts(), late)
    assert not can_answer(facts(started_at=frame.closes_at - timedelta(minutes=1)), frame.finish_by)


@settings(max_examples=200, deadline=None)
@given(
    early=st.timedeltas(timedelta(0), timedelta(days=21)),
    later=st.timedeltas(timedelta(0), timedelta(days=21)),
    now=st.timedeltas(timedelta(days=-5), timedelta(days=60)),
)
def test_an_early_starter_never_has_less_time_than_a_late_one(
    early: timedelta, later: timedelta, now: timedelta
) -> None:
    first, second = sorted((early, later))
    moment = ENDED + now
    if ENDED + second <= moment and can_answer(facts(started_at=ENDED + second), moment):
        assert can_answer(facts(started_at=ENDED + first), moment)


def test_the_window_before_the_course_ends_when_the_first_meeting_starts() -> None:
    starts = ENDED + timedelta(days=3, hours=2)
    frame = window(facts(closes_by_at=starts))
    assert frame is not None
    assert frame.closes_at == starts


@pytest.mark.parametrize(("days", "opens"), [(1, date(2027, 4, 16)), (-3, date(2027, 4, 12))])
def test_other_days_open_at_local_midnight(days: int, opens: date) -> None:
    frame = window(facts(wave=AFTER.model_copy(update={"open_days": days})))
    assert frame is not None
    assert frame.opens_at == datetime.combine(opens, datetime.min.time(), ZoneInfo("Europe/Lisbon"))

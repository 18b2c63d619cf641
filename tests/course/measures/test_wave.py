"""A wave's window and state: pure, in the person's own days, with the same time for early and late starters."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from course.measures.wave import (
    State,
    WaveFacts,
    can_answer,
    days_from_target,
    open_until,
    standing,
    state,
    window,
)
from course.measures.why import Why, sentence
from curriculum.schema import Anchor, Wait, Wave

AFTER = Wave(
    key="after",
    title="After the course",
    anchor=Anchor(kind="meeting_end", unit="week-8"),
    open_days=0,
    close_days=21,
    start_grace_days=7,
    finish_grace_days=3,
    invite_day=0,
    reminder_days=(4, 10, 17),
    measures=("self-compassion-12", "stress-4"),
)
ENDED = datetime(2027, 4, 15, 20, 15, tzinfo=UTC)
"""A Thursday evening in Lisbon, 21:15 by the clocks there."""
LISBON = ZoneInfo("Europe/Lisbon")


def facts(**changes: object) -> WaveFacts:
    return WaveFacts(**{"wave": AFTER, "zone": "Europe/Lisbon", "anchor_at": ENDED, **changes})  # type: ignore[arg-type]


def wave(**changes: object) -> Wave:
    return Wave.model_validate({**AFTER.model_dump(), **changes})


def day(number: int) -> datetime:
    """Midnight in Lisbon at the start of so many days after the last meeting."""
    return datetime(2027, 4, 15, tzinfo=LISBON) + timedelta(days=number)


def test_a_window_opens_with_its_anchor_and_closes_after_its_last_whole_day() -> None:
    frame = window(facts())
    assert frame is not None
    assert frame.opens_at == ENDED
    assert frame.closes_at == datetime(2027, 5, 7, tzinfo=LISBON)
    assert frame.start_by == datetime(2027, 5, 14, tzinfo=LISBON)
    assert frame.finish_by == datetime(2027, 5, 17, tzinfo=LISBON)


def test_the_hard_stop_ends_beginning_and_finishing_for_everybody() -> None:
    frame = window(facts(wave=wave(hard_stop_day=25)))
    assert frame is not None
    assert frame.start_by == frame.finish_by == datetime(2027, 5, 11, tzinfo=LISBON)


def test_the_window_before_the_course_ends_when_the_first_meeting_starts() -> None:
    starts = datetime(2027, 4, 18, 18, 30, tzinfo=LISBON)
    frame = window(facts(closes_by_at=starts))
    assert frame is not None
    assert frame.closes_at == frame.start_by == starts
    assert frame.finish_by == datetime(2027, 4, 22, tzinfo=LISBON)  # the three days after that Sunday, whole
    none = window(facts(wave=wave(finish_grace_days=0), closes_by_at=starts))
    assert none is not None
    assert none.finish_by == starts


def test_more_time_reaches_to_the_end_of_her_own_day() -> None:
    frame = window(facts(extended_until=date(2027, 5, 20), zone="Pacific/Auckland"))
    assert frame is not None
    end = datetime(2027, 5, 21, tzinfo=ZoneInfo("Pacific/Auckland"))
    assert frame.closes_at == frame.start_by == frame.finish_by == end


def test_without_an_anchor_nothing_is_asked_and_the_reason_says_that_a_date_is_missing() -> None:
    assert window(facts(anchor_at=None)) is None
    found = standing(facts(anchor_at=None), ENDED)
    assert (found.state, found.why, found.is_open) == (State.PLANNED, Why.NO_DATE, False)
    assert "date" in sentence(found.why)


ANSWERED = {"completed": AFTER.measures, "completed_at": day(2)}


@pytest.mark.parametrize(
    ("changes", "at", "expected", "why", "is_open"),
    [
        ({}, day(-2), State.PLANNED, Why.NOT_YET, False),
        ({}, day(1), State.OPEN, Why.NO_LETTER, True),
        ({"invited": True}, day(1), State.INVITED, Why.LETTER_WENT, True),
        ({"invited": True}, day(25), State.INVITED, Why.LETTER_WENT, True),
        ({"invited": True}, day(29), State.MISSED, Why.NO_ANSWER, False),
        ({"started_at": day(2)}, day(3), State.STARTED, Why.NOTHING_SAVED, True),
        ({"started_at": day(2)}, day(31), State.STARTED, Why.NOTHING_SAVED, True),
        ({"started_at": day(2)}, day(32), State.MISSED, Why.NO_ANSWER, False),
        ({"started_at": day(2), "answered_at": day(2)}, day(3), State.PARTIAL, Why.GOES_ON, True),
        ({"started_at": day(2), "answered_at": day(2)}, day(40), State.PARTIAL, Why.ENDED_HALFWAY, False),
        (
            {"started_at": day(2), "answered_at": day(2), "completed": ("stress-4",), "completed_at": day(2)},
            day(3),
            State.PARTIAL,
            Why.GOES_ON,
            True,
        ),
        ({"completed": AFTER.measures, "completed_at": day(21)}, day(40), State.COMPLETE, Why.IN_TIME, False),
        ({"completed": AFTER.measures, "completed_at": day(22)}, day(40), State.LATE, Why.AFTER_ITS_DAYS, False),
        ({"declined": True}, day(1), State.DECLINED, Why.SAID_NO, False),
        ({"left_at": day(1)}, day(2), State.WITHDRAWN, Why.LEFT, False),
        ({"left_at": day(50)}, day(60), State.MISSED, Why.NO_ANSWER, False),
        ({"left_at": day(50), "answered_at": day(2)}, day(60), State.PARTIAL, Why.ENDED_HALFWAY, False),
        ({"agreed": False, "took_back": True}, day(1), State.WITHDRAWN, Why.TOOK_BACK, False),
        ({"agreed": False}, day(1), State.NOT_APPLICABLE, Why.NOT_AGREED, False),
        ({"joined_at": day(29)}, day(29), State.NOT_APPLICABLE, Why.BEFORE_JOINING, False),
        ({**ANSWERED, "left_at": day(3)}, day(4), State.COMPLETE, Why.IN_TIME, False),
        ({**ANSWERED, "declined": True}, day(4), State.COMPLETE, Why.IN_TIME, False),
        ({"wave": AFTER.model_copy(update={"measures": ()})}, day(1), State.NOT_APPLICABLE, Why.WITHHELD, False),
        ({"extended_until": date(2027, 6, 1)}, day(40), State.OPEN, Why.NO_LETTER, True),
        ({"extended_until": date(2027, 4, 20)}, day(25), State.OPEN, Why.NO_LETTER, True),
    ],
)  # fmt: skip
def test_the_state_of_a_wave_and_why(
    changes: dict[str, object], at: datetime, expected: State, why: Why, is_open: bool
) -> None:
    found = standing(facts(**changes), at)
    assert (found.state, found.why, found.is_open) == (expected, why, is_open)
    assert sentence(found.why).endswith(".")


def test_every_state_and_every_reason_is_reached_by_the_table_above() -> None:
    """So that a new one cannot be added without saying when it holds."""
    marks = [mark for mark in test_the_state_of_a_wave_and_why.pytestmark if mark.name == "parametrize"]  # type: ignore[attr-defined]
    rows = marks[0].args[1]
    assert {row[2] for row in rows} == set(State)
    assert {row[3] for row in rows} == set(Why) - {Why.NO_DATE, Why.NO_WAIT}  # two tests of their own


AGAIN = Wave(
    key="before-again",
    title="Once more",
    anchor=Anchor(kind="meeting_start", unit="week-1"),
    only_after_wait=Wait(since="before", until="week-1", days=42),
    target_day=0,
    open_days=-14,
    close_days=0,
    invite_day=-14,
    measures=("stress-4",),
)


@pytest.mark.parametrize(
    ("waited", "expected"),
    [(None, State.NOT_APPLICABLE), (41, State.NOT_APPLICABLE), (42, State.OPEN), (90, State.OPEN)],
)
def test_a_second_one_before_the_course_is_only_for_those_who_wait_long_enough(
    waited: int | None, expected: State
) -> None:
    found = standing(facts(wave=AGAIN, waited=waited), day(-3))
    assert found.state == expected
    assert (found.why is Why.NO_WAIT) == (expected is State.NOT_APPLICABLE)


def test_days_before_a_meeting_are_counted_back_from_its_day() -> None:
    frame = window(facts(wave=AGAIN, waited=60))
    assert frame is not None
    assert frame.opens_at == datetime(2027, 4, 1, tzinfo=LISBON)
    assert days_from_target(facts(wave=AGAIN), datetime(2027, 4, 2, 23, 30, tzinfo=LISBON)) == -13


def test_answers_are_labelled_with_whole_local_days_from_the_day_they_are_meant_for() -> None:
    six = facts(
        wave=wave(
            anchor={"kind": "course_end"},
            target_day=180,
            open_days=173,
            close_days=222,
            invite_day=180,
            reminder_days=(),
        )
    )
    # 180 days after 15 April is 12 October; 23:30 UTC on the 11th is half past midnight of the 12th in Lisbon.
    assert days_from_target(six, datetime(2027, 10, 11, 22, 30, tzinfo=UTC)) == -1
    assert days_from_target(six, datetime(2027, 10, 11, 23, 30, tzinfo=UTC)) == 0
    assert days_from_target(six, datetime(2027, 10, 20, 9, tzinfo=UTC)) == 8
    assert days_from_target(facts(anchor_at=None), ENDED) is None


def test_the_end_she_is_told_of_is_that_of_the_window_and_afterwards_the_one_that_holds_for_her() -> None:
    assert open_until(facts(), day(3)) == day(22)
    assert open_until(facts(), day(25)) == day(29)
    assert open_until(facts(started_at=day(20)), day(25)) == day(32)
    assert open_until(facts(anchor_at=None), day(3)) is None


# formr's expiry rules, with one of its hours written as one of our days. X: days to begin in, Y: days to finish in
# after X, counted for everybody alike. Its Z, a clock of inactivity, we do not have: whoever pauses is not cut off.
# W2 and W5 have no Y, W4 neither: there only a far hard stop ends it. Days are those after the invitation.
FORMR = [
    # cell, X, Y, begun, asked about, formr says open, we say open
    ("W1.a began early, is answering", 7, 1, 2.5, 7.9, True, True),
    ("W1.a the cap", 7, 1, 2.5, 8.0, False, False),
    ("W1.b began late, paused", 7, 1, 6.8, 7.4, True, True),
    ("W1.b never began", 7, 1, None, 7.0, False, False),
    ("W1.c began late, is answering, past the cap", 7, 1, 6.8, 8.1, False, False),
    ("W2.a strings it out", 7, None, 2.0, 8.0, True, True),
    ("W2.b paused, within Z", 7, None, 6.8, 7.2, True, True),
    ("W2.b paused, past Z", 7, None, 6.8, 7.6, False, True),
    ("W3.a is answering shortly before the cap", 7, 3, 6.8, 9.9, True, True),
    ("W3.a the cap", 7, 3, 6.8, 10.0, False, False),
    ("W3.b paused, past Z", 7, 3, 6.8, 7.6, False, True),
    ("W4.a began long ago", 7, None, 0.1, 8.0, True, True),
    ("W4.b never began", 7, None, None, 7.1, False, False),
    ("W5.a no end of beginning, never began", None, None, None, 10.0, True, True),
    ("W5.b paused, past Z", None, None, 6.8, 7.6, False, True),
    ("W5.c is answering", None, None, 6.8, 10.0, True, True),
    ("B3 nothing set", None, None, 1.0, 100.0, True, True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "x", "y", "begun", "at", "formr", "ours"), FORMR, ids=[one[0] for one in FORMR]
)
def test_formr_s_matrix_and_nobody_has_less_time_than_there(
    cell: str, x: int | None, y: int | None, begun: float | None, at: float, formr: bool, ours: bool
) -> None:
    invited = datetime(
        2027, 6, 1, tzinfo=UTC
    )  # a midnight, so that days are whole, and no clock changes for months
    asked = wave(
        anchor={"kind": "enrolment"},
        open_days=0,
        close_days=365 if x is None else x - 1,
        start_grace_days=0,
        finish_grace_days=y,
        hard_stop_day=365,
        invite_day=0,
        reminder_days=(),
    )
    started = None if begun is None else invited + timedelta(days=begun)
    hers = WaveFacts(asked, "UTC", invited, started_at=started, answered_at=started)
    assert can_answer(hers, invited + timedelta(days=at)) == ours
    assert ours or not formr


ZONES = st.sampled_from(
    ["Europe/Lisbon", "America/Santiago", "Australia/Sydney", "Asia/Kathmandu", "Pacific/Apia"]
)
WITHIN = st.timedeltas(timedelta(days=-30), timedelta(days=90))


@st.composite
def any_facts(draw: st.DrawFn) -> WaveFacts:
    close, grace = draw(st.integers(0, 30)), draw(st.none() | st.integers(0, 9))
    stop = draw(st.integers(close, 60) if grace is None else st.none() | st.integers(close, 60))
    asked = wave(
        close_days=close,
        start_grace_days=draw(st.integers(0, 9)),
        finish_grace_days=grace,
        hard_stop_day=stop,
        invite_day=-1,
        open_days=-1,
        reminder_days=(),
    )
    return facts(
        wave=asked,
        zone=draw(ZONES),
        closes_by_at=draw(st.none() | WITHIN.map(lambda later: ENDED + later)),
        extended_until=draw(st.none() | st.dates(date(2027, 4, 1), date(2027, 7, 1))),
    )


@settings(max_examples=500, deadline=None)
@given(one=any_facts(), early=WITHIN, later=WITHIN, now=WITHIN)
def test_an_early_starter_never_has_less_time_than_a_late_one(
    one: WaveFacts, early: timedelta, later: timedelta, now: timedelta
) -> None:
    first, second = (ENDED + each for each in sorted((early, later)))
    moment = ENDED + now
    if second <= moment and can_answer(replace(one, started_at=second), moment):
        assert can_answer(replace(one, started_at=first), moment)


@settings(max_examples=500, deadline=None)
@given(one=any_facts(), now=WITHIN, started=WITHIN, until=st.dates(date(2027, 4, 1), date(2027, 7, 1)))
def test_more_time_never_takes_any_away(
    one: WaveFacts, now: timedelta, started: timedelta, until: date
) -> None:
    without, moment = replace(one, extended_until=None, started_at=ENDED + started), ENDED + now
    more = replace(without, extended_until=until)
    assert can_answer(more, moment) or not can_answer(without, moment)
    frames = window(without), window(more)
    assert frames[0] is not None
    assert frames[1] is not None
    assert frames[0].closes_at <= frames[1].closes_at <= frames[1].finish_by
    assert frames[0].start_by <= frames[1].start_by <= frames[1].finish_by
    assert frames[0].finish_by <= frames[1].finish_by


@pytest.mark.parametrize(("days", "opens"), [(1, date(2027, 4, 16)), (-3, date(2027, 4, 12))])
def test_other_days_open_at_local_midnight(days: int, opens: date) -> None:
    frame = window(facts(wave=AFTER.model_copy(update={"open_days": days})))
    assert frame is not None
    assert frame.opens_at == datetime.combine(opens, datetime.min.time(), LISBON)


# (zone, the anchor, days, local midnight so many days after it), both in UTC, worked out with GNU date, which has its
# own reading of the time zones. Most lie across a change of the clocks; where midnight does not exist it is 01:00.
MIDNIGHTS = [
    ("Europe/Lisbon", "2027-03-25T21:15Z", 3, "2027-03-28T00:00Z"),
    ("Europe/Lisbon", "2027-03-25T21:15Z", 4, "2027-03-28T23:00Z"),
    ("Europe/Lisbon", "2027-10-28T20:15Z", 3, "2027-10-30T23:00Z"),
    ("Europe/Lisbon", "2027-10-28T20:15Z", 4, "2027-11-01T00:00Z"),
    ("Europe/Berlin", "2027-03-25T20:15Z", 3, "2027-03-27T23:00Z"),
    ("Europe/Berlin", "2027-03-25T20:15Z", 4, "2027-03-28T22:00Z"),
    ("Europe/Berlin", "2027-10-28T19:15Z", 3, "2027-10-30T22:00Z"),
    ("Europe/Berlin", "2027-10-28T19:15Z", 4, "2027-10-31T23:00Z"),
    ("America/New_York", "2027-03-12T02:15Z", 3, "2027-03-14T05:00Z"),
    ("America/New_York", "2027-03-12T02:15Z", 4, "2027-03-15T04:00Z"),
    ("America/New_York", "2027-11-05T01:15Z", 4, "2027-11-08T05:00Z"),
    ("America/New_York", "2027-05-21T01:15Z", 180, "2027-11-16T05:00Z"),
    ("America/Los_Angeles", "2027-03-14T07:30Z", 1, "2027-03-14T08:00Z"),
    ("America/Los_Angeles", "2027-03-14T07:30Z", 2, "2027-03-15T07:00Z"),
    ("America/Los_Angeles", "2027-11-07T06:30Z", 2, "2027-11-08T08:00Z"),
    ("America/Sao_Paulo", "2027-02-25T21:30Z", 22, "2027-03-19T03:00Z"),
    ("America/Sao_Paulo", "2027-10-14T21:30Z", 4, "2027-10-18T03:00Z"),
    ("America/Santiago", "2027-04-01T23:00Z", 3, "2027-04-04T04:00Z"),
    ("America/Santiago", "2027-04-01T23:00Z", 4, "2027-04-05T04:00Z"),
    ("America/Santiago", "2027-09-03T00:00Z", 3, "2027-09-05T04:00Z"),
    ("America/Santiago", "2027-09-03T00:00Z", 4, "2027-09-06T03:00Z"),
    ("America/Santiago", "2027-03-11T23:00Z", 180, "2027-09-07T03:00Z"),
    ("America/Havana", "2027-03-13T00:00Z", 2, "2027-03-14T05:00Z"),
    ("America/Havana", "2027-11-05T23:00Z", 2, "2027-11-07T04:00Z"),
    ("Africa/Johannesburg", "2027-04-15T19:15Z", 22, "2027-05-06T22:00Z"),
    ("Africa/Cairo", "2027-04-28T17:00Z", 2, "2027-04-29T22:00Z"),
    ("Africa/Cairo", "2027-10-27T16:00Z", 2, "2027-10-28T22:00Z"),
    ("Asia/Kolkata", "2027-03-25T15:45Z", 4, "2027-03-28T18:30Z"),
    ("Asia/Kathmandu", "2027-03-25T15:30Z", 4, "2027-03-28T18:15Z"),
    ("Asia/Tokyo", "2027-04-15T12:15Z", 180, "2027-10-11T15:00Z"),
    ("Australia/Sydney", "2027-04-02T09:00Z", 2, "2027-04-03T13:00Z"),
    ("Australia/Sydney", "2027-04-02T09:00Z", 3, "2027-04-04T14:00Z"),
    ("Australia/Sydney", "2027-10-01T10:00Z", 2, "2027-10-02T14:00Z"),
    ("Australia/Sydney", "2027-10-01T10:00Z", 3, "2027-10-03T13:00Z"),
    ("Australia/Lord_Howe", "2027-04-02T09:00Z", 3, "2027-04-04T13:30Z"),
    ("Australia/Adelaide", "2027-10-01T10:30Z", 3, "2027-10-03T13:30Z"),
    ("Pacific/Auckland", "2027-04-02T07:00Z", 2, "2027-04-03T11:00Z"),
    ("Pacific/Auckland", "2027-04-02T07:00Z", 3, "2027-04-04T12:00Z"),
    ("Pacific/Auckland", "2027-09-24T08:00Z", 3, "2027-09-26T11:00Z"),
    ("Pacific/Chatham", "2027-09-24T07:15Z", 3, "2027-09-26T10:15Z"),
    ("Pacific/Apia", "2027-04-15T08:15Z", 22, "2027-05-06T11:00Z"),
    ("Pacific/Kiritimati", "2027-04-15T07:15Z", 1, "2027-04-15T10:00Z"),
    ("Pacific/Pago_Pago", "2027-04-16T08:15Z", 1, "2027-04-16T11:00Z"),
    ("UTC", "2027-04-15T21:15Z", 22, "2027-05-07T00:00Z"),
]  # fmt: skip


@pytest.mark.parametrize(("zone", "anchor", "days", "midnight"), MIDNIGHTS)
def test_a_window_opens_and_closes_at_her_own_midnight_wherever_she_is(
    zone: str, anchor: str, days: int, midnight: str
) -> None:
    at, expected = datetime.fromisoformat(anchor), datetime.fromisoformat(midnight)
    opening = window(
        facts(
            wave=wave(open_days=days, close_days=days + 400, invite_day=days, reminder_days=()),
            zone=zone,
            anchor_at=at,
        )
    )
    closing = window(
        facts(
            wave=wave(
                close_days=days - 1,
                start_grace_days=0,
                finish_grace_days=0,
                reminder_days=(),
                invite_day=-1,
                open_days=-1,
            ),
            zone=zone,
            anchor_at=at,
        )
    )
    assert opening is not None
    assert closing is not None
    assert opening.opens_at == expected
    assert closing.closes_at == closing.start_by == closing.finish_by == expected
    assert days_from_target(facts(zone=zone, anchor_at=at), expected) == days
    assert days_from_target(facts(zone=zone, anchor_at=at), expected - timedelta(seconds=1)) == days - 1


@pytest.mark.parametrize(
    ("changes", "sentence_"),
    [
        ({"reminder_days": (1, 2, 3, 4)}, "at most 3"),
        ({"finish_grace_days": None}, "it would never end"),
        ({"hard_stop_day": 20}, "hard_stop_day needs to be close_days or later"),
        ({"target_day": 30}, "target_day needs to lie in the window"),
        ({"start_grace_days": -1}, "greater than or equal to 0"),
        ({"anchor": {"kind": "meeting_start"}}, "meeting_end needs one"),
    ],
)
def test_a_wave_that_makes_no_sense_is_refused(changes: dict[str, object], sentence_: str) -> None:
    with pytest.raises(ValidationError, match=sentence_):
        wave(**changes)


def test_a_wave_stored_by_the_first_release_reads_as_it_was_meant() -> None:
    stored = {
        "key": "after",
        "title": "After week 8",
        "anchor": {"kind": "meeting_end", "unit": "week-8"},
        "open_days": 0,
        "close_days": 21,
        "closes_by": None,
        "invite_day": 0,
        "reminder_days": [4, 10],
        "measures": ["stress-4"],
    }
    read = Wave.model_validate_json(json.dumps(stored))
    assert (read.target, read.start_grace_days, read.finish_grace_days, read.last_day) == (0, 0, 3, 24)
    assert not read.optional
    assert state(facts(wave=read, started_at=day(2), answered_at=day(2)), day(24)) == State.PARTIAL
    assert can_answer(facts(wave=read, started_at=day(2)), day(24))
    assert not can_answer(facts(wave=read), day(22))

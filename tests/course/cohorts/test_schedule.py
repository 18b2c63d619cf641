"""Dates of a cohort: weekly, skipped, with a retreat, and right on the days the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.cohorts.schedule import Plan, planned, to_utc
from course.errors import Refused

UNITS = [(f"week-{n}", 165) for n in range(1, 9)]
THURSDAY = date(2027, 2, 25)


def plan(**changes: object) -> Plan:
    given_ = {
        "units": UNITS,
        "starts_on": THURSDAY,
        "at": time(18, 30),
        "zone": "Europe/Lisbon",
        "skipped": {},
    }
    return Plan(**{**given_, **changes})  # type: ignore[arg-type]


def test_eight_meetings_fall_on_the_same_weekday_at_the_same_wall_time_across_the_clock_change() -> None:
    meetings = planned(plan())
    local = [one.starts_at.astimezone(ZoneInfo("Europe/Lisbon")) for one in meetings]
    assert [each.date() for each in local] == [THURSDAY + timedelta(weeks=n) for n in range(8)]
    assert {each.time() for each in local} == {time(18, 30)}
    assert {each.utcoffset() for each in local} == {timedelta(0), timedelta(hours=1)}  # 28 March 2027


def test_a_skipped_date_moves_every_later_meeting_by_a_week() -> None:
    meetings = planned(plan(skipped={date(2027, 3, 11): "Holiday"}))
    assert [one.starts_on for one in meetings[:3]] == [date(2027, 2, 25), date(2027, 3, 4), date(2027, 3, 18)]


def test_two_skipped_dates_in_a_row_are_both_left_out() -> None:
    meetings = planned(plan(skipped={date(2027, 2, 25): "a", date(2027, 3, 4): "b"}))
    assert meetings[0].starts_on == date(2027, 3, 11)


def test_the_retreat_stands_between_the_meetings_it_was_put_between() -> None:
    meetings = planned(plan(retreat=("retreat", 240), retreat_after="week-5"))
    assert [one.unit_key for one in meetings][4:7] == ["week-5", "retreat", "week-6"]
    assert meetings[5].starts_on == meetings[4].starts_on + timedelta(days=3)


@pytest.mark.parametrize("after", ["week-8", "week-9", None])
def test_a_retreat_after_the_last_meeting_is_refused(after: str | None) -> None:
    with pytest.raises(Refused) as refused:
        planned(plan(retreat=("retreat", 240), retreat_after=after))
    assert refused.value.field == "retreat_after"


def test_a_retreat_dated_outside_its_gap_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        planned(plan(retreat=("retreat", 240), retreat_after="week-5", retreat_on=date(2027, 5, 1)))
    assert refused.value.field == "retreat_on"


def test_a_time_the_clocks_jump_over_means_the_end_of_the_gap() -> None:
    # Berlin, 28 March 2027: 02:00 becomes 03:00, so 02:30 does not exist.
    assert to_utc(date(2027, 3, 28), time(2, 30), "Europe/Berlin") == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


def test_a_time_that_happens_twice_means_the_first() -> None:
    # Berlin, 31 October 2027: 02:30 happens in summer time (00:30 UTC) and again an hour later.
    assert to_utc(date(2027, 10, 31), time(2, 30), "Europe/Berlin") == datetime(
        2027, 10, 31, 0, 30, tzinfo=UTC
    )


def test_half_hour_zones_jump_by_half_an_hour() -> None:
    # Lord Howe Island, 3 October 2027: 02:00 becomes 02:30 (from +10:30 to +11).
    assert to_utc(date(2027, 10, 3), time(2, 15), "Australia/Lord_Howe") == datetime(
        2027, 10, 2, 15, 30, tzinfo=UTC
    )


@settings(max_examples=300, deadline=None)
@given(
    zone=st.sampled_from(sorted(available_timezones())),
    day=st.dates(date(2026, 1, 1), date(2029, 12, 31)),
    at=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
)
def test_wall_time_is_kept_in_every_zone_unless_it_does_not_exist(zone: str, day: date, at: time) -> None:
    local = to_utc(day, at, zone).astimezone(ZoneInfo(zone))
    if (local.date(), local.time()) != (day, at):
        naive = datetime.combine(day, at)
        exists = {
            each.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
            for each in (naive.replace(tzinfo=ZoneInfo(zone)), naive.replace(tzinfo=ZoneInfo(zone), fold=1))
        }
        assert naive not in exists
        assert local.replace(tzinfo=None) > naive

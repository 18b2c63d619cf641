"""Letters leave at the hour on the reader's wall, in every zone of the world and over every change of its clocks.

`pytest tests/course/delivery/test_zones.py --size long` walks through every zone by name; the short round takes one
of each sort. `bin/bench zones` counts.
"""

from datetime import date, datetime, time, timedelta

import pytest

from course.cohorts.schedule import to_utc
from course.delivery import hours
from tests.course.delivery.walking import wall_clock_errors
from tests.course.delivery.wall import changes, first_minute, on_the_wall, unlike_zones, zones

FIRST, LAST = date(2026, 1, 1), date(2029, 1, 1)
QUARTERS = [time(hour, quarter) for hour in range(24) for quarter in (0, 15, 30, 45)]

EIGHT_WEEKS = [date(2027, 2, 25), date(2027, 9, 9)]
"""In both the clocks change in Europe, in America, in Chile and in Australia."""
HALF_YEARS = [date(2027, 12, 30)]
MORE_EIGHT_WEEKS = [date(2026, 2, 5), date(2026, 9, 10), date(2028, 2, 24), date(2028, 9, 7)]
MORE_HALF_YEARS = [date(2026, 1, 15), date(2026, 7, 16), date(2027, 1, 14), date(2027, 7, 15)]
"""With the one above, all of 2026 to the middle of 2028 without a gap."""


@pytest.fixture(scope="module")
def is_long(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--size") == "long")


@pytest.fixture(scope="module")
def walked_through(is_long: bool) -> list[str]:
    return zones() if is_long else unlike_zones(FIRST, LAST)


def test_eight_weeks_keep_their_hours_in_every_zone(walked_through: list[str], is_long: bool) -> None:
    firsts = EIGHT_WEEKS + MORE_EIGHT_WEEKS if is_long else EIGHT_WEEKS
    assert not [
        error for zone in walked_through for first in firsts for error in wall_clock_errors(zone, first, 8)
    ]


def test_half_a_year_keeps_its_hours_in_every_zone(walked_through: list[str], is_long: bool) -> None:
    """In the short round a third of the sorts: the eight weeks took them all."""
    firsts = HALF_YEARS + MORE_HALF_YEARS if is_long else HALF_YEARS
    some = walked_through if is_long else walked_through[::3]
    assert not [error for zone in some for first in firsts for error in wall_clock_errors(zone, first, 26)]


def test_on_a_day_the_clocks_change_every_quarter_of_an_hour_is_the_first_one_or_the_next_that_exists(
    walked_through: list[str],
) -> None:
    looked_at = 0
    for zone in walked_through:
        for at, _after in changes(zone, FIRST, LAST):
            day = on_the_wall(zone, at).date()
            for hour in QUARTERS:
                wanted = first_minute(zone, day, hour)
                assert to_utc(day, hour, zone) == wanted, (zone, day, hour)
                assert hours.next_hour(wanted, hour, zone) == wanted, (zone, day, hour)
                looked_at += 1
    assert looked_at > 10_000


@pytest.mark.parametrize(
    ("zone", "day", "hour", "utc"),
    [
        ("Europe/Lisbon", date(2027, 3, 28), time(1, 30), "2027-03-28T01:00+00:00"),
        ("Europe/Lisbon", date(2027, 10, 31), time(1, 30), "2027-10-31T00:30+00:00"),
        ("America/New_York", date(2027, 3, 14), time(2, 30), "2027-03-14T07:00+00:00"),
        ("America/New_York", date(2027, 11, 7), time(1, 30), "2027-11-07T05:30+00:00"),
        ("Australia/Lord_Howe", date(2027, 10, 3), time(2, 15), "2027-10-02T15:30+00:00"),
        ("Australia/Lord_Howe", date(2027, 4, 4), time(1, 45), "2027-04-03T14:45+00:00"),
        ("Asia/Kathmandu", date(2027, 4, 4), time(18), "2027-04-04T12:15+00:00"),
    ],
)
def test_an_hour_that_is_jumped_over_means_the_minute_after_and_one_that_comes_twice_the_first(
    zone: str, day: date, hour: time, utc: str
) -> None:
    assert to_utc(day, hour, zone) == datetime.fromisoformat(utc) == first_minute(zone, day, hour)


@pytest.mark.parametrize(
    ("zone", "changed"),
    [
        ("Pacific/Apia", date(2011, 12, 30)),  # a Friday that never was
        ("America/Caracas", date(2016, 5, 1)),  # by half an hour
        ("Europe/Istanbul", date(2016, 10, 30)),  # summer time for good
        ("Asia/Pyongyang", date(2018, 5, 5)),
        ("Africa/Sao_Tome", date(2019, 1, 1)),  # a year after it had changed the other way
        ("America/Sao_Paulo", date(2019, 2, 17)),  # the last summer time
        ("America/Mexico_City", date(2022, 10, 30)),
        ("Asia/Amman", date(2022, 10, 28)),
        ("Asia/Almaty", date(2024, 3, 1)),
        ("Africa/Casablanca", date(2026, 2, 15)),  # back for Ramadan
    ],
)
def test_a_zone_that_gives_itself_other_rules_keeps_the_hours_on_the_wall(zone: str, changed: date) -> None:
    monday = changed - timedelta(weeks=4, days=changed.weekday())
    assert not wall_clock_errors(zone, monday, 8)

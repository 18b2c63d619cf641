"""Wall-clock arithmetic of the letters: local hours of a zone, right on both days the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from course.cohorts.schedule import to_utc


class Awake(NamedTuple):
    """The local hours in which letters that can wait may leave: from `begins` on, before `ends` (24: midnight)."""

    begins: int = 8
    ends: int = 20

    def holds(self, hour: time) -> bool:
        return self.begins <= hour.hour < self.ends

    def nearest(self, hour: time) -> time:
        """This hour itself, or the one of hers that is closest to it on the same day."""
        if self.holds(hour):
            return hour
        return time(self.begins) if hour.hour < self.begins else time(self.ends - 1)


USUAL = Awake()
LAST = 24
"""The end of a day, which `time` cannot say."""


@lru_cache(maxsize=65_536)  # as in to_utc: everybody is asked about the same moments
def local_day(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def at_hour(at: datetime, hour: time, zone: str, *, days: int = 0) -> datetime:
    """This local hour on the day that lies `days` after the local day of `at`."""
    return to_utc(local_day(at, zone) + timedelta(days=days), hour, zone)


def next_hour(after: datetime, hour: time, zone: str) -> datetime:
    """The first time this local hour comes, at `after` or later."""
    # Yesterday's too: in Nuuk the clocks jump over the last hour of a day, which then comes at midnight.
    return next(at for days in (-1, 0, 1) if (at := at_hour(after, hour, zone, days=days)) >= after)


def day_start(day: date, zone: str) -> datetime:
    return to_utc(day, time(0), zone)


@lru_cache(maxsize=4_096)
def is_quiet(at: datetime, zone: str, awake: Awake = USUAL) -> bool:
    return not awake.holds(at.astimezone(ZoneInfo(zone)).time())


def asleep_at(at: datetime, zone: str, awake: Awake = USUAL) -> datetime:
    """When her hours of this local day end; that may lie behind `at`."""
    if awake.ends == LAST:
        return day_start(local_day(at, zone) + timedelta(days=1), zone)
    return at_hour(at, time(awake.ends), zone)


def when_awake(at: datetime, zone: str, awake: Awake = USUAL) -> datetime:
    """`at` itself in her hours, else the next time they begin."""
    if not is_quiet(at, zone, awake):
        return at.astimezone(UTC)
    today = at_hour(at, time(awake.begins), zone)
    return today if today >= at else at_hour(at, time(awake.begins), zone, days=1)

"""Wall-clock arithmetic of the letters: local hours of a zone, right on both days the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from course.cohorts.schedule import to_utc

DAY_BEGINS = time(8)
DAY_ENDS = time(20)
"""Letters that can wait leave between these local hours."""


def local_day(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def at_hour(at: datetime, hour: time, zone: str, *, days: int = 0) -> datetime:
    """This local hour on the day that lies `days` after the local day of `at`."""
    return to_utc(local_day(at, zone) + timedelta(days=days), hour, zone)


def next_hour(after: datetime, hour: time, zone: str) -> datetime:
    """The first time this local hour comes, at `after` or later."""
    today = at_hour(after, hour, zone)
    return today if today >= after else at_hour(after, hour, zone, days=1)


def day_start(day: date, zone: str) -> datetime:
    return to_utc(day, time(0), zone)


def is_quiet(at: datetime, zone: str) -> bool:
    local = at.astimezone(ZoneInfo(zone)).time()
    return not DAY_BEGINS <= local < DAY_ENDS


def when_awake(at: datetime, zone: str) -> datetime:
    """`at` itself in the day, else the next morning."""
    return next_hour(at, DAY_BEGINS, zone) if is_quiet(at, zone) else at.astimezone(UTC)

"""Wall clocks worked out without the arithmetic of the letters: offsets are read off minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FARTHEST = timedelta(hours=26)
"""No zone is farther from UTC than this, and no change of a clock is wider."""
NOT_PLACES = {"localtime", "Factory"}


def zones() -> list[str]:
    return sorted(available_timezones() - NOT_PLACES)


def unlike_zones(first: date, last: date) -> list[str]:
    """One zone of each sort: those whose clocks agree between these days, and change in the same hours, are one."""
    found: dict[tuple[object, ...], str] = {}
    for zone in zones():
        found.setdefault((offset(zone, _midnight(first)), *changes(zone, first, last)), zone)
    return sorted(found.values())


@cache
def changes(zone: str, first: date, last: date) -> tuple[tuple[datetime, timedelta], ...]:
    """(the UTC hour in which the clocks of a zone change, the offset after it) between these days.

    Clocks that are changed and changed back within a day are not seen.
    """
    days = [_midnight(first) + DAY * number for number in range((last - first).days)]
    changed = [day for day in days if offset(zone, day) != offset(zone, day + DAY)]
    hours = [day + HOUR * number for day in changed for number in range(24)]
    return tuple((at, offset(zone, at + HOUR)) for at in hours if offset(zone, at) != offset(zone, at + HOUR))


def first_minute(zone: str, day: date, hour: time) -> datetime:
    """The first UTC minute at which a clock on the wall there shows this; if none does, the first one after."""
    wanted = datetime.combine(day, hour, tzinfo=UTC)
    offsets = {offset(zone, wanted + step * HOUR) for step in range(-26, 27)}
    shown = [wanted - one for one in offsets if on_the_wall(zone, wanted - one) == wanted]
    return min(shown) if shown else _after_the_gap(zone, wanted)


def on_the_wall(zone: str, at: datetime) -> datetime:
    """What the clock shows, written as if it were UTC."""
    return at + offset(zone, at)


def offset(zone: str, at: datetime) -> timedelta:
    found = at.astimezone(ZoneInfo(zone)).utcoffset()
    assert found is not None
    return found


def _after_the_gap(zone: str, wanted: datetime) -> datetime:
    at = wanted - FARTHEST
    while on_the_wall(zone, at) < wanted:
        at += MINUTE
    return at


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=UTC)

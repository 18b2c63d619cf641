"""The moment that somebody chooses for a message: an hour of today or tomorrow, on the group's own clock."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from course.cohorts.schedule import to_utc
from course.errors import Refused
from course.words import _


def days_to_choose(zone: str, now: datetime) -> tuple[date, date]:
    """Today and tomorrow there."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return today, today + timedelta(days=1)


def chosen(on: str, at: str, *, zone: str, now: datetime, kept: datetime | None = None) -> datetime | None:
    """The moment of a day (2027-03-18) and an hour (08:00) in `zone`; None where no day is chosen: it leaves at once.

    Refused where it is no hour, or another day than today or tomorrow. The day of `kept` may stay.
    """
    if not on:
        return None
    offered = {*days_to_choose(zone, now), *([kept.astimezone(ZoneInfo(zone)).date()] if kept else [])}
    day = next((one for one in offered if one.isoformat() == on), None)
    if day is None:
        raise Refused(_("Please choose today or tomorrow, or let it leave now."), field="on")
    return to_utc(day, _hour(at), zone)


def _hour(at: str) -> time:
    try:
        return time.fromisoformat(at.strip()).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise Refused(_("Please write an hour like 08:00."), field="at") from None

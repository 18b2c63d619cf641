"""Dates and times in the words of the interface, in the person's own zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from flask_babel import get_locale, gettext

from web import request


def zone() -> ZoneInfo:
    """Where the reader is: her own zone, or the site's when nobody is signed in."""
    visitor = request.visitor()
    return ZoneInfo(visitor.zone if visitor else "UTC")


def local(instant: datetime) -> datetime:
    return instant.astimezone(zone())


def day(value: date | datetime) -> str:
    """Thursday 26 November."""
    return format_date(_as_date(value), "EEEE d MMMM", locale=get_locale())


def short_day(value: date | datetime) -> str:
    """Thu 26 Nov."""
    return format_date(_as_date(value), "EEE d MMM", locale=get_locale())


def long_date(value: date | datetime) -> str:
    """26 November 2026."""
    return format_date(_as_date(value), "d MMMM y", locale=get_locale())


def clock_time(instant: datetime) -> str:
    """18:30, in the reader's zone."""
    return format_time(local(instant), "HH:mm", locale=get_locale())


def day_and_time(instant: datetime) -> str:
    return str(gettext("%(day)s at %(time)s", day=day(instant), time=clock_time(instant)))


def _as_date(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value

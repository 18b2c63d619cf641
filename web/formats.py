"""Dates and times in the words of the interface, in the person's own zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.core import get_global
from babel.dates import format_time
from babel.numbers import format_decimal
from flask_babel import gettext

from course import days
from web import languages, request


def zone() -> ZoneInfo:
    """Where the reader is: her own zone, or the site's when nobody is signed in."""
    visitor = request.visitor()
    return ZoneInfo(visitor.zone if visitor else "UTC")


def local(instant: datetime) -> datetime:
    return instant.astimezone(zone())


def country(code: str) -> str:
    """Portugal, for PT; as it stands where nobody knows the code."""
    return str(languages.locale().territories.get(code, code))


def country_of_zone(name: str) -> str:
    """PT, for Europe/Lisbon; empty where a zone belongs to none."""
    return str(get_global("zone_territories").get(name, ""))


def day(value: date | datetime) -> str:
    """Thursday 26 November."""
    return days.day(_as_date(value), languages.locale())


def short_day(value: date | datetime) -> str:
    """Thu 26 Nov."""
    return days.short_day(_as_date(value), languages.locale())


def long_date(value: date | datetime) -> str:
    """26 November 2026."""
    return days.long_date(_as_date(value), languages.locale())


def month(value: date) -> str:
    """November 2026."""
    return days.month(value, languages.locale())


def leaf(value: date) -> tuple[str, str, str]:
    """Thu, 26, Nov."""
    return days.leaf(value, languages.locale())


def iso_date(value: str) -> str:
    """26 November 2026, from a day as content writes it: 2026-11-26."""
    return long_date(date.fromisoformat(value))


def clock_time(instant: datetime) -> str:
    """18:30, in the reader's zone."""
    return format_time(local(instant), "HH:mm", locale=languages.locale())


def day_and_time(instant: datetime) -> str:
    return str(gettext("%(day)s at %(time)s", day=day(instant), time=clock_time(instant)))


def one_decimal(value: float) -> str:
    """3.5, or 3,5."""
    return str(format_decimal(value, "0.0", locale=languages.locale()))


def _as_date(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value

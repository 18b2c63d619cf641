"""Days in words, in the order and with the marks of each language; `locale` is a name like "en" or "de_AT"."""

import re
from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_date

ENGLISH = {"day": "EEEE d MMMM", "short": "EEE d MMM", "long": "d MMMM y", "weekday": "EEEE"}
"""Babel's own English is the American one."""


def day(value: date, locale: str | Locale) -> str:
    """Thursday 26 November; Donnerstag, 26. November."""
    return _said(value, locale, "day")


def short_day(value: date, locale: str | Locale) -> str:
    """Thu 26 Nov; Do., 26. Nov."""
    return _said(value, locale, "short")


def long_date(value: date, locale: str | Locale) -> str:
    """26 November 2026; 26. November 2026."""
    return _said(value, locale, "long")


def month(value: date, locale: str | Locale) -> str:
    """November 2026."""
    return format_date(value, "LLLL y", locale=Locale.parse(locale))


def weekday(value: date, locale: str | Locale) -> str:
    """Thursday; Donnerstag."""
    return _said(value, locale, "weekday")


@lru_cache(maxsize=256)
def leaf(value: date, locale: str | Locale) -> tuple[str, str, str]:
    """What a leaf of a calendar says: Thu, 26, Nov."""
    weekday, number, month = (format_date(value, part, locale=locale) for part in ("EEE", "d", "MMM"))
    return weekday, number, month


@lru_cache(maxsize=1024)  # a thousand letters, or the pages of an evening, speak of the same few days
def _said(value: date, locale: str | Locale, form: str) -> str:
    known = Locale.parse(locale)
    pattern = ENGLISH[form] if known.language == "en" else _pattern(known, form)
    return format_date(value, pattern, locale=known)


def _pattern(locale: Locale, form: str) -> str:
    if form == "weekday":
        return "EEEE"
    if form == "long":
        return str(locale.date_formats["long"].pattern)
    short = str(locale.datetime_skeletons["MMMEd"].pattern)
    return short if form == "short" else re.sub("E+", "EEEE", re.sub("M+", "MMMM", short))

"""Public holidays of some countries as a function of the year: a hint beside a date, never a rule.

Fixed days, days counted from Easter Sunday, and days such as the last Monday in May. Only days that are free in the
whole country; a region's own are for whoever plans to leave out by hand.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache

from course.words import _

FIXED: Mapping[str, tuple[str, ...]] = {
    "AT": ("01-01", "01-06", "05-01", "08-15", "10-26", "11-01", "12-08", "12-25", "12-26"),
    "BE": ("01-01", "05-01", "07-21", "08-15", "11-01", "11-11", "12-25"),
    "CH": ("01-01", "08-01", "12-25"),
    "DE": ("01-01", "05-01", "10-03", "12-25", "12-26"),
    "ES": ("01-01", "01-06", "05-01", "08-15", "10-12", "11-01", "12-06", "12-08", "12-25"),
    "FR": ("01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25"),
    "GB": ("01-01", "12-25", "12-26"),
    "IT": ("01-01", "01-06", "04-25", "05-01", "06-02", "08-15", "11-01", "12-08", "12-25", "12-26"),
    "NL": ("01-01", "04-27", "12-25", "12-26"),
    "NO": ("01-01", "05-01", "05-17", "12-25", "12-26"),
    "PT": (
        "01-01", "04-25", "05-01", "06-10", "08-15", "10-05", "11-01", "12-01", "12-08", "12-25",
    ),
    "US": ("01-01", "06-19", "07-04", "11-11", "12-25"),
}  # fmt: skip
"""{country: days on which it rests each year}."""

EASTER: Mapping[str, tuple[int, ...]] = {
    "AT": (1, 39, 50, 60),
    "BE": (1, 39, 50),
    "CH": (39,),
    "DE": (-2, 1, 39, 50),
    "ES": (-2,),
    "FR": (1, 39, 50),
    "GB": (-2,),
    "IT": (1,),
    "NL": (1, 39, 50),
    "NO": (-3, -2, 1, 39, 50),
    "PT": (-2, 60),
}
"""{country: days after Easter Sunday on which it rests}: -3 Maundy Thursday, -2 Good Friday, 1 Easter Monday, 39
Ascension, 50 Whit Monday, 60 Corpus Christi."""

NTH: Mapping[str, tuple[tuple[int, int, int], ...]] = {
    "GB": ((5, 0, 1), (5, 0, -1)),
    "US": ((1, 0, 3), (2, 0, 3), (5, 0, -1), (9, 0, 1), (10, 0, 2), (11, 3, 4)),
}
"""{country: (month, weekday, which one of that month)}; weekday 0 is Monday, -1 is the last one."""

EVERYWHERE = ("12-24", "12-31")
"""No holiday, and an evening on which few people come."""


def is_known(country: str) -> bool:
    return country in FIXED


def name(country: str, day: date) -> str:
    """What stands beside this day; nothing for a day like any other, and for a country that is not known here."""
    if day in _free(country, day.year):
        return _("public holiday")
    if is_known(country) and day.strftime("%m-%d") in EVERYWHERE:
        return _("the eve of a holiday")
    return ""


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the method of Butcher's Ecclesiastical Calendar (1876), as in Meeus,
    Astronomical Algorithms, 2nd ed. 1998, chapter 8."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, before = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, before + 1)


@lru_cache
def _free(country: str, year: int) -> frozenset[date]:
    return frozenset(_days(country, year))


def _days(country: str, year: int) -> Iterator[date]:
    for fixed in FIXED.get(country, ()):
        yield date.fromisoformat(f"{year}-{fixed}")
    for after in EASTER.get(country, ()):
        yield easter(year) + timedelta(days=after)
    for month, weekday, which in NTH.get(country, ()):
        yield _nth(year, month, weekday, which)


def _nth(year: int, month: int, weekday: int, which: int) -> date:
    first = date(year, month, 1)
    first += timedelta(days=(weekday - first.weekday()) % 7)
    found = [day for n in range(5) if (day := first + timedelta(weeks=n)).month == month]
    return found[which - 1 if which > 0 else which]

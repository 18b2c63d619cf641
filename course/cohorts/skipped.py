"""Dates on which a cohort does not meet, as somebody types them: a date and its reason on each line."""

from datetime import date

from course.errors import Refused
from course.words import _, one_line

MOST = 60
LONGEST = 200


def parse(text: str) -> dict[date, str]:
    """{date: reason}. Refused names the line that cannot be read."""
    found: dict[date, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            day, reason = _line(number, line)
            found[day] = reason
    if len(found) > MOST:
        raise Refused(_("That is more than %(n)d dates.") % {"n": MOST}, field="skipped")
    return found


def _line(number: int, line: str) -> tuple[date, str]:
    first, _space, reason = line.strip().partition(" ")
    try:
        day = date.fromisoformat(first)
    except ValueError as error:
        words = _("Line %(n)d does not begin with a date. One looks like 2026-12-24 Holiday.")
        raise Refused(words % {"n": number}, field="skipped") from error
    if not reason.strip():
        words = _("Line %(n)d has no reason. People read it beside the date, for example Holiday.")
        raise Refused(words % {"n": number}, field="skipped")
    return day, one_line(reason)[:LONGEST]

"""The sheet that goes round: who is there signs. First names, since everybody in the room reads it."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from course import days
from course.cohorts.naming import unit_words
from course.cohorts.roll import Seat
from course.print.typesetting import head, typeset
from course.words import _, speaking
from curriculum.schema import Course, Unit

GUESTS = 3
"""Empty lines for whoever is not on the list."""


def sign_in_sheet(
    course: Course,
    unit: Unit,
    seats: Sequence[Seat],
    *,
    starts_at: datetime,
    group: str = "",
    place: str = "",
) -> bytes:
    """One page of lines as PDF, in the course's own language. `starts_at` is in the group's own zone."""
    locale = course.language.replace("-", "_")
    with speaking(locale):
        words = unit_words(unit).name
        document = {
            **head(course, f"{_('Sign-in sheet')}: {words}", group),
            "kicker": _("Sign-in sheet"),
            "heading": words,
            "when": f"{days.weekday(starts_at, locale)}, {days.long_date(starts_at, locale)}, {starts_at:%H:%M}",
            "place": place,
            "columns": [_("Name"), _("Came at"), _("Signature"), _("Left at")],
            "names": [*first_names(seats), *[""] * GUESTS],
        }
        return typeset("sign-in-sheet", document)


def first_names(seats: Sequence[Seat]) -> list[str]:
    """What each is called; where two are called the same, with the first letter of the last name."""
    called = Counter(seat.called.casefold() for seat in seats)
    return [seat.called if called[seat.called.casefold()] == 1 else _longer(seat) for seat in seats]


def _longer(seat: Seat) -> str:
    words = seat.name.split()
    return f"{seat.called} {words[-1][0]}." if len(words) > 1 else seat.called

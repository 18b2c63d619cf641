"""What a short notice says: one neutral sentence, and never what the course is about or what it is called.

A letter that is not here has no notice: it says something that is nowhere else (what to bring, thanks), asks about the
mail itself, or must not get lost.
"""

from collections.abc import Callable

from course import links
from course.people.preference import Kind
from course.words import _, speaking

SENTENCES: dict[str, Callable[[], str]] = {
    "week_opens": lambda: _("Something new is open for you."),
    "homework_nudge": lambda: _("A short note is there for you."),
    "meeting_tomorrow": lambda: _("You have an appointment tomorrow. When and where is on your page."),
    "meeting_soon": lambda: _("You have an appointment in an hour. When and where is on your page."),
    "measure_invitation": lambda: _("A few questions are open for you."),
    "measure_reminder": lambda: _("A few questions are still open for you, if you like."),
    "staff_meeting_tomorrow": lambda: _("You have an appointment tomorrow. When and where is on your page."),
}
NOTICED = frozenset(SENTENCES)
KINDS = (Kind.WEEKS, Kind.NUDGES, Kind.MEETINGS, Kind.MEASURES)
"""The kinds that some of these letters are of: only they can be asked for as a notice."""


def notice(letter: str, *, locale: str, site: str) -> bytes:
    """Two lines of UTF-8: the sentence in her language, and the site's first page, which knows her."""
    with speaking(locale):
        return _lines(SENTENCES[letter](), site)


def to_try(*, locale: str, site: str) -> bytes:
    with speaking(locale):
        return _lines(_("This is how a short notice looks."), site)


def with_code(code: str, *, locale: str, site: str) -> bytes:
    with speaking(locale):
        return _lines(_("Your code for short notices is %(code)s.") % {"code": code}, site)


def _lines(sentence: str, site: str) -> bytes:
    return f"{sentence}\n{links.home(site)}".encode()

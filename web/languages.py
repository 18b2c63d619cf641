"""Which language a page is in: its reader's own, the browser's, or the one of whoever a letter's link was sent to."""

from contextlib import ExitStack
from typing import Any

from babel import Locale
from flask import g
from flask import request as http
from flask_babel import get_locale, get_translations, refresh

from course.cohorts.programme import Programme
from course.people.person import Person
from course.words import LANGUAGES, speaking
from web import request

ENGLISH_ONLY = frozenset(
    {
        "attendance",
        "board",
        "concerns",
        "content",
        "dev",
        "emergency",
        "entering",
        "group_desk",
        "guides",
        "handover",
        "intakes",
        "lead",
        "meetings",
        "messages",
        "my_forms",
        "my_questions",
        "outbox",
        "people",
        "people_concern",
        "people_list",
        "people_questions",
        "people_word",
        "person",
        "rooms",
        "run_sheet",
        "substitutes",
        "suggestions",
        "team",
        "voices",
    }
)
"""Families of pages that only staff open: they are not translated, and say so to screen readers."""


def language() -> str:
    """The locale of this request."""
    if http.blueprint in ENGLISH_ONLY:
        return LANGUAGES[0]
    if chosen := g.get("language"):
        return str(chosen)
    visitor = request.visitor()
    return visitor.locale if visitor else http.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def begin_to_speak() -> None:
    """The domain says its sentences in the same language, until this request ends."""
    g.speaking = ExitStack()
    g.speaking.enter_context(speaking(language()))


def words() -> Any:
    """The sentences of this request's language, looked up once: a page says some forty of them."""
    found = g.get("words")
    if found is None:
        found = g.words = get_translations()
    return found


def locale() -> Locale:
    """The same for dates, numbers and who speaks."""
    found: Locale | None = g.get("locale")
    if found is None:
        found = g.locale = get_locale()
    return found


def ask_again() -> None:
    """What language this is has changed since it was last asked."""
    refresh()
    g.pop("words", None)
    g.pop("locale", None)


def speak_to(person: Person | None) -> None:
    """From here on in this person's language: a letter's link brought somebody who is not signed in."""
    if person and not request.visitor():
        _speak(person.locale)


def speak_to_guest_of(programme: Programme) -> None:
    """A programme with a language of its own invites in it; otherwise the browser knows better."""
    if not request.visitor() and programme.locale != LANGUAGES[0]:
        _speak(programme.locale)


def language_choices(*also: str) -> dict[str, str]:
    """{language: its own name for itself}, and those in `also` (one that somebody has already)."""
    codes = dict.fromkeys([*LANGUAGES, *also])
    return {code: str(Locale.parse(code.replace("-", "_")).display_name) for code in codes}


def _speak(locale: str) -> None:
    g.language = locale
    ask_again()
    g.speaking.enter_context(speaking(locale))

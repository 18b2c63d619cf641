"""gettext for the domain: letters, verbs and reports speak the language of the person they are for."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from babel.support import NullTranslations, Translations

CATALOGUES = Path(__file__).resolve().parent.parent / "web" / "translations"
LANGUAGES = ("en", "de")
"""What participants may choose: the interface is complete in these. The first is the original."""

JOINERS = "\u200c\u200d"
"""Zero-width non-joiner and joiner."""

_current: ContextVar[NullTranslations] = ContextVar("translations")
_plain = NullTranslations()


@lru_cache(maxsize=32)
def _catalogue(locale: str) -> NullTranslations:
    return Translations.load(CATALOGUES, [locale])


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Inside this block `_` answers in `locale` (for example "en" or "de_AT")."""
    token = _current.set(_catalogue(locale))
    try:
        yield
    finally:
        _current.reset(token)


def one_line(text: str) -> str:
    """Without control characters and line ends: names and titles go into the subjects of letters.

    What joins or parts two letters stays between them: Persian names and many emoji are written with it.
    """
    kept = "".join(c if c.isprintable() or c in JOINERS else " " for c in text)
    return " ".join(word for word in (each.strip(JOINERS) for each in kept.split()) if word)


def _(sentence: str) -> str:
    return str(_current.get(_plain).gettext(sentence))


def ngettext(one: str, many: str, n: int) -> str:
    return str(_current.get(_plain).ngettext(one, many, n))

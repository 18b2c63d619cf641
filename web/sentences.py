"""The sentences of templates, in the language of the page: `_("…")`, `ngettext("…", "…", n)` and `{% trans %}`.

They mean what Jinja's own newer style means (`%(name)s` is filled in, escaped; a per cent sign is written twice).
A page says some sixty of them, most without anything to fill in: those are looked up and made ready once for the
process.
"""

from functools import lru_cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from web import languages


def equip(env: Environment) -> None:
    env.newstyle_gettext = True  # type: ignore[attr-defined]  # of jinja2.ext.i18n: how {% trans %} is compiled
    env.globals.update(_=say, gettext=say, ngettext=say_of_many)


def say(sentence: str, /, **given: object) -> Markup:
    if given:
        return Markup(languages.words().ugettext(sentence)) % given  # noqa: S704  (our own sentences)
    return _ready(languages.words(), sentence)


def say_of_many(one: str, many: str, number: int, /, **given: object) -> Markup:
    """The form for this number, which the sentence calls `num`."""
    found = languages.words().ungettext(one, many, number)
    return Markup(found) % {"num": number, **given}  # noqa: S704  (our own sentences)


@lru_cache(maxsize=8192)
def _ready(words: Any, sentence: str) -> Markup:
    return Markup(words.ugettext(sentence)) % {}  # noqa: S704  (our own sentences)

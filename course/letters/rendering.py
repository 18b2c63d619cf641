"""The templates of letters: compiled once, HTML escaped, and nothing worked out twice that all letters share."""

import re
from collections.abc import Mapping, MutableMapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape

from course import words
from course.letters.wrapping import wrapped

TEMPLATES = Path(__file__).parent / "templates"
STYLE = re.findall("<style>.*?</style>", (TEMPLATES / "layout.html").read_text("utf-8"), re.DOTALL)[0]
"""Most of each page, and the same in all of them; it stands on lines of its own."""


def render(template: str, facts: Mapping[str, object]) -> str:
    return _template(template).render(facts)


@cache  # as many as there are files: finding one in the environment takes a tenth of a letter's time
def _template(name: str) -> Template:
    return _environment().get_template(name)


class _Paper(Environment):
    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        # a plain dict: the base class chains two, and flattening them for each letter takes longer than rendering it
        return {**self.globals, **(d or {})}


@lru_cache
def _environment() -> Environment:
    environment = _Paper(
        loader=FileSystemLoader(TEMPLATES),
        auto_reload=False,  # it would look at the file on the disk for each letter
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(words._, words.ngettext)  # type: ignore[attr-defined]
    environment.filters["wrapped"] = wrapped
    return environment

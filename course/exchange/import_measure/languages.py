"""Languages by their codes and names, and the columns of a sheet that hold words in one of several."""

from __future__ import annotations

import re
from collections.abc import Mapping

from babel import Locale, UnknownLocaleError

from course.errors import Refused

CODE = re.compile(r"^[a-z]{2,3}(-[A-Z]{2})?$")
NAMED = re.compile(r"^(?P<name>[^:]+?)\s*::?\s*(?P<language>[^(]*?)\s*(?:\((?P<code>[^)]*)\))?$")
"""`label::English (en)` of XLSForm, `label:english` of SurveyCTO."""


def is_a_language(code: str) -> bool:
    """Whether this is how we write a language that there is: en, pt-BR."""
    return bool(CODE.match(code)) and bool(_names(code.lower()))


def label_in(cells: Mapping[str, str], name: str, language: str, default: str) -> str:
    """The words of a column in this language; a column without one is in the file's own.

    Refused when the file has this column in other languages only.
    """
    spoken: dict[str, str] = {}
    for head, words in cells.items():
        found = NAMED.match(head)
        if found and found["name"].strip() == name:
            if is_called(found["language"], found["code"], language):
                return words
            spoken[found["language"] or found["code"] or "?"] = words
    if name in cells and (not default or is_called(*_parts(default), language)):
        return cells[name]
    if name in cells and not spoken:
        raise Refused(f"the file says that its language is {default}; choose it with --language")
    if spoken and name == "label":
        raise Refused(
            f"the file has no words in {language}, only in {', '.join(spoken)}; choose with --language"
        )
    return ""


def is_called(name: str, code: str | None, language: str) -> bool:
    """Whether "English", "Deutsch" or the code in brackets means this language."""
    wanted = language.replace("_", "-").lower()
    if code:
        return code.strip().replace("_", "-").lower() in {wanted, wanted.split("-")[0]}
    return name.strip().lower() in {wanted, *_names(wanted)}


def _names(language: str) -> set[str]:
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return set()
    said = (locale.get_language_name("en"), locale.get_language_name(language.partition("-")[0]))
    return {name.lower() for name in said if name}


def _parts(default: str) -> tuple[str, str | None]:
    """`English (en)` as the settings sheet names the default language."""
    found = re.match(r"^(.*?)\s*(?:\(([^)]*)\))?$", default.lower())
    return (found[1], found[2]) if found else (default, None)

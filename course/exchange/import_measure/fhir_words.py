"""Extensions and translations, the two things any FHIR element may carry."""

from __future__ import annotations

from typing import Any

from course.exchange.import_measure.json_file import Node, nodes, number, text

SCORES = (
    "itemWeight",
    "ordinalValue",
    "valueset-ordinalValue",
    "codesystem-ordinalValue",
    "iso21090-CO-value",
)
"""itemWeight replaced ordinalValue; the others are what older releases call it."""


def extension(element: Node, name: str) -> Node | None:
    """The extension whose address ends in this name."""
    for each in nodes(element.get("extension", [])):
        if text(each.get("url")).rpartition("/")[2] == name:
            return each
    return None


def flag(element: Node, name: str) -> bool:
    found = extension(element, name)
    return bool(found and found.get("valueBoolean") is True)


def scores(element: Node) -> list[float]:
    """Every value an element says it counts; more than one that differ are a contradiction."""
    found = [extension(element, name) for name in SCORES]
    values = [number(each.get("valueDecimal", each.get("valueInteger"))) for each in found if each]
    return [value for value in values if value is not None]


def said_in(element: Node, name: str, language: str, own: str | None) -> str:
    """The words of a field in this language; "" where the file has none in it.

    A file that does not name its language is taken to be in the one that is asked for.
    """
    base = text(element.get(name))
    beside: Any = element.get(f"_{name}")
    if isinstance(beside, dict):
        for each in nodes(beside.get("extension", [])):
            if text(each.get("url")).endswith("/translation") and is_language(_part(each, "lang"), language):
                return _part(each, "content")
    return base if own is None or is_language(own, language) else ""


def is_language(tag: str, language: str) -> bool:
    """Whether "de-AT" is de; "de" is not de-AT when that was asked for."""
    tag, language = tag.replace("_", "-").lower(), language.replace("_", "-").lower()
    return tag == language or tag.startswith(f"{language}-")


def _part(translation: Node, name: str) -> str:
    found = extension(translation, name) or {}
    return next((text(value) for key, value in found.items() if key.startswith("value")), "")

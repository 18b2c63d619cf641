"""What differs between two versions of a course, text by text and line by line."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from curriculum.schema import Course

Change = Literal["new", "gone", "changed"]
SIGNS: Mapping[str, Literal["out", "in"]] = {"-": "out", "+": "in"}
CONTEXT = 1
THINGS = ("units", "practices", "exercises", "cards", "guides", "goals", "packs", "waves")
NOT_SAID = ("texts", "translations", "shape")
"""No field of these is read by people: a translation is compared as a course of its own."""


@dataclass(frozen=True)
class Line:
    """`kind` is "same", "out" or "in"; `where` leads to the field, as in "agenda, opening, say"."""

    kind: Literal["same", "out", "in"]
    where: str
    text: str


@dataclass(frozen=True)
class Difference:
    """One thing of the course, for example ("practices", "Supportive touch"), with its changed lines.
    `language` is that of a translation, and empty for the original."""

    kind: str
    title: str
    change: Change
    lines: tuple[Line, ...]
    language: str = ""


def differences(before: Course, after: Course, language: str = "") -> Iterator[Difference]:
    """The course's own facts first, then in the order of the newer course; what is gone comes last within its kind."""
    if lines := tuple(_lines(list(_own(before)), list(_own(after)))):
        yield Difference("course", after.title, "changed", lines, language)
    for kind in THINGS:
        old = {one.key: one for one in getattr(before, kind)}
        new = {one.key: one for one in getattr(after, kind)}
        for key in [*new, *(key for key in old if key not in new)]:
            if old.get(key) != new.get(key):
                yield _difference(kind, old.get(key), new.get(key), language)


def every_difference(before: Course, after: Course) -> Iterator[Difference]:
    """Those of the original, and then of each translation what is not the original's text shown there."""
    original = list(differences(before, after))
    yield from original
    known = {(one.kind, one.lines) for one in original}
    old = {one.language: one for one in before.translations}
    for course in after.translations:
        for one in differences(old.get(course.language, before), course, course.language):
            if (one.kind, one.lines) not in known:
                yield one
    for name in sorted(old.keys() - {course.language for course in after.translations}):
        yield Difference("translations", old[name].title, "gone", (), name)


def _own(course: Course) -> Iterator[str]:
    """What the course says of itself, and the order of its things."""
    yield from _leaves(course.model_dump(mode="json", exclude={*THINGS, *NOT_SAID}), "")
    yield from (f"{kind}\0{', '.join(one.key for one in getattr(course, kind))}" for kind in THINGS)


def _difference(kind: str, old: Any, new: Any, language: str) -> Difference:
    change: Change = "new" if old is None else "gone" if new is None else "changed"
    lines = tuple(_lines(_told(old), _told(new)))
    thing = new or old
    return Difference(kind, getattr(thing, "title", None) or thing.name, change, lines, language)


def _lines(old: list[str], new: list[str]) -> Iterator[Line]:
    for line in difflib.unified_diff(old, new, lineterm="", n=CONTEXT):
        where, stands, text = line[1:].partition("\0")
        if stands:  # else it is one of the headings of the format
            yield Line(SIGNS.get(line[0], "same"), where, text)


def _told(thing: Any) -> list[str]:
    """Every field of a thing as lines of where it stands and what it says, so that two versions can be compared."""
    return [] if thing is None else list(_leaves(thing.model_dump(mode="json"), ""))


def _leaves(value: Any, where: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, _under(where, name.replace("_", " ")))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            name = inner.get("key") if isinstance(inner, dict) else None
            yield from _leaves(inner, _under(where, name or str(at + 1)))
    elif value not in (None, ""):
        for line in str(value).splitlines():
            if line.strip():
                yield f"{where}\0{line}"


def _under(where: str, name: str) -> str:
    return f"{where}, {name}" if where else name

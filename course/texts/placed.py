"""Where a text stands in its course: which unit it belongs to, what it is called, and where its record is."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import get_args

from course.words import _
from curriculum.schema import AgendaPart, Course, TextRecord, Unit
from curriculum.schema.text_record import TextKind

KINDS: tuple[TextKind, ...] = get_args(TextKind)
OF_UNITS = ("unit", "outline", "handout", "letter")


@dataclass(frozen=True)
class Shelf:
    """The texts of one unit, or of the whole course when `unit` is None: (kind, its texts), as kinds are ordered."""

    unit: Unit | None
    kinds: tuple[tuple[TextKind, tuple[TextRecord, ...]], ...]

    @property
    def texts(self) -> list[TextRecord]:
        return [text for _kind, texts in self.kinds for text in texts]


def every_text(course: Course) -> list[TextRecord]:
    """The original texts and then those of the translations, each once."""
    spoken = (course, *course.translations)
    return list({text.path: text for one in reversed(spoken) for text in reversed(one.texts)}.values())[::-1]


def shelves(course: Course, texts: Iterable[TextRecord]) -> list[Shelf]:
    """These texts as a reader looks for them: what belongs to the whole course first, then unit by unit."""
    by_unit: dict[str | None, list[TextRecord]] = {}
    for text in texts:
        by_unit.setdefault(unit_of(course, text), []).append(text)
    units: list[Unit | None] = [None, *course.units]
    found = [(unit, by_unit.get(unit.key if unit else None, [])) for unit in units]
    return [Shelf(unit, tuple(_by_kind(mine))) for unit, mine in found if mine]


def key_of(text: TextRecord) -> str:
    """The key of the unit, practice, exercise, card or guide that this file holds."""
    path = PurePosixPath(text.path)
    return path.parent.name if text.kind in OF_UNITS else path.stem


def unit_of(course: Course, text: TextRecord) -> str | None:
    """The unit a text belongs to; None for what belongs to the whole course, or to a unit of another one."""
    key = key_of(text)
    first_in: dict[str, Callable[[], str | None]] = {
        **dict.fromkeys(OF_UNITS, lambda: key),
        "practice": lambda: course.practice(key).unit,
        "exercise": lambda: course.exercise(key).unit,
        "card": lambda: course.card(key).unit,
    }
    unit = first_in.get(text.kind, lambda: None)()
    return unit if unit in {one.key for one in course.units} else None


def title_of(course: Course, text: TextRecord) -> str:
    """What staff call a text: outlines and goals have no title of their own."""
    if text.kind == "outline":
        return _("Outline of %(title)s") % {"title": course.unit(key_of(text)).title}
    return _("Goals to choose from") if text.kind == "goals" else text.title


def record_of(course: Course, kind: TextKind, key: str) -> TextRecord | None:
    """The record of a text; None in content from before texts had records."""
    return next((text for text in course.texts if text.kind == kind and key_of(text) == key), None)


def used_in(course: Course, unit: Unit, parts: Iterable[AgendaPart]) -> list[TextRecord]:
    """The texts somebody reads from who leads these parts: the outline, and each practice and exercise, once."""
    led = list(parts)
    wanted = [
        ("outline", unit.key),
        *(("practice", key) for part in led for key in part.practices),
        *(("exercise", key) for part in led for key in part.exercises),
    ]
    known = {(text.kind, key_of(text)): text for text in course.texts}
    return [known[one] for one in dict.fromkeys(wanted) if one in known]


def _by_kind(texts: list[TextRecord]) -> Iterator[tuple[TextKind, tuple[TextRecord, ...]]]:
    for kind in KINDS:
        if mine := tuple(text for text in texts if text.kind == kind):
            yield kind, mine

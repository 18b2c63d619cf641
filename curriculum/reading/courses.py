"""A course from its folder, in one language."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

from curriculum.errors import ContentError
from curriculum.files import same_key, shaped
from curriculum.reading.cards import read_card, read_guide
from curriculum.reading.exercises import read_exercise
from curriculum.reading.practices import read_practice
from curriculum.reading.shelf import Shelf
from curriculum.reading.units import read_unit
from curriculum.schema import Called, Course, Goals, Pack, Unit
from curriculum.text import Content

FILE = "course.yaml"
GOALS = "goals.yaml"


def read_course(root: Path, key: str, language: str | None = None) -> Course:
    """The original, or the course as a reader of `language` gets it. ContentError for anything that does not fit."""
    shelf = Shelf(root, key, language)
    file = shelf.named(FILE)
    fields = open_course(shelf, key, file)
    listed = enumerate(_listed(fields, "packs", file))
    packs = [shaped(Pack, pack, file, under=f"packs.{at}") for at, pack in listed]
    units = [read_unit(shelf, each) for each in _names(fields, "units", file)]
    parts: dict[str, Iterable[Content]] = {
        "units": units,
        "packs": packs,
        "practices": [
            *_taught(shelf, units),
            *_known_before(shelf, units, packs, fields),
            *_packed(shelf, packs),
        ],
        "exercises": [*_done(shelf, units), *_loose(shelf, fields, packs, file)],
        "cards": _cards(shelf, fields, packs, file),
        "guides": [read_guide(shelf, each) for each in _names(fields, "guides", file, needed=False)],
        "goals": _goals(shelf),
    }
    dumped = {name: _dumped(things) for name, things in parts.items()}
    if fields.get("called") in get_args(Called):  # another word is told about course.yaml, where it stands
        dumped["units"] = [{**unit, "called": fields["called"]} for unit in dumped["units"]]
    texts = _dumped(shelf.taken[path] for path in sorted(shelf.taken))
    spoken = {"language": language} if language else {}
    return shaped(Course, {**fields, **dumped, **spoken, "texts": texts}, file)


def open_course(shelf: Shelf, key: str, file: str) -> dict[str, Any]:
    """course.yaml, read twice: what it says about all texts holds for itself too."""
    fields = shelf.yaml(FILE, "course")
    same_key(fields, key, file)
    shelf.opened(fields)
    if isinstance(fields.get("borrows"), str):
        shelf.borrow_from(fields["borrows"])
    shelf.yaml(FILE, "course")
    return fields


def _taught(shelf: Shelf, units: Iterable[Unit]) -> list[Content]:
    return [read_practice(shelf, key, unit=unit.key) for unit in units for key in unit.practices]


def _known_before(
    shelf: Shelf, units: Iterable[Unit], packs: Iterable[Pack], fields: dict[str, Any]
) -> list[Content]:
    """What a course that borrows leads without teaching it first: the people know it from the other course."""
    if "borrows" not in fields:
        return []
    taught = {key for unit in units for key in unit.practices} | {
        key for pack in packs for key in pack.practices
    }
    led = {key: unit.key for unit in reversed(list(units)) for part in unit.agenda for key in part.practices}
    return [read_practice(shelf, key, unit=unit) for key, unit in sorted(led.items()) if key not in taught]


def _packed(shelf: Shelf, packs: Iterable[Pack]) -> list[Content]:
    return [
        read_practice(shelf, key, unit=pack.opens_with, pack=pack.key)
        for pack in packs
        for key in pack.practices
    ]


def _done(shelf: Shelf, units: Iterable[Unit]) -> list[Content]:
    return [read_exercise(shelf, key, unit=unit.key) for unit in units for key in unit.exercises]


def _loose(shelf: Shelf, fields: dict[str, Any], packs: Iterable[Pack], file: str) -> list[Content]:
    """Those that belong to no unit, and those of packs."""
    own = [read_exercise(shelf, key) for key in _names(fields, "exercises", file, needed=False)]
    packed = [
        read_exercise(shelf, key, unit=pack.opens_with, pack=pack.key)
        for pack in packs
        for key in pack.exercises
    ]
    return [*own, *packed]


def _cards(shelf: Shelf, fields: dict[str, Any], packs: Iterable[Pack], file: str) -> list[Content]:
    own = [read_card(shelf, key) for key in _names(fields, "cards", file)]
    return [*own, *(read_card(shelf, key, pack=pack.key) for pack in packs for key in pack.cards)]


def _goals(shelf: Shelf) -> Iterable[Content]:
    if not shelf.has(GOALS):
        return []
    return shaped(Goals, shelf.yaml(GOALS, "goals"), shelf.named(GOALS)).goals


def _dumped(parts: Iterable[Content]) -> list[dict[str, Any]]:
    return [part.model_dump(mode="json") for part in parts]


def _listed(fields: dict[str, Any], field: str, file: str) -> list[dict[str, Any]]:
    found = fields.get(field, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise ContentError(file, field, "needs a list, one item per line with a dash.")
    return found


def _names(fields: dict[str, Any], field: str, file: str, *, needed: bool = True) -> list[str]:
    names = fields.get(field, None if needed else [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ContentError(file, field, "needs a list of keys, one per line with a dash.")
    return names

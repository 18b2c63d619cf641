"""A course as far as its files fit, for whoever is still writing it: each file is read on its own."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from curriculum.errors import ContentError
from curriculum.files import shaped
from curriculum.reading.cards import read_card, read_guide
from curriculum.reading.courses import FILE, open_course
from curriculum.reading.exercises import read_exercise
from curriculum.reading.practices import read_practice
from curriculum.reading.shelf import Shelf
from curriculum.reading.units import read_unit
from curriculum.schema import Called, Pack, Unit
from curriculum.text import Content

Kind = Literal["unit", "practice", "exercise", "card", "guide", "pack"]
FOLDERS: Mapping[Kind, str] = {
    "practice": "practices", "exercise": "exercises", "card": "cards", "guide": "guides",
}  # fmt: skip


class Draft:
    """The files of one course in one language. `problem` says why course.yaml itself cannot be read.

    A practice stands for itself here: which unit teaches it first is not looked up.
    """

    def __init__(self, root: Path, key: str, language: str | None = None) -> None:
        self.key, self._folder = key, root / "courses" / key
        self._shelf = Shelf(root, key, language)
        self._fields: dict[str, Any] = {}
        self.problem: ContentError | None = None
        try:
            self._fields = open_course(self._shelf, key, self._shelf.named(FILE))
        except ContentError as error:
            self.problem = error
        self._original = str(self._fields.get("language", "en"))
        self.language = language or self._original
        self._readers: Mapping[Kind, Callable[[str], Content]] = {
            "unit": self._unit,
            "practice": lambda each: read_practice(self._shelf, each, unit=key),
            "exercise": lambda each: read_exercise(self._shelf, each),
            "card": lambda each: read_card(self._shelf, each),
            "guide": lambda each: read_guide(self._shelf, each),
            "pack": self._pack,
        }

    @property
    def title(self) -> str:
        return str(self._fields.get("title", self.key))

    @property
    def called(self) -> Called:
        found = self._fields.get("called")
        return found if found in ("session", "day", "circle") else "week"

    @property
    def sessions(self) -> tuple[Unit, ...]:
        """The numbered units that can be read."""
        units = (one for _key, one in self.every("unit") if isinstance(one, Unit))
        return tuple(unit for unit in units if unit.number is not None)

    def language_of(self, file: str) -> str:
        """The language that this file ("week-1/handout.md") is written in."""
        is_translated = (self._folder / self.language / file).exists()
        return self.language if is_translated else self._original

    def keys(self, kind: Kind) -> list[str]:
        """What has a file of its own here, whether or not anything names it; units in the order of the course."""
        if kind == "pack":
            return [str(pack.get("key")) for pack in self._packs()]
        if kind == "unit":
            there = [path.parent.name for path in self._folder.glob("*/unit.yaml")]
            order = [str(each) for each in self._fields.get("units") or []]
            return sorted(there, key=lambda each: (order.index(each) if each in order else len(order), each))
        return sorted(path.stem for path in (self._folder / FOLDERS[kind]).glob("*.md"))

    def read(self, kind: Kind, key: str) -> Content:
        """One thing, also one that is borrowed. ContentError when its files do not fit."""
        return self._readers[kind](key)

    def every(self, kind: Kind) -> Iterator[tuple[str, Content | None]]:
        """All of one kind, None for what does not fit."""
        for key in self.keys(kind):
            yield key, self.found(kind, key)

    def found(self, kind: Kind, key: str) -> Content | None:
        """One thing, or None when its files do not fit."""
        try:
            return self.read(kind, key)
        except ContentError:
            return None

    def _unit(self, key: str) -> Unit:
        return read_unit(self._shelf, key).model_copy(update={"called": self.called})

    def _packs(self) -> list[dict[str, Any]]:
        found = self._fields.get("packs")
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    def _pack(self, key: str) -> Pack:
        fields = next((one for one in self._packs() if one.get("key") == key), {"key": key})
        return shaped(Pack, fields, self._shelf.named(FILE))

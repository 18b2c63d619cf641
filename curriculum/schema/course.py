"""A whole course in one value: what its files say and what a cohort's stored bundle holds.

A cohort pins a bundle for years, so shapes only grow: a new field needs a default, and no field is renamed
or taken away (docs/writing-content.md, "How the format grows").
"""

from functools import cached_property
from typing import Annotated, TypeVar

from pydantic import Field

from curriculum.schema.card import Card
from curriculum.schema.exercise import Exercise
from curriculum.schema.goal import Goal
from curriculum.schema.guide import Guide
from curriculum.schema.pack import Pack
from curriculum.schema.practice import Practice
from curriculum.schema.text_record import About, TextRecord
from curriculum.schema.unit import NUMBERED, Called, Unit, UnitKind
from curriculum.schema.wave import Wave
from curriculum.text import Content, Key, Line, Markdown


class Completion(Content):
    """What a certificate of attendance asks for; whoever came to less gets a letter of participation. Neither
    qualifies anybody. `video`: having come by video counts like having come."""

    sessions: Annotated[int, Field(ge=0)]
    retreat: bool = False
    video: bool = True


class Shape(Content):
    """What the course promises about itself, written down so that `check` can hold it to it."""

    formal: int
    informal: int
    informal_by_unit: dict[Key, int]
    minutes_by_kind: dict[UnitKind, int]
    lengths_by_kind: dict[UnitKind, tuple[int, ...]] = {}


class Course(Content):
    """`units` are in their default order, with the retreat in its place. `called` is what people call a numbered
    unit, `cadence_days` the days from one meeting to the next. `translations` hold the course once for each other
    language, with the original text wherever a translation is missing."""

    key: Key
    title: Line
    subtitle: Line
    version: Line
    language: Line
    style_note: Markdown
    units: Annotated[tuple[Unit, ...], Field(min_length=1)]
    practices: tuple[Practice, ...]
    cards: tuple[Card, ...]
    waves: tuple[Wave, ...]
    completion: Completion | None = None
    shape: Shape | None = None
    called: Called = "week"
    cadence_days: Annotated[int, Field(ge=1, le=92)] = 7
    borrows: Key | None = None
    exercises: tuple[Exercise, ...] = ()
    guides: tuple[Guide, ...] = ()
    goals: tuple[Goal, ...] = ()
    packs: tuple[Pack, ...] = ()
    staff_waves: tuple[Wave, ...] = ()
    """Asked of those who run a group, about themselves; no letter leaves about them."""
    about: About | None = None
    texts: tuple[TextRecord, ...] = ()
    translations: "tuple[Course, ...]" = ()

    @property
    def sessions(self) -> tuple[Unit, ...]:
        """The numbered units, in order: weeks, days, or the gatherings of a circle."""
        return tuple(unit for unit in self.units if unit.kind in NUMBERED)

    @property
    def orientation(self) -> Unit | None:
        """The gathering before the first session, if the course has one."""
        return next((unit for unit in self.units if unit.kind == "orientation"), None)

    @property
    def retreat(self) -> Unit | None:
        """The retreat, if the course has one."""
        return next((unit for unit in self.units if unit.kind == "retreat"), None)

    @property
    def retreat_after(self) -> str | None:
        """Key of the unit the retreat follows by default; None without a retreat, or when it comes first."""
        keys = [unit.key for unit in self.units]
        at = keys.index(self.retreat.key) if self.retreat else 0
        return keys[at - 1] if at else None

    def units_with_retreat_after(self, key: str) -> tuple[Unit, ...]:
        """All units in order with the retreat moved to follow unit `key`. KeyError for an unknown key."""
        self.unit(key)
        order: list[Unit] = []
        for unit in self.units:
            if unit != self.retreat:
                order.append(unit)
            if unit.key == key and self.retreat and unit != self.retreat:
                order.append(self.retreat)
        return tuple(order)

    def unit(self, key: str) -> Unit:
        """The unit with this key. KeyError when there is none."""
        return _by_key(self.units, key)

    def practice(self, key: str) -> Practice:
        """The practice with this key. KeyError when there is none."""
        return _by_key(self.practices, key)

    def exercise(self, key: str) -> Exercise:
        """The exercise with this key. KeyError when there is none."""
        return _by_key(self.exercises, key)

    def guide(self, key: str) -> Guide:
        """The guide with this key. KeyError when there is none."""
        return _by_key(self.guides, key)

    def goal(self, key: str) -> Goal:
        """The goal template with this key. KeyError when there is none."""
        return _by_key(self.goals, key)

    def pack(self, key: str) -> Pack:
        """The pack with this key. KeyError when there is none."""
        return _by_key(self.packs, key)

    def card(self, key: str) -> Card:
        """The card with this key. KeyError when there is none."""
        return _by_key(self.cards, key)

    def wave(self, key: str) -> Wave:
        """The wave with this key. KeyError when there is none."""
        return _by_key(self.waves, key)

    def practices_of(self, unit_key: str) -> tuple[Practice, ...]:
        """The practices first taught in this unit, in the order the unit lists them."""
        return tuple(self.practice(key) for key in self.unit(unit_key).practices)

    def exercises_of(self, unit_key: str) -> tuple[Exercise, ...]:
        """The exercises first done in this unit, in the order the unit lists them."""
        return tuple(self.exercise(key) for key in self.unit(unit_key).exercises)

    def language_of(self, file: str) -> str:
        """The language that the text of this file ("week-1/handout.md") is in, which may be the original's."""
        return self._languages.get(file, self.language)

    @cached_property
    def _languages(self) -> dict[str, str]:
        """By every end of a path that a file may be asked for with; of two the first."""
        found: dict[str, str] = {}
        for one in self.texts:
            parts = one.path.split("/")
            for at in range(1, len(parts)):
                found.setdefault("/".join(parts[at:]), one.language)
        return found

    def in_language(self, locale: str) -> "Course":
        """The course for a reader of this locale ("de" also serves "de-AT"); the original when it has no such text."""
        wanted = (locale.replace("_", "-"), locale.replace("_", "-").split("-")[0])
        spoken = {self.language: self, **{course.language: course for course in self.translations}}
        return next((spoken[name] for name in wanted if name in spoken), self)


Keyed = TypeVar("Keyed", Unit, Practice, Exercise, Card, Guide, Goal, Pack, Wave)


def _by_key(things: tuple[Keyed, ...], key: str) -> Keyed:
    for thing in things:
        if thing.key == key:
            return thing
    raise KeyError(key)

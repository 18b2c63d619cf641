"""The shape of a course: what its files may say and what a cohort's stored bundle holds.

A cohort pins a bundle for years, so shapes only grow: a new field needs a default, and no field is renamed
or taken away (docs/writing-content.md, "How the format grows").
"""

from typing import Annotated, Literal, TypeVar

from pydantic import Field, model_validator

from curriculum.text import Content, Key, Line, Markdown

Minutes = Annotated[int, Field(ge=1, le=600)]
UnitKind = Literal["orientation", "session", "retreat", "follow_up"]
PartKind = Literal[
    "practical", "review", "topic", "exercise", "formal", "informal",
    "inquiry", "break", "soft_landing", "rest", "closing",
]  # fmt: skip
CardKind = Literal["about", "component", "misconception", "safety", "glossary"]
SafetyLevel = Literal["gentle", "moderate", "strong"]


class AgendaPart(Content):
    """One part of a meeting, with at most three short cues for the person who leads it."""

    key: Key
    title: Line
    kind: PartKind
    minutes: Minutes
    practices: tuple[Key, ...] = ()
    cues: Annotated[tuple[Line, ...], Field(max_length=3)] = ()


class Outline(Content):
    """The parts of one meeting in order, as outline.yaml holds them."""

    agenda: Annotated[tuple[AgendaPart, ...], Field(min_length=1)]


class HomeItem(Content):
    """One line of the week's home practice; `practice` when it is one of the course's own practices."""

    key: Key
    text: Line
    practice: Key | None = None


class HomePractice(Content):
    """An invitation for the days between two meetings, never a quota: `gentle_minimum` is always enough."""

    minutes_per_day: Minutes
    days_per_week: Annotated[int, Field(ge=1, le=7)]
    gentle_minimum: Line
    items: Annotated[tuple[HomeItem, ...], Field(min_length=1)]


class Reading(Content):
    """The participant's handout. `minutes` is reading time."""

    title: Line
    minutes: Minutes
    markdown: Markdown


class Prompt(Content):
    """An invitation to write in the private journal."""

    title: Line
    text: Markdown


class Opens(Content):
    """When a unit opens to its cohort: when its meeting ends, or `hours_before` its meeting starts."""

    when: Literal["meeting_ends", "before_meeting"] = "meeting_ends"
    hours_before: Annotated[int, Field(ge=0, le=24 * 14)] = 0


class Unit(Content):
    """A week, the retreat, or another gathering, with everything around it."""

    key: Key
    kind: UnitKind
    number: Annotated[int, Field(ge=1)] | None = None
    title: Line
    theme: Line
    aim: Line
    minutes: Minutes
    opens: Opens = Opens()
    agenda: Annotated[tuple[AgendaPart, ...], Field(min_length=1)]
    practices: tuple[Key, ...] = ()
    """Keys of the practices taught here for the first time; repeats stand only in the agenda."""
    home_practice: HomePractice | None = None
    reading: Reading | None = None
    prompt: Prompt | None = None
    if_hard: Markdown
    safety: Markdown

    @model_validator(mode="after")
    def _sessions_are_numbered(self) -> "Unit":
        if (self.kind == "session") != (self.number is not None):
            raise ValueError("number is for sessions, and every session has one")
        return self


class Variant(Content):
    """Another way to do the same practice: no touch, eyes open, seated, shorter."""

    title: Line
    text: Line


class ScriptParagraph(Content):
    """A few spoken sentences and the silence after them, in seconds."""

    text: Markdown
    pause: Annotated[int, Field(ge=0, le=300)] = 0


class Script(Content):
    """A read-along text that lasts about `minutes` when spoken slowly."""

    minutes: Minutes
    paragraphs: Annotated[tuple[ScriptParagraph, ...], Field(min_length=1)]


class Practice(Content):
    """A formal meditation or a practice of daily life, taught first in `unit`."""

    key: Key
    name: Line
    kind: Literal["formal", "informal"]
    unit: Key
    minutes: Minutes
    short_minutes: Minutes | None = None
    core: bool = False
    safety: SafetyLevel
    purpose: Line
    permission: Line
    before: Markdown
    steps: Markdown
    variants: tuple[Variant, ...] = ()
    hard_note: Markdown
    scripts: tuple[Script, ...] = ()

    def script(self, minutes: int) -> Script | None:
        """The read-along text of this length, if there is one."""
        return next((script for script in self.scripts if script.minutes == minutes), None)


class Card(Content):
    """A short text that stands on its own and is reachable from any week."""

    key: Key
    title: Line
    kind: CardKind
    markdown: Markdown


class Anchor(Content):
    """The fact a wave counts its days from; `unit` names the meeting when `kind` is meeting_end."""

    kind: Literal["enrolment", "meeting_end", "course_end"]
    unit: Key | None = None

    @model_validator(mode="after")
    def _only_a_meeting_names_a_unit(self) -> "Anchor":
        if (self.kind == "meeting_end") != (self.unit is not None):
            raise ValueError("unit is for meeting_end, and meeting_end needs one")
        return self


class Wave(Content):
    """One occasion on which measures are asked. All days are whole days after the anchor.

    The window opens on `open_days` and stays open through `close_days`, or until the meeting `closes_by`
    starts if that is earlier. At most three letters: the invitation on `invite_day` and up to two reminders.
    """

    key: Key
    title: Line
    anchor: Anchor
    open_days: int
    close_days: int
    closes_by: Key | None = None
    invite_day: int
    reminder_days: Annotated[tuple[int, ...], Field(max_length=2)] = ()
    measures: Annotated[tuple[Key, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _letters_fall_inside_the_window(self) -> "Wave":
        days = [self.invite_day, *self.reminder_days, self.close_days]
        if self.open_days > self.invite_day or days != sorted(set(days)):
            raise ValueError("days need to rise: open_days, invite_day, reminder_days, close_days")
        return self


class Completion(Content):
    """What a letter of participation asks for. It certifies nobody."""

    sessions: Annotated[int, Field(ge=0)]
    retreat: bool = False


class Shape(Content):
    """What the course promises about itself, written down so that `check` can hold it to it."""

    formal: int
    informal: int
    informal_by_unit: dict[Key, int]
    minutes_by_kind: dict[UnitKind, int]


class Course(Content):
    """A whole course in one value; `units` are in their default order, with the retreat in its place."""

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
    completion: Completion
    shape: Shape | None = None

    @property
    def sessions(self) -> tuple[Unit, ...]:
        """The numbered weeks, in order."""
        return tuple(unit for unit in self.units if unit.kind == "session")

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

    def card(self, key: str) -> Card:
        """The card with this key. KeyError when there is none."""
        return _by_key(self.cards, key)

    def wave(self, key: str) -> Wave:
        """The wave with this key. KeyError when there is none."""
        return _by_key(self.waves, key)

    def practices_of(self, unit_key: str) -> tuple[Practice, ...]:
        """The practices first taught in this unit, in the order the unit lists them."""
        return tuple(self.practice(key) for key in self.unit(unit_key).practices)


Keyed = TypeVar("Keyed", Unit, Practice, Card, Wave)


def _by_key(things: tuple[Keyed, ...], key: str) -> Keyed:
    for thing in things:
        if thing.key == key:
            return thing
    raise KeyError(key)

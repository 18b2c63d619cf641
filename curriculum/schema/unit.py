"""A unit: a week, the retreat or another gathering, with everything around it."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from curriculum.schema.agenda import AgendaPart, Minutes
from curriculum.text import Content, Key, Line, Markdown

UnitKind = Literal["orientation", "session", "retreat", "follow_up", "drop_in"]
NUMBERED = ("session", "drop_in")
Called = Literal["week", "session", "day", "circle"]


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


class UnitLetter(Content):
    """A letter of the facilitators before or after a meeting, without greeting and signature."""

    subject: Line
    markdown: Markdown


class Opens(Content):
    """When a unit opens to its cohort: when its meeting ends, or `hours_before` its meeting starts."""

    when: Literal["meeting_ends", "before_meeting"] = "meeting_ends"
    hours_before: Annotated[int, Field(ge=0, le=24 * 14)] = 0


class Unit(Content):
    """A week, the retreat, or another gathering. `agenda` holds every part, with the minutes of `minutes`."""

    key: Key
    kind: UnitKind
    number: Annotated[int, Field(ge=1)] | None = None
    called: Called = "week"
    """What people call a numbered unit; course.yaml says it once for all of them."""
    title: Line
    theme: Line
    aim: Line
    key_ideas: tuple[Line, ...] = ()
    minutes: Minutes
    opens: Opens = Opens()
    agenda: Annotated[tuple[AgendaPart, ...], Field(min_length=1)]
    practices: tuple[Key, ...] = ()
    """Keys of the practices taught here for the first time; repeats stand only in the agenda."""
    exercises: tuple[Key, ...] = ()
    home_practice: HomePractice | None = None
    reading: Reading | None = None
    prompt: Prompt | None = None
    letter_before: UnitLetter | None = None
    letter_after: UnitLetter | None = None
    if_hard: Markdown
    safety: Markdown

    @model_validator(mode="after")
    def _sessions_are_numbered(self) -> "Unit":
        if (self.kind in NUMBERED) != (self.number is not None):
            raise ValueError("number is for sessions and drop-ins, and each of them has one")
        return self

    @property
    def lengths(self) -> tuple[int, ...]:
        """The outlines there are, in minutes, the shortest first."""
        return tuple(sorted({self.minutes, *(length for part in self.agenda for length in part.by_length)}))

    def agenda_of(self, length: int) -> tuple[AgendaPart, ...]:
        """The parts of the outline of this length. KeyError when the unit has no such outline."""
        if length == self.minutes:
            return self.agenda
        if length not in self.lengths:
            raise KeyError(length)
        return tuple(part.lasting(part.by_length[length]) for part in self.agenda if length in part.by_length)

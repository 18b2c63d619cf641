"""The parts of a meeting: what the person who leads it says, offers, watches for and closes with."""

from typing import Annotated, Literal

from pydantic import Field

from curriculum.text import Content, Key, Line, Markdown

Minutes = Annotated[int, Field(ge=1, le=600)]
PartKind = Literal[
    "practical", "review", "topic", "exercise", "formal", "informal",
    "inquiry", "break", "soft_landing", "rest", "closing",
]  # fmt: skip
Choices = Annotated[tuple[Line, ...], Field(max_length=3)]


class AgendaPart(Content):
    """One part of a meeting.

    `minutes` is what it takes in the unit's own length, `by_length` what it takes in each outline that has it:
    {outline minutes: part minutes}. A part that `guards` people may be made shorter and is never dropped in silence.
    """

    key: Key
    title: Line
    kind: PartKind
    minutes: Minutes
    by_length: dict[int, Minutes] = {}
    guards: bool = False
    practices: tuple[Key, ...] = ()
    exercises: tuple[Key, ...] = ()
    cues: Choices = ()
    say: Markdown | None = None
    offer: Choices = ()
    watch: Choices = ()
    close: Markdown | None = None

    def lasting(self, minutes: int) -> "AgendaPart":
        """The same part in another number of minutes."""
        return self.model_copy(update={"minutes": minutes})


class Outline(Content):
    """The parts of one meeting in order, as outline.yaml holds them once their minutes are sorted out."""

    agenda: Annotated[tuple[AgendaPart, ...], Field(min_length=1)]

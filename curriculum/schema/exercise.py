"""An exercise, a log or a worksheet; where it asks for writing it is a form that only its writer can read."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from curriculum.schema.agenda import Minutes
from curriculum.schema.practice import SafetyLevel
from curriculum.text import Content, Key, Line, Markdown


class Choice(Content):
    """One answer to choose."""

    key: Key
    label: Line


class FormField(Content):
    """One thing to write or choose. A scale runs from 0 to 10; `low` and `high` name its ends."""

    key: Key
    kind: Literal["line", "text", "scale", "choice", "several"]
    label: Line
    help: Line | None = None
    choices: tuple[Choice, ...] = ()
    low: Line | None = None
    high: Line | None = None

    @model_validator(mode="after")
    def _only_what_its_kind_needs(self) -> "FormField":
        if (self.kind in ("choice", "several")) != bool(self.choices):
            raise ValueError("choices are for choice and several, and these need some")
        if (self.kind == "scale") != (self.low is not None and self.high is not None):
            raise ValueError("low and high are for a scale, and a scale needs both")
        return self


class Exercise(Content):
    """Done first in `unit`; at any time, from the journal, when `unit` is None. Without fields it is read or spoken."""

    key: Key
    name: Line
    kind: Literal["exercise", "log", "worksheet", "check-in"]
    audience: Literal["participant", "facilitator"] = "participant"
    unit: Key | None = None
    pack: Key | None = None
    minutes: Minutes
    safety: SafetyLevel
    optional: bool = False
    repeats: Literal["once", "any-time", "daily", "weekly"] = "any-time"
    purpose: Line
    permission: Line
    before: Markdown
    steps: Markdown
    hard_note: Markdown
    in_group: Markdown | None = None
    fields: tuple[FormField, ...] = ()

    def field(self, key: str) -> FormField:
        """The field with this key. KeyError when there is none."""
        for one in self.fields:
            if one.key == key:
                return one
        raise KeyError(key)


Rating = Annotated[int, Field(ge=0, le=10)]

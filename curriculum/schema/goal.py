"""A goal template: a direction with its dose, span and mechanism, seen in the log or in the person's own forms."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from curriculum.schema.exercise import Rating
from curriculum.text import Content, Key, Line

NEEDS = {
    "practice": {"practices", "times"},
    "form": {"exercise", "times"},
    "ratio": {"exercise", "field", "value", "times", "of"},
    "rating": {"exercise", "field", "start", "target"},
}
"""What each way of counting needs; all other fields of counting stay empty."""


class Goal(Content):
    """`times` in each `per` over `weeks`; for a ratio `times` of `of` forms whose `field` has `value`;
    for a rating the scale `field` from `start` to `target`."""

    key: Key
    title: Line
    concern: Line
    statement: Line
    weeks: Annotated[int, Field(ge=1, le=52)]
    counts: Literal["practice", "form", "ratio", "rating"]
    practices: tuple[Key, ...] = ()
    exercise: Key | None = None
    field: Key | None = None
    value: Key | None = None
    times: Annotated[int, Field(ge=1, le=100)] | None = None
    per: Literal["day", "week", "course"] = "week"
    minutes: Annotated[int, Field(ge=1, le=240)] | None = None
    of: Annotated[int, Field(ge=1, le=100)] | None = None
    start: Rating | None = None
    target: Rating | None = None
    mechanism: Line
    framing: Line

    @model_validator(mode="after")
    def _counts_with_what_it_needs(self) -> "Goal":
        asked = ("practices", "exercise", "field", "value", "times", "of", "start", "target")
        given = {name for name in asked if getattr(self, name) not in (None, ())}
        if given != NEEDS[self.counts]:
            raise ValueError(f"counts {self.counts} needs exactly {', '.join(sorted(NEEDS[self.counts]))}")
        return self


class Goals(Content):
    """The goal templates of one course, as goals.yaml holds them."""

    goals: tuple[Goal, ...]

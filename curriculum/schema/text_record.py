"""What is known about a text: where it came from, its version, who may see it, and when it is to be read again."""

from typing import Annotated, Literal

from pydantic import Field

from curriculum.schema.card import Tier
from curriculum.text import Content, Line

TextKind = Literal[
    "course", "unit", "outline", "handout", "letter", "practice", "exercise", "card", "guide", "goals",
]  # fmt: skip


class About(Content):
    """What holds for every text of a course that does not say otherwise. `review_months` after it was published
    a text is to be read again."""

    provenance: Line
    tier: Tier
    review_months: Annotated[int, Field(ge=1, le=120)] = 24


class TextRecord(Content):
    """One file. `path` is relative to the curriculum folder; version 0 was never published; days are ISO dates."""

    path: Line
    title: Line
    kind: TextKind
    audience: Literal["participant", "facilitator"]
    language: Line
    version: Annotated[int, Field(ge=0)] = 0
    published_on: Line | None = None
    review_on: Line | None = None
    sha256: Line
    provenance: Line
    tier: Tier

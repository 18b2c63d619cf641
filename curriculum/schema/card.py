"""A card: a short text that stands on its own and is reachable from any week."""

from typing import Annotated, Literal

from pydantic import Field

from curriculum.text import Content, Key, Line, Markdown

CardKind = Literal[
    "about", "component", "misconception", "safety", "glossary", "concept", "evidence", "micro", "words",
]  # fmt: skip
Tier = Literal["T1", "T2", "T3", "none"]
"""How well a claim of fact is supported: T1 a systematic review or randomised trial, T2 another published study,
T3 teaching experience or a founding text, none for a text that claims nothing."""


class Finding(Content):
    """One result of research with what is needed to judge it. Figures stay text, as their source prints them."""

    outcome: Line
    effect: Line
    interval: Line
    comparator: Line
    people: Line
    studies: Line
    year: Annotated[int, Field(ge=1980, le=2100)]
    source: Line
    tier: Tier
    conflicts: Line | None = None


class WordFamily(Content):
    """Words for one family of feelings, from quiet to strong."""

    name: Line
    mild: tuple[Line, ...]
    middle: tuple[Line, ...]
    strong: tuple[Line, ...]


class Card(Content):
    """`unit` is the week it is first offered in; `discussion` is for whoever leads and is never shown to others."""

    key: Key
    title: Line
    kind: CardKind
    tier: Tier = "none"
    unit: Key | None = None
    pack: Key | None = None
    opposite: Line | None = None
    discussion: Line | None = None
    findings: tuple[Finding, ...] = ()
    families: tuple[WordFamily, ...] = ()
    markdown: Markdown

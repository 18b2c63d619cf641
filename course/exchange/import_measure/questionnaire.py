"""What every dialect is read into: rows in the order of the file, each with the place where it stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """`score` is what the file itself says the answer counts (ordinalValue, itemWeight), None where it is silent."""

    code: str
    text: str
    score: float | None = None


@dataclass(frozen=True)
class Item:
    """A question with one answer out of several.

    `heading` is what stands over it, `number` what the file calls its number, `limits` the lowest and highest
    answer the file allows beside its choices. `changed` says what was altered, or lost, when it was read.
    """

    where: str
    id: str
    text: str
    choices: tuple[Choice, ...]
    heading: str = ""
    form: str = ""
    number: str = ""
    limits: tuple[float | None, float | None] = (None, None)
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heading:
    """Words that are not a question."""

    where: str
    id: str
    text: str


@dataclass(frozen=True)
class Option:
    """A row of its own for an answer, or for a list of answers, of the items `of`."""

    where: str
    id: str
    of: frozenset[str]


@dataclass(frozen=True)
class Left:
    """A row that is no question for us, and why."""

    where: str
    id: str
    reason: str
    form: str = ""


@dataclass(frozen=True)
class Broken:
    """A question that cannot be understood, and what would help."""

    where: str
    id: str
    reason: str
    form: str = ""


Row = Item | Heading | Option | Left | Broken


@dataclass(frozen=True)
class Formula:
    """A total the file works out itself. In `text` every reference to an item stands as [id], whatever the dialect."""

    where: str
    id: str
    text: str


@dataclass(frozen=True)
class Questionnaire:
    """`language` is what the file says it is in, None where it does not say."""

    dialect: str
    title: str
    rows: tuple[Row, ...]
    formulas: tuple[Formula, ...] = ()
    language: str | None = None
    copyright: str = ""

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(row for row in self.rows if isinstance(row, Item))

"""Published figures about a measure: bands, cut-offs, reliability, norms. They hold for the published form alone."""

from typing import Annotated, Literal

from pydantic import Field

from curriculum.text import Content, ItemId, Key, Line


class Cited(Content):
    """A published figure about one score.

    `checked`: it was read where it is published, or two independent sources agree on it. A figure from memory, or
    from one citation, is unchecked.
    """

    score: Key
    source: Line
    checked: bool


class Band(Content):
    """`low` to `high`, both included; a prorated sum is rounded before it is looked up."""

    title: Line
    low: float
    high: float


class Bands(Cited):
    """Named ranges of a score, from its lowest value to its highest, without a gap or an overlap."""

    bands: Annotated[tuple[Band, ...], Field(min_length=2)]


class Cutoff(Cited):
    """From `at` on (`side` at_least), up to it (at_most) or `below` it a score means `meaning`."""

    at: float
    side: Literal["at_least", "at_most", "below"]
    meaning: Line

    def holds(self, value: float) -> bool:
        """Whether this value is on the side that means something."""
        if self.side == "at_least":
            return value >= self.at
        return value < self.at if self.side == "below" else value <= self.at


class Reliability(Cited):
    kind: Literal["alpha", "retest"]
    value: Annotated[float, Field(gt=0, lt=1)]


class Norm(Cited):
    """Mean and standard deviation in a named population, in points of the score."""

    population: Line
    mean: float
    sd: Annotated[float, Field(gt=0)]


class ReliableChange(Cited):
    """The published number of points from which one person's change counts as more than error."""

    points: Annotated[float, Field(gt=0)]


class Pattern(Content):
    """A published rule over single answers: `low` to `high` of `items` count, and at least one of `core` does.

    An item counts from the answer `from_answer` on; the items in `earlier` from their own.
    """

    key: Key
    title: Line
    items: Annotated[tuple[ItemId, ...], Field(min_length=1)]
    from_answer: int
    earlier: dict[ItemId, int] = {}
    core: Annotated[tuple[ItemId, ...], Field(min_length=1)]
    low: Annotated[int, Field(ge=1)]
    high: int
    source: Line
    checked: bool


class Published(Content):
    """What is known of the published form and holds for nothing else: off while the words are our own."""

    bands: tuple[Bands, ...] = ()
    cutoffs: tuple[Cutoff, ...] = ()
    reliability: tuple[Reliability, ...] = ()
    norms: tuple[Norm, ...] = ()
    reliable_change: tuple[ReliableChange, ...] = ()
    patterns: tuple[Pattern, ...] = ()

    @property
    def figures(self) -> tuple[Cited, ...]:
        return (*self.bands, *self.cutoffs, *self.reliability, *self.norms, *self.reliable_change)

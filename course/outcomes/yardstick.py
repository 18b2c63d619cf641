"""From how many points on one person's change is more than the questionnaire's own wobble, and where that comes from.

The inputs are shown beside every figure that uses them. Never called clinical change.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from course.statistics.reliable import ReliableChange

ENOUGH_PEOPLE = 30
"""With fewer first scores than this, a programme's own spread and reliability are too uncertain to judge anybody by."""


class Basis(StrEnum):
    LEAD = "set by the programme"
    PUBLISHED = "published"
    PUBLISHED_RELIABILITY = "published reliability, own spread"
    OWN = "own first scores"


class Lacking(StrEnum):
    """Why there is no yardstick."""

    PEOPLE = "too few people"
    ITEMS = "no consistency to be had"


@dataclass(frozen=True)
class Yardstick:
    """`points` a change has to exceed, or, where `reaches`, to reach. `people` are behind `sd` and `r` of our own.

    `source` is a citation, or the note of whoever set it; `set_on` is that day.
    """

    basis: Basis
    points: float
    sd: float | None = None
    r: float | None = None
    people: int | None = None
    source: str = ""
    reaches: bool = False


@dataclass(frozen=True)
class Chosen:
    """What a lead set for one score, with her reason."""

    sd: float
    r: float
    source: str


@dataclass(frozen=True)
class Own:
    """A programme's own first scores: their spread, and how well the items go together (Cronbach's alpha)."""

    people: int
    sd: float | None
    alpha: float | None


@dataclass(frozen=True)
class PublishedFigures:
    """What is known of the official form, and holds for nothing else. `source` cites what is there."""

    points: float | None = None
    reliability: float | None = None
    source: str = ""


def yardstick(
    own: Own, *, chosen: Chosen | None = None, published: PublishedFigures | None = None
) -> Yardstick | Lacking:
    """A lead's figures, else the published ones where the official words were asked, else the programme's own."""
    if chosen is not None:
        by = ReliableChange(chosen.sd, chosen.r)
        return Yardstick(Basis.LEAD, by.threshold, chosen.sd, chosen.r, source=chosen.source)
    if published is not None and published.points is not None:
        return Yardstick(Basis.PUBLISHED, published.points, source=published.source, reaches=True)
    if own.people < ENOUGH_PEOPLE:
        return Lacking.PEOPLE
    if published is not None and published.reliability is not None:
        return _of(Basis.PUBLISHED_RELIABILITY, own, published.reliability, published.source)
    return _of(Basis.OWN, own, own.alpha, "")


def _of(basis: Basis, own: Own, r: float | None, source: str) -> Yardstick | Lacking:
    if not own.sd or r is None or not 0 <= r < 1:
        return Lacking.ITEMS
    return Yardstick(basis, ReliableChange(own.sd, r).threshold, own.sd, r, own.people, source)

"""Did one person change by more than the questionnaire's own wobble? (Jacobson and Truax 1991, JCCP 59:12-19)

Never called clinical change: it says only that the difference is larger than measurement error usually makes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from course.outcomes.effects import Pair

NINETEEN_IN_TWENTY = 1.96
"""As published, not the exact quantile, so that thresholds agree with the tables people know."""


@dataclass(frozen=True)
class ReliableChange:
    """`sd` of first scores and reliability `r` are somebody's choice: show them beside the result."""

    sd: float
    r: float

    def __post_init__(self) -> None:
        if self.sd <= 0 or not 0 <= self.r < 1:
            raise ValueError("reliable change needs a spread above 0 and a reliability from 0 to below 1")

    @property
    def sem(self) -> float:
        """Standard error of measurement, sd sqrt(1 - r)."""
        return self.sd * sqrt(1 - self.r)

    @property
    def s_diff(self) -> float:
        """Standard error of a difference, sqrt(2) SEM."""
        return sqrt(2) * self.sem

    @property
    def threshold(self) -> float:
        """Points a person must move for 19 in 20 unchanged people to move less."""
        return NINETEEN_IN_TWENTY * self.s_diff


@dataclass(frozen=True)
class Moved:
    rose: int
    about_the_same: int
    fell: int


def moved(pairs: Iterable[Pair], by: ReliableChange) -> Moved:
    """How many rose, stayed and fell. The counts are small: hide them below the threshold for scores."""
    changes = [after - before for before, after in pairs]
    rose = sum(change > by.threshold for change in changes)
    fell = sum(change < -by.threshold for change in changes)
    return Moved(rose, len(changes) - rose - fell, fell)

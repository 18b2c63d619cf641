"""Did one person change by more than the questionnaire's own wobble? (Jacobson and Truax 1991, JCCP 59:12-19)

Never called clinical change: it says only that the difference is larger than measurement error usually makes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # what keeps a choice works nothing out
    from course.statistics.effects import Pair

NINETEEN_IN_TWENTY = 1.96
NINE_IN_TEN = 1.645
"""As published, not the exact quantiles, so that thresholds agree with the tables people know."""


@dataclass(frozen=True)
class ReliableChange:
    """`sd` of first scores and reliability `r` are somebody's choice: show them beside the result."""

    sd: float
    r: float

    def __post_init__(self) -> None:
        if not (0 < self.sd < float("inf") and 0 <= self.r < 1):
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

    @property
    def threshold_90(self) -> float:
        """Points a person must move for 9 in 10 unchanged people to move less."""
        return NINE_IN_TEN * self.s_diff

    def index(self, before: float, after: float) -> float:
        """RCI: the change in standard errors of a difference."""
        return (after - before) / self.s_diff


@dataclass(frozen=True)
class Norms:
    """Mean and standard deviation of a group that people are set beside."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        if not (isfinite(self.mean) and 0 < self.sd < float("inf")):
            raise ValueError("norms need a mean and a spread above 0")


@dataclass(frozen=True)
class CutOffs:
    """Where a score leaves the troubled group and enters the usual one, in points (Jacobson and Truax 1991).

    Use `c` when both norms are known and overlap, `b` when only the usual ones are, `a` when only the
    troubled ones are.
    """

    troubled: Norms
    usual: Norms
    higher_is_better: bool

    @property
    def a(self) -> float:
        """Two standard deviations from the troubled mean, towards better."""
        return self.troubled.mean + self._better * 2 * self.troubled.sd

    @property
    def b(self) -> float:
        """Two standard deviations from the usual mean, towards worse."""
        return self.usual.mean - self._better * 2 * self.usual.sd

    @property
    def c(self) -> float:
        """As many standard deviations from one mean as from the other: (s1 M2 + s2 M1) / (s1 + s2)."""
        troubled, usual = self.troubled, self.usual
        return (troubled.sd * usual.mean + usual.sd * troubled.mean) / (troubled.sd + usual.sd)

    @property
    def _better(self) -> int:
        return 1 if self.higher_is_better else -1


class Moving(StrEnum):
    """What became of one person. Without a cut-off nobody is recovered or harmed."""

    RECOVERED = "recovered"
    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    DETERIORATED = "deteriorated"
    HARMED = "harmed"


def moving(pair: Pair, by: ReliableChange, *, higher_is_better: bool, cut_off: float | None = None) -> Moving:
    """Recovered and harmed are reliable changes that also cross `cut_off`, a score that itself counts as well."""
    worth = 1 if higher_is_better else -1
    gain = worth * (pair[1] - pair[0])
    if abs(gain) <= by.threshold:
        return Moving.UNCHANGED
    was, is_now = (cut_off is not None and worth * score >= worth * cut_off for score in pair)
    crossed = cut_off is not None and was != is_now
    if gain > 0:
        return Moving.RECOVERED if crossed else Moving.IMPROVED
    return Moving.HARMED if crossed else Moving.DETERIORATED


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

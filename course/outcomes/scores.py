"""What a comparison is made from: a cohort's counts and scores, and what there is to know of the measure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import isfinite

from course.errors import Refused
from course.outcomes.effects import Pair
from course.words import _


class Better(StrEnum):
    """Which way the course hopes a score will move."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Wave(StrEnum):
    """The later of the two scores that are compared; the earlier one is always `before`."""

    AFTER = "after"
    SIX_MONTHS = "six-months"


class ScoresDisagree(Refused):
    """A cohort's numbers contradict each other; the sentence names the cohort and says how."""


@dataclass(frozen=True)
class Measured:
    """`about` completes "more …" and "less …" ("self-compassion"); `low` and `high` end the scale.

    `validated` is False when the questions are our own words and not the published form.
    """

    key: str
    name: str
    about: str
    low: float
    high: float
    better: Better = Better.HIGHER
    validated: bool = False

    @property
    def decimals(self) -> int:
        """How many decimals a reader can use on a scale this wide."""
        return 2 if self.high - self.low <= 10 else 1


@dataclass(frozen=True)
class CohortScores:
    """One cohort. `pairs` are (before, after) and `pairs_six` (before, six months), one per person with both.

    `followed` counts everybody reached at six months; None while those months are not over.
    """

    cohort_id: str
    name: str
    starts_on: date
    started: int
    finished: int
    pairs: tuple[Pair, ...]
    followed: int | None = None
    pairs_six: tuple[Pair, ...] = ()
    imported: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.finished <= self.started:
            raise self._disagree(_("%(cohort)s: more people finished than started"))
        if max(len(self.pairs), len(self.pairs_six), self.followed or 0) > self.started:
            raise self._disagree(_("%(cohort)s: more people have scores than started"))
        if len(self.pairs_six) > (self.followed or 0):
            raise self._disagree(_("%(cohort)s: more scores at six months than people reached then"))

    def pairs_at(self, wave: Wave) -> tuple[Pair, ...]:
        return self.pairs if wave is Wave.AFTER else self.pairs_six

    def check_scores(self, wave: Wave) -> None:
        if not all(isfinite(score) for pair in self.pairs_at(wave) for score in pair):
            raise self._disagree(_("%(cohort)s: a score is not a number"))

    def _disagree(self, sentence: str) -> ScoresDisagree:
        return ScoresDisagree(sentence % {"cohort": self.name})

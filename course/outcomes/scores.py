"""What a comparison is made from: a cohort's counts and sums, and what there is to know of the measure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from course.cohorts.cohort import Held
from course.errors import Refused
from course.outcomes.words_asked import OURS
from course.statistics.moments import Moments
from course.words import _


class Better(StrEnum):
    """Which way the course hopes a score will move."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Wave(StrEnum):
    """The later of the two scores that are compared; the earlier one is always `before`."""

    MIDWAY = "mid"
    AFTER = "after"
    SIX_MONTHS = "six-months"
    TWELVE_MONTHS = "twelve-months"


class Unit(StrEnum):
    """What a row of a comparison is: a cohort, or all cohorts that began in a year."""

    COHORT = "cohort"
    YEAR = "year"


class Stage(StrEnum):
    """Whether a cohort's figures stand: only then are they in a comparison."""

    FROZEN = "frozen"
    CLOSED = "closed"  # nobody can answer any more, and the clock has not been there yet
    OPEN = "open"


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
    """One cohort at one wave, or several as one (a year). `n` people have both scores; `pairs` are their sums, None
    for fewer than eight.

    `followed` counts everybody who was reached at six months, None while those are not over; `mixed` people have
    both scores, asked in different words. `one_apart`: beside its figures of an earlier wave, the spread of first
    scores would give one person away. `closes_on` is the day the questions close, where they are still open. `waiting`:
    so many cohorts of a year are not in it, because their people are too few even together.
    """

    cohort_id: str
    name: str
    starts_on: date
    started: int = 0
    finished: int = 0
    n: int = 0
    pairs: Moments | None = None
    followed: int | None = None
    mixed: int = 0
    form: str = OURS
    course: str = ""
    held: Held = Held.NOT_SAID
    one_apart: bool = False
    stage: Stage = Stage.FROZEN
    closes_on: date | None = None
    imported: bool = False
    waiting: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.finished <= self.started:
            raise self._disagree(_("%(cohort)s: more people finished than started"))
        if max(self.n, self.followed or 0) > self.started:
            raise self._disagree(_("%(cohort)s: more people have scores than started"))

    def _disagree(self, sentence: str) -> ScoresDisagree:
        return ScoresDisagree(sentence % {"cohort": self.name})

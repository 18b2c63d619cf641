"""What a report of one cohort is made from. Nothing here says who anybody is; `number` only keeps people apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from course.outcomes.scores import Measured
from course.statistics.moments import Moments

BEFORE = "before"

ScoreKey = tuple[str, str]
"""Measure and score, for example ("self-compassion-12", "total")."""

Pairs = Mapping[int, tuple[float, float]]
"""{number of a person: (score before, later score)}."""


class Fate(StrEnum):
    """What became of one person at one step, and why she is not among those who took it."""

    ANSWERED = "answered"
    UNFINISHED = "begun, not finished"
    NO_SCORE = "answered, too little for a score"
    OTHER_WORDS = "asked in other words than before"
    DECLINED = "said no"
    LEFT = "left"
    SILENT = "no answer"
    NOT_ASKED = "not asked"
    TO_COME = "still to come"
    FEWER = "came to fewer meetings"
    TAKEN_BACK = "invitation taken back"
    ERASED = "erased"
    DIED = "died"


@dataclass(frozen=True)
class WaveSeen:
    """`is_over`: nobody can answer it any more. `closes_on` is the last day on which somebody can, if it is known."""

    key: str
    name: str
    is_over: bool
    closes_on: date | None = None


@dataclass(frozen=True)
class Invited:
    """Addresses that were asked and are not among the people of the cohort, by what became of them."""

    silent: int = 0
    taken_back: int = 0
    erased: int = 0


@dataclass(frozen=True)
class Someone:
    """`agreed` to be asked, None while she has not said. `fates` are by wave, `scores` by wave and score.

    `days` and `minutes` of practice are None for who keeps them to herself.
    """

    number: int
    agreed: bool | None
    left: bool
    fates: Mapping[str, Fate]
    scores: Mapping[tuple[str, ScoreKey], float] = field(default_factory=dict)
    came: int = 0
    died: bool = False
    days: int | None = None
    minutes: int | None = None


@dataclass(frozen=True)
class CohortFacts:
    """`enough` meetings of `sessions` make somebody a finisher, None where the course asks for none.

    `waves` stand in their order, the one before the course first. `is_over`: the last meeting was held. `kept` are
    figures that were frozen of people who are not all there any more (somebody was erased, took back her agreement,
    or a paper was entered late): these figures stay, and nothing else is made of those people's scores.
    """

    cohort_id: int
    name: str
    programme: str
    starts_on: date
    people: tuple[Someone, ...]
    waves: tuple[WaveSeen, ...]
    invited: Invited = Invited()
    sessions: int = 0
    enough: int | None = None
    is_over: bool = True
    is_imported: bool = False
    kept: Mapping[tuple[str, ScoreKey], Moments | None] = field(default_factory=dict)

    @property
    def later(self) -> tuple[WaveSeen, ...]:
        return tuple(wave for wave in self.waves if wave.key != BEFORE)

    @property
    def closed(self) -> tuple[WaveSeen, ...]:
        """Waves that may be shown: while somebody can still answer, two visits could be subtracted."""
        return tuple(wave for wave in self.later if wave.is_over)

    @property
    def started(self) -> tuple[Someone, ...]:
        """Whoever agreed to be asked, or, in an earlier record, has a score before."""
        return tuple(one for one in self.people if one.agreed)

    def pairs(self, score: ScoreKey, wave: str) -> Pairs:
        """Of everybody with both scores, asked in the same words both times; of nobody where figures are `kept`."""
        if (wave, score) in self.kept:
            return {}
        return {
            one.number: (one.scores[BEFORE, score], one.scores[wave, score])
            for one in self.started
            if (BEFORE, score) in one.scores and (wave, score) in one.scores
        }

    def first_scores(self, score: ScoreKey) -> dict[int, float]:
        return {
            one.number: one.scores[BEFORE, score] for one in self.started if (BEFORE, score) in one.scores
        }


@dataclass(frozen=True)
class Scored:
    """One score of a measure: `says` what a reader needs of it, `is_headline` that the measure shows it first. `whole`
    is the name of the measure."""

    key: ScoreKey
    says: Measured
    is_headline: bool = False
    whole: str = ""


def named(scores: Iterable[Scored], key: ScoreKey) -> Scored:
    return next(one for one in scores if one.key == key)

"""What a comparison is: all that a page, chart, table or file may say of these cohorts, and nothing that is hidden."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from course.outcomes.caveats import Caveat
from course.outcomes.claim import Claim
from course.outcomes.scores import Measured, Unit, Wave
from course.outcomes.suppression import Threshold
from course.statistics.funnel import Funnel
from course.statistics.pooling import Pooled
from course.statistics.small_sample import Contrast


class Showing(StrEnum):
    SHOWN = "shown"
    HIDDEN = "hidden"
    NOT_YET = "not yet"
    OPEN = "open"
    CLOSED = "closed"
    OTHER_WORDS = "other words"


@dataclass(frozen=True)
class Change:
    """In points, with its 95 % interval; `g` is the standardised change (SMCR), None if it cannot be had or told.

    `drawn_in` is the change drawn towards the average the more, the less is known of it (BLUP); `adjusted` what it
    would be had people begun where others did. None with fewer than three cohorts, or where it cannot be told.
    """

    n: int
    mean: float
    low: float
    high: float
    g: float | None
    g_low: float | None
    g_high: float | None
    r: float | None
    drawn_in: float | None = None
    adjusted: float | None = None


@dataclass(frozen=True)
class Row:
    """A cohort. Only one that is shown carries a number; `closes_on` is set while its questions are open."""

    cohort_id: str
    name: str
    starts_on: date
    showing: Showing
    started: int | None = None
    finished: int | None = None
    followed: int | None = None
    change: Change | None = None
    closes_on: date | None = None


@dataclass(frozen=True)
class Share:
    """`count` of `of` people, over the cohorts whose count may be shown."""

    count: int
    of: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.count / self.of) if self.of else None


@dataclass(frozen=True)
class Facts:
    """Over the cohorts shown. `followed` is None until six months are over for one of them."""

    started: int
    finished: Share
    both: Share
    followed: Share | None


@dataclass(frozen=True)
class Comparison:
    """Everything a page, chart, table or CSV may say of these cohorts. What is hidden is not in here.

    `adjusted` is the change of people who began at the average first score, from a model with cohorts in it.
    """

    measure: Measured
    wave: Wave
    unit: Unit
    threshold: Threshold
    claim: Claim
    rows: tuple[Row, ...]
    facts: Facts
    pooled: Pooled | None
    adjusted: Contrast | None
    funnel: Funnel | None
    caveats: tuple[Caveat, ...]

    @property
    def sentence(self) -> str:
        return self.claim.sentence

    @property
    def lead(self) -> str:
        return self.claim.lead

    @property
    def shown(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.showing is Showing.SHOWN)

    @property
    def hidden(self) -> int:
        return sum(row.showing is Showing.HIDDEN for row in self.rows)

    @property
    def is_adjusted(self) -> bool:
        """Whether the funnel allows for where people began."""
        return self.funnel is not None and tells_first_scores(self.wave)


def tells_first_scores(wave: Wave) -> bool:
    """Whether a cohort's figures may tell how high its people began: at one wave only.

    At another wave some of them are missing, and the first scores of those few would be a subtraction.
    """
    return wave is Wave.AFTER

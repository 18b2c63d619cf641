"""Which cohorts somebody wants to look at: of one course, held in one way, begun between two days. Never by who ran
them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from course.cohorts.cohort import Held
from course.outcomes.scores import CohortScores


@dataclass(frozen=True)
class Selection:
    course: str | None = None
    held: Held | None = None
    since: date | None = None
    until: date | None = None

    @property
    def is_everything(self) -> bool:
        return self == EVERYTHING

    def lets(self, cohort: CohortScores) -> bool:
        return (
            self.course in {None, cohort.course}
            and self.held in {None, cohort.held}
            and (self.since is None or self.since <= cohort.starts_on)
            and (self.until is None or cohort.starts_on <= self.until)
        )

    def of(self, cohorts: Iterable[CohortScores]) -> set[str] | None:
        """The ids it lets through; None when that is everything."""
        return None if self.is_everything else {one.cohort_id for one in cohorts if self.lets(one)}


EVERYTHING = Selection()

"""One look at a programme's comparison: a score, a wave, which cohorts, and whether a row is a cohort or a year."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from course.outcomes.compare import compare
from course.outcomes.comparison import Comparison
from course.outcomes.everybody import Everybody, everybody
from course.outcomes.gather import measured
from course.outcomes.record import Record
from course.outcomes.scores import CohortScores, Unit, Wave
from course.outcomes.selection import EVERYTHING, Selection
from course.outcomes.suppression import Threshold
from course.outcomes.years import by_year, pools_years


@dataclass(frozen=True)
class View:
    """`by` None: cohorts, or years where most of the cohorts looked at are too small to show one by one."""

    record: Record
    measure_key: str
    score_key: str
    threshold: Threshold
    wave: Wave = Wave.AFTER
    selection: Selection = EVERYTHING
    by: Unit | None = None

    @cached_property
    def cohorts(self) -> tuple[CohortScores, ...]:
        """All of the programme at this wave, whatever is looked at."""
        return tuple(self.record.cohorts.get(self.wave, ()))

    @cached_property
    def form(self) -> str:
        return self.record.form(self.wave)

    @cached_property
    def unit(self) -> Unit:
        if self.by is not None:
            return self.by
        mine = [one for one in self.cohorts if self.selection.lets(one)]
        return Unit.YEAR if pools_years(mine, self.threshold) else Unit.COHORT

    @cached_property
    def comparison(self) -> Comparison:
        rows, only = list(self.cohorts), self.selection.of(self.cohorts)
        if self.unit is Unit.YEAR:
            rows = by_year(
                self.cohorts,
                self.record.batches,
                wave=self.wave,
                form=self.form,
                threshold=self.threshold,
                only=only,
            )
            only = None if only is None else {one.cohort_id for one in rows}
        return compare(
            rows,
            measured(self.measure_key, self.score_key, self.form),
            wave=self.wave,
            unit=self.unit,
            threshold=self.threshold,
            only=only,
            form=self.form,
        )

    @cached_property
    def everybody(self) -> Everybody:
        return everybody(
            self.cohorts, self.record.batches, wave=self.wave, form=self.form, threshold=self.threshold
        )

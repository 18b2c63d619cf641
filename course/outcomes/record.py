"""What stands of one score in a programme: every cohort at every wave, and what was put together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from course.cohorts import cohort as cohorts
from course.cohorts.cohort import Cohort
from course.cohorts.programme import Programme
from course.outcomes.closing import Closing, closings
from course.outcomes.frozen import Frozen, frozen_and_batched
from course.outcomes.gather import BEFORE
from course.outcomes.scores import CohortScores, Stage, Wave
from course.outcomes.words_asked import OURS

WAVES = {wave.value: wave for wave in Wave}


@dataclass(frozen=True)
class Record:
    """`cohorts` of a wave stand in the order in which they closed, those that have not at the end."""

    cohorts: Mapping[Wave, Sequence[CohortScores]]
    batches: Sequence[Frozen]

    @property
    def waves(self) -> tuple[Wave, ...]:
        """Those that are asked, in their order."""
        return tuple(wave for wave in Wave if self.cohorts.get(wave))

    def form(self, wave: Wave) -> str:
        """The words that the newest cohort with scores was asked in: others are not set beside them."""
        some = [one for one in self.cohorts.get(wave, ()) if one.n]
        return max(some, key=lambda one: one.starts_on).form if some else OURS


def record(db: Session, programme: Programme, measure_key: str, score_key: str, *, now: datetime) -> Record:
    """In a fixed number of statements, and one more set for cohorts whose questions are still open."""
    rows, together = frozen_and_batched(db, programme.stored_id, measure_key, score_key)
    begun = select(Cohort).where(Cohort.programme_id == programme.id, col(Cohort.starts_on) <= now.date())
    of = {one.stored_id: one for one in db.exec(begun.order_by(col(Cohort.id))).all()}
    standing = [row for row in rows if row.cohort_id in of]
    known = {(row.cohort_id, row.wave) for row in standing}
    reached = {row.cohort_id: row.answered for row in standing if row.wave == Wave.SIX_MONTHS}
    found: dict[Wave, list[CohortScores]] = {wave: [] for wave in Wave}
    for row in standing:
        if row.wave in WAVES:
            found[WAVES[row.wave]].append(scores_of(of[row.cohort_id], row, reached))
    for one in closings(db, _not_whole(db, of.values(), measure_key, known)):
        key = (one.cohort.stored_id, one.wave.key)
        if key not in known and measure_key in one.wave.measures and one.wave.key in WAVES:
            found[WAVES[one.wave.key]].append(_still_open(one, now))
    return Record(found, together)


def scores_of(cohort: Cohort, row: Frozen, reached: Mapping[int, int]) -> CohortScores:
    """What stands of one cohort; `reached`: {cohort: how many answered at six months}."""
    return CohortScores(
        cohort_id=str(row.cohort_id),
        name=cohort.name,
        starts_on=cohort.starts_on,
        started=row.started,
        finished=row.finished,
        n=row.n,
        pairs=row.pairs,
        followed=reached.get(row.cohort_id),
        mixed=row.mixed,
        form=row.form,
        course=cohort.course_key,
        held=cohort.held,
        one_apart=row.alone,
        imported=cohort.is_imported,
    )


def _still_open(closing: Closing, now: datetime) -> CohortScores:
    cohort = closing.cohort
    # the questions close at the first moment of a day, so the day before is the last one
    last_day = (closing.at - timedelta(days=1)).date() if closing.at else None
    return CohortScores(
        cohort_id=str(cohort.stored_id),
        name=cohort.name,
        starts_on=cohort.starts_on,
        course=cohort.course_key,
        held=cohort.held,
        stage=Stage.CLOSED if closing.is_over(now) else Stage.OPEN,
        closes_on=last_day,
    )


def _not_whole(
    db: Session, of: Collection[Cohort], measure_key: str, known: Collection[tuple[int, str]]
) -> list[Cohort]:
    """Whose course asks this measure at a wave that is not frozen yet."""
    return [
        one
        for one in of
        if not one.is_imported
        and any(
            measure_key in wave.measures and (one.stored_id, wave.key) not in known
            for wave in cohorts.content(db, one).waves
            if wave.key != BEFORE
        )
    ]

"""A whole programme as its report for a board looks at it: the main outcome, unless another score is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from course.cohorts.programme import Programme
from course.outcomes import harms, primary, reached
from course.outcomes.cohort_gather import primary_of
from course.outcomes.cohort_told import standing_words
from course.outcomes.comparison import Comparison
from course.outcomes.everybody import Everybody
from course.outcomes.gather import comparable, threshold
from course.outcomes.harm_counts import Harms
from course.outcomes.reached import Reached
from course.outcomes.record import record
from course.outcomes.scores import Wave
from course.outcomes.view import View


@dataclass(frozen=True)
class Looked:
    comparison: Comparison
    everybody: Everybody
    standing: str
    harms: tuple[Harms, ...]
    reached: tuple[Reached, ...]


def look(
    db: Session,
    programme: Programme,
    *,
    wanted: tuple[str | None, str | None] = (None, None),
    wave: str | None = None,
    now: datetime,
) -> Looked | None:
    """None when nobody has this score, or there is no such wave. Without `wanted`, the main outcome or the first."""
    named = primary.of(db, programme.stored_id)
    known = comparable(db, programme)
    first = (named.measure_key, named.score_key) if named else None
    score = wanted if wanted != (None, None) else first if first in known else next(iter(known), None)
    if score not in known or wave not in {None, *(one.value for one in Wave)}:
        return None
    usual = named.wave_key if named and first == score else Wave.AFTER.value
    at = Wave(wave or (usual if usual in {one.value for one in Wave} else Wave.AFTER))
    measure_key, score_key = str(score[0]), str(score[1])
    view = View(
        record(db, programme, measure_key, score_key, now=now),
        measure_key,
        score_key,
        threshold(programme),
        at,
    )
    return Looked(
        view.comparison,
        view.everybody,
        standing_words(primary_of(named), (measure_key, score_key), at.value),
        harms.of_programme(db, programme, now=now),
        reached.of_programme(db, programme, now=now),
    )

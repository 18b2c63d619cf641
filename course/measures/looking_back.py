"""Her own means before and after, side by side. Nobody else's, and no change is called more than it is."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from course.cohorts import bundle
from course.cohorts.place import Place
from course.measures.assessment import Assessment, StoredScore
from curriculum.measure import Direction, Measure


@dataclass(frozen=True)
class Line:
    """One headline score: `values` by wave key, where there is one; `low` to `high` is its whole range."""

    title: str
    low: float
    high: float
    direction: Direction
    values: Mapping[str, float]


def looking_back(db: Session, place: Place) -> list[Line]:
    """The headline scores of measures she completed in at least two waves."""
    both = (
        select(Assessment, StoredScore)
        .join(StoredScore, col(StoredScore.assessment_id) == Assessment.id)
        .where(
            Assessment.enrolment_id == place.enrolment_id,
            col(Assessment.completed_at).is_not(None),
            col(StoredScore.value).is_not(None),
        )
        .order_by(col(Assessment.id))
    )
    measures: dict[str, str] = {}
    values: dict[tuple[str, str], dict[str, float]] = {}
    for row, score in db.exec(both).all():
        if score.value is None:
            continue
        measures.setdefault(row.measure_key, row.definition_hash)
        values.setdefault((row.measure_key, score.score_key), {})[row.wave_key] = score.value
    lines = []
    for key, digest in measures.items():
        measure = bundle.read(db, digest, Measure)
        for headline in measure.headline:
            found, scored = values.get((key, headline), {}), measure.scored(headline)
            if len(found) > 1:
                lines.append(Line(scored.title, *scored.range, scored.direction, found))
    return lines

"""Her own means before and after, side by side. Nobody else's, and no change is called more than it is.

Answers to our own words and to official ones are never set side by side: they are two different questions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from course.cohorts import bundle
from course.cohorts.place import Place
from course.cohorts.programme import Programme
from course.measures.assessment import Assessment, StoredScore
from curriculum.measure import Direction, Measure, Wording


@dataclass(frozen=True)
class Line:
    """One headline score: `values` by wave key, where there is one; `low` to `high` is its whole range.

    `ours`: it was asked in our own words.
    """

    title: str
    low: float
    high: float
    direction: Direction
    values: Mapping[str, float]
    ours: bool


Form = tuple[str, bool, str]
"""A measure, whether it was asked in our own words, and which published form it was."""


def may_see(db: Session, place: Place, *, now: datetime) -> bool:
    """Once the course is over for her, so that it colours no answer in it, and if the programme shows it."""
    is_over = place.is_over(now) or not place.enrolment.is_active
    return is_over and db.get_one(Programme, place.cohort.programme_id).own_change_off_since is None


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
    keys: dict[Form, str] = {}
    values: dict[tuple[Form, str], dict[str, float]] = {}
    for row, score in db.exec(both).all():
        if score.value is None:
            continue
        form = _form(db, row)
        keys.setdefault(form, row.definition_hash)
        values.setdefault((form, score.score_key), {})[row.wave_key] = score.value
    lines = []
    for form, digest in keys.items():
        measure = bundle.read(db, digest, Measure)
        for headline in measure.headline:
            found, scored = values.get((form, headline), {}), measure.scored(headline)
            if len(found) > 1:
                lines.append(Line(scored.title, *scored.range, scored.direction, found, ours=form[1]))
    return lines


def _form(db: Session, row: Assessment) -> Form:
    wording = bundle.read(db, row.wording_hash, Wording) if row.wording_hash else None
    return (row.measure_key, wording.ours, wording.form or "") if wording else (row.measure_key, False, "")

"""What was asked of whom in a programme, with answers and scores, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from course.cohorts import bundle
from course.measures.assessment import Answer, Assessment, StoredScore
from curriculum.measure import Measure, Wording

Enrolments = Any  # a select of ids: the two kinds of `int | None` that sqlmodel tells apart are one here
"""The places of a programme as a query: of many people a list of ids would be too long for a statement."""

Form = tuple[str, bool, int]
"""What was asked: measure, whether in words of our own, version of the key."""


@dataclass(frozen=True)
class Taken:
    """One assessment with its answers and scores."""

    row: Assessment
    form: Form
    answers: Mapping[str, int | None]
    scores: Mapping[str, float | None]


def taken(
    db: Session, everybody: Enrolments, agreed: Collection[int]
) -> tuple[dict[tuple[int, str], list[Taken]], dict[Form, tuple[Measure, Wording | None]]]:
    """Assessments by (enrolment, wave), and what was asked in them, in the order of the first time."""
    theirs = col(Assessment.enrolment_id).in_(everybody)
    everything = db.exec(select(Assessment).where(theirs).order_by(col(Assessment.id))).all()
    rows = [row for row in everything if row.enrolment_id in agreed]
    ids = select(Assessment.id).where(theirs)
    answers: dict[int, dict[str, int | None]] = defaultdict(dict)
    for one in db.exec(select(Answer).where(col(Answer.assessment_id).in_(ids))).all():
        answers[one.assessment_id][one.item_key] = one.value
    scores: dict[int, dict[str, float | None]] = defaultdict(dict)
    for score in db.exec(select(StoredScore).where(col(StoredScore.assessment_id).in_(ids))).all():
        scores[score.assessment_id][score.score_key] = score.value
    found: dict[tuple[int, str], list[Taken]] = defaultdict(list)
    forms: dict[Form, tuple[Measure, Wording | None]] = {}
    for row in rows:
        measure = bundle.read(db, row.definition_hash, Measure)
        wording = bundle.read(db, row.wording_hash, Wording) if row.wording_hash else None
        form = (row.measure_key, wording.ours if wording else False, measure.version)
        forms.setdefault(form, (measure, wording))
        key = row.stored_id
        found[row.enrolment_id, row.wave_key].append(Taken(row, form, answers[key], scores[key]))
    return found, dict(sorted(forms.items()))

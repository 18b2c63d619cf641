"""Every stored score worked out again from the answers it came from. No answer is ever changed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isclose

from sqlmodel import Session, col, select

from course import audit
from course.measures import assessment
from course.measures.assessment import Answer, Assessment, StoredScore, rule_version
from curriculum import scoring

BATCH = 500


@dataclass(frozen=True)
class Difference:
    """`stored` and `derived` are values of one score, None for none; `was` and `now` the rules they came from."""

    assessment_id: int
    measure_key: str
    score_key: str
    stored: float | None
    derived: float | None
    was: str | None
    now: str


@dataclass(frozen=True)
class Rescored:
    """Of `assessments` that are complete, `labelled` were scored by other rules; what came out differently."""

    assessments: int
    labelled: int
    differences: tuple[Difference, ...]


def rescore(db: Session, *, write: bool) -> Rescored:
    """By today's rules, with the key that each assessment pinned. Without `write` nothing is stored."""
    count, labelled, found = 0, 0, list[Difference]()
    for batch in _batches(db):
        stored, given = _stored(db, batch), _given(db, batch)
        for one in batch:
            different = list(_of_one(db, one, stored[one.stored_id], given[one.stored_id]))
            is_older = one.rule_version != rule_version(one.definition_hash)
            if write and (different or is_older):
                assessment.store_scores(db, one)
            count, labelled = count + 1, labelled + is_older
            found.extend(different)
    if write and (found or labelled):
        audit.record(db, "scores.derive", "score", by=None, scores=len(found), assessments=labelled)
    return Rescored(count, labelled, tuple(found))


def _batches(db: Session) -> Iterator[Sequence[Assessment]]:
    after = 0
    while True:
        completed = select(Assessment).where(
            col(Assessment.id) > after, col(Assessment.completed_at).is_not(None)
        )
        batch = db.exec(completed.order_by(col(Assessment.id)).limit(BATCH)).all()
        if not batch:
            return
        after = batch[-1].stored_id
        yield batch


def _of_one(
    db: Session, one: Assessment, stored: Mapping[str, float | None], given: Mapping[str, int]
) -> Iterator[Difference]:
    derived = {
        key: result.value for key, result in scoring.score(assessment.definition(db, one), given).items()
    }
    for key in sorted({*stored, *derived}):
        if key not in stored or key not in derived or not _same(stored[key], derived[key]):
            yield Difference(
                one.stored_id,
                one.measure_key,
                key,
                stored.get(key),
                derived.get(key),
                one.rule_version,
                rule_version(one.definition_hash),
            )


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def _stored(db: Session, batch: Sequence[Assessment]) -> dict[int, dict[str, float | None]]:
    found: dict[int, dict[str, float | None]] = defaultdict(dict)
    mine = select(StoredScore).where(col(StoredScore.assessment_id).in_([one.id for one in batch]))
    for score in db.exec(mine).all():
        found[score.assessment_id][score.score_key] = score.value
    return found


def _given(db: Session, batch: Sequence[Assessment]) -> dict[int, dict[str, int]]:
    """{assessment: {item: value}}, without what was skipped."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    mine = select(Answer).where(col(Answer.assessment_id).in_([one.id for one in batch]))
    for answer in db.exec(mine).all():
        if answer.value is not None:
            found[answer.assessment_id][answer.item_key] = answer.value
    return found

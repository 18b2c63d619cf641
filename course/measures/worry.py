"""Whether answers say that things are very heavy, or clearly heavier than before: then she is offered a word.

It is an offer and no diagnosis, and no score is shown. Only scores that a measure has a rule of its own for
(`offer_a_word`) are looked at. The rule counts for any words; with official words the published bands, cut-offs and
reliable change of the same score count as well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from course.measures import assessment
from course.measures.assessment import Assessment, StoredScore
from course.safety import concern, policy
from course.safety.concern import Concern, Kind
from curriculum import bands
from curriculum.figures import Bands
from curriculum.measure import Measure, OfferAWord, Wording
from curriculum.official import is_official, published

Scores = Mapping[str, float]


@dataclass(frozen=True)
class Worry:
    severe: bool = False
    worse: bool = False

    def __bool__(self) -> bool:
        return self.severe or self.worse


def worry(db: Session, enrolment_id: int, wave_key: str) -> Worry:
    """Over everything she completed in this wave."""
    done, scores = _completed(db, enrolment_id)
    here = [one for one in done if one.wave_key == wave_key]
    found = [_of_one(db, one, done, scores) for one in here]
    return Worry(any(one.severe for one in found), any(one.worse for one in found))


def tell(db: Session, enrolment_id: int, wave_key: str, *, now: datetime) -> list[Concern]:
    """Open concerns without her asking, where the programme does so and said so before she began."""
    found = worry(db, enrolment_id, wave_key)
    if not found or not _is_told(db, enrolment_id, wave_key):
        return []
    kinds = [kind for kind, is_so in ((Kind.SEVERE, found.severe), (Kind.WORSE, found.worse)) if is_so]
    return [
        concern.begin(db, enrolment_id=enrolment_id, wave_key=wave_key, kind=kind, now=now) for kind in kinds
    ]


def is_severe(measure: Measure, words: Wording | None, scores: Scores) -> bool:
    official = is_official(measure, words)
    return any(
        _reaches(rule, scores[rule.score])
        or (official and _is_worst(measure, rule.score, scores[rule.score]))
        for rule in measure.offer_a_word
        if rule.score in scores
    )


def is_worse(measure: Measure, words: Wording | None, before: Scores, after: Scores) -> bool:
    """Both were asked in the same words."""
    return any(
        _worsening(measure, key, before[key], after[key]) >= points
        for key, points in _thresholds(measure, words).items()
        if key in before and key in after
    )


def _of_one(
    db: Session, one: Assessment, done: list[Assessment], scores: Mapping[int, dict[str, float]]
) -> Worry:
    measure, words = assessment.definition(db, one), assessment.wording(db, one)
    mine = scores.get(one.stored_id, {})
    first = _before(db, one, words, done)
    worse = first is not None and is_worse(measure, words, scores.get(first.stored_id, {}), mine)
    return Worry(is_severe(measure, words, mine), worse)


def _before(db: Session, one: Assessment, words: Wording | None, done: list[Assessment]) -> Assessment | None:
    """Her first answers to the same measure in the same kind of words, if they came before these."""
    same = [
        each
        for each in done
        if each.measure_key == one.measure_key and _kind(assessment.wording(db, each)) == _kind(words)
    ]
    first = min(same, key=lambda each: each.started_at)
    return first if first.started_at < one.started_at else None


def _kind(words: Wording | None) -> tuple[bool, str | None] | None:
    return (words.ours, words.form) if words else None


def _completed(db: Session, enrolment_id: int) -> tuple[list[Assessment], dict[int, dict[str, float]]]:
    """What she completed, and {assessment: {score: value}}, in one statement."""
    both = (
        select(Assessment, StoredScore)
        .outerjoin(StoredScore, col(StoredScore.assessment_id) == Assessment.id)
        .where(Assessment.enrolment_id == enrolment_id, col(Assessment.completed_at).is_not(None))
        .order_by(col(Assessment.id))
    )
    done: dict[int, Assessment] = {}
    scores: dict[int, dict[str, float]] = {}
    lines: Sequence[tuple[Assessment, StoredScore | None]] = db.exec(both).all()
    for one, row in lines:
        done[one.stored_id] = one
        if row is not None and row.value is not None:
            scores.setdefault(one.stored_id, {})[row.score_key] = row.value
    return list(done.values()), scores


def _reaches(rule: OfferAWord, value: float) -> bool:
    return (rule.from_score is not None and value >= rule.from_score) or (
        rule.up_to_score is not None and value <= rule.up_to_score
    )


def _is_worst(measure: Measure, key: str, value: float) -> bool:
    """In the worst published band; where no bands are published, past the farthest cut-off."""
    tables = [table for table in measure.published.bands if table.score == key]
    if tables:
        band = bands.band_of(measure, key, value)
        return any(band == _worst(measure, table) for table in tables)
    cutoffs = bands.cutoffs_of(measure, key)
    return bool(cutoffs) and len(bands.reached(measure, key, value)) == len(cutoffs)


def _worst(measure: Measure, table: Bands) -> object:
    ends = {"higher_is_worse": table.bands[-1], "higher_is_better": table.bands[0]}
    return ends.get(measure.scored(table.score).direction)


def _thresholds(measure: Measure, words: Wording | None) -> dict[str, float]:
    known = {one.score: one.points for one in published(measure, words).reliable_change}
    return {rule.score: known.get(rule.score, rule.worse_by) for rule in measure.offer_a_word}


def _worsening(measure: Measure, key: str, before: float, after: float) -> float:
    """Points in the direction that is worse."""
    change = round(after - before, 6)
    direction = measure.scored(key).direction
    return {"higher_is_worse": change, "higher_is_better": -change, "neither": 0.0}[direction]


def _is_told(db: Session, enrolment_id: int, wave_key: str) -> bool:
    begun = [one for one in assessment.of_enrolment(db, enrolment_id) if one.wave_key == wave_key]
    since = min((one.started_at for one in begun), default=None)
    told = policy.policy_of(db, concern.programme_of(db, enrolment_id))
    return since is not None and told.tells_of_scores(since)

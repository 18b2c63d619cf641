"""How the work is for those who run groups, over a whole programme: means of eight people or more, never by group.

Each person counts once, with the first answers she gave to a wave. They are counted by eights in the order in which
they came, so that two visits never differ by fewer people (`course.outcomes.suppression`).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from course.cohorts import bundle
from course.cohorts.cohort import Cohort, content
from course.cohorts.programme import Programme
from course.measures.staff_wave import StaffAssessment, StaffScore
from course.outcomes.gather import threshold
from course.outcomes.suppression import PEOPLE_BEHIND_A_SCORE, merged
from course.people.role import Facilitator
from curriculum.measure import Composite, Measure, Scale, Wording

Key = tuple[str, str, str, bool]
"""Wave, measure, score, and whether the words were ours."""


@dataclass(frozen=True)
class StaffFigure:
    """`n` people are behind `mean`; both None while they are too few."""

    wave: str
    scored: Scale | Composite
    ours: bool
    n: int | None
    mean: float | None


def staff_figures(db: Session, programme: Programme) -> list[StaffFigure]:
    """Headline scores that somebody has answered, in the order of waves and measures."""
    least, titles = threshold(programme).scores, _titles(db, programme)
    values: dict[Key, dict[int, float]] = defaultdict(dict)
    scored: dict[Key, Scale | Composite] = {}
    for row, score, person_id in _lines(db, programme):
        measure = bundle.read(db, row.definition_hash, Measure)
        if score.value is None or score.score_key not in measure.headline:
            continue
        words = bundle.read(db, row.wording_hash, Wording)
        key = (row.wave_key, row.measure_key, score.score_key, words.ours)
        scored.setdefault(key, measure.scored(score.score_key))
        values[key].setdefault(person_id, score.value)
    return [
        _figure(titles.get(key[0], key[0]), scored[key], key[3], list(found.values()), least)
        for key, found in values.items()
    ]


def _figure(
    wave: str, scored: Scale | Composite, ours: bool, values: Sequence[float], least: int
) -> StaffFigure:
    whole = [PEOPLE_BEHIND_A_SCORE] * (len(values) // PEOPLE_BEHIND_A_SCORE)
    n = sum(whole[place] for together in merged(whole, least) for place in together)
    return StaffFigure(wave, scored, ours, n or None, sum(values[:n]) / n if n else None)


def _lines(db: Session, programme: Programme) -> Sequence[tuple[StaffAssessment, StaffScore, int]]:
    both = (
        select(StaffAssessment, StaffScore, Facilitator.person_id)
        .join(StaffScore, col(StaffScore.staff_assessment_id) == StaffAssessment.id)
        .join(Facilitator, col(Facilitator.id) == StaffAssessment.facilitator_id)
        .join(Cohort, col(Cohort.id) == Facilitator.cohort_id)
        .where(Cohort.programme_id == programme.id)
        .order_by(col(StaffAssessment.completed_at), col(StaffAssessment.id))
    )
    return db.exec(both).all()


def _titles(db: Session, programme: Programme) -> dict[str, str]:
    newest = select(Cohort).where(Cohort.programme_id == programme.id, col(Cohort.imported_from).is_(None))
    found: dict[str, str] = {}
    for one in db.exec(newest.order_by(col(Cohort.id))).all():
        found.update({wave.key: wave.title for wave in content(db, one).staff_waves})
    return found

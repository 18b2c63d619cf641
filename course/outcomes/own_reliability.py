"""How varied a programme's own first scores are, and how well the items go together, from the answers given here."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.measures.assessment import Answer, Assessment, StoredScore
from course.outcomes.gather import BEFORE
from course.outcomes.words_asked import words_asked
from course.outcomes.yardstick import ENOUGH_PEOPLE, Own
from course.people.consent import Consent, ConsentTo
from course.statistics.consistency import consistency
from curriculum.measure import Composite, Measure, Scale

NEWEST = 400
"""So many people are looked at, the newest: more would change the second decimal and cost every page."""


def own_reliability(db: Session, programme_id: int, measure: Measure, score_key: str, form: str) -> Own:
    """Of everybody in the programme who answered every item before the course in this form and has not taken that back.

    With fewer than ENOUGH_PEOPLE only how many there are. Both figures are rounded as they are shown, so that whoever
    reads them can reckon the threshold again, and so that it does not move with every new answer.
    """
    first = _first_scores(db, programme_id, measure, score_key, form)
    answered = _answers(db, first)
    signs = _items(measure, score_key)
    whole = [number for number, given in answered.items() if given.keys() >= signs.keys()]
    if len(whole) < ENOUGH_PEOPLE:
        return Own(len(whole), None, None)
    matrix = np.array([[signs[item] * answered[number][item] for item in signs] for number in whole])
    spread, alpha = float(np.std([first[number] for number in whole], ddof=1)), _alpha(matrix)
    return Own(len(whole), round(spread, 2) or None, None if alpha is None else round(alpha, 2))


def _alpha(matrix: NDArray[np.int_]) -> float | None:
    return consistency(matrix).alpha if matrix.shape[1] > 1 else None


def _items(measure: Measure, score_key: str) -> dict[str, int]:
    """{item: 1, or -1 where it counts the other way}: alpha knows no difference between that and a mirrored answer."""
    scored = measure.scored(score_key)
    if isinstance(scored, Composite):
        scales = [(measure.scored(key), -1 if key in scored.reversed else 1) for key in scored.scales]
    else:
        scales = [(scored, 1)]
    return {
        item: sign * (-1 if item in scale.reversed else 1)
        for scale, sign in scales
        if isinstance(scale, Scale)
        for item in scale.items
    }


def _first_scores(
    db: Session, programme_id: int, measure: Measure, score_key: str, form: str
) -> dict[int, float]:
    """{assessment: its score}, those asked in this form."""
    rows = db.exec(
        select(col(Assessment.id), Assessment.definition_hash, Assessment.wording_hash, StoredScore.value)
        .join(StoredScore, col(StoredScore.assessment_id) == col(Assessment.id))
        .join(Enrolment, col(Enrolment.id) == col(Assessment.enrolment_id))
        .join(Cohort, col(Cohort.id) == col(Enrolment.cohort_id))
        .where(
            Cohort.programme_id == programme_id,
            Assessment.measure_key == measure.key,
            Assessment.wave_key == BEFORE,
            StoredScore.score_key == score_key,
            col(Assessment.completed_at).is_not(None),
            col(StoredScore.value).is_not(None),
            col(Enrolment.id).not_in(_took_back(programme_id)),
        )
        .order_by(col(Assessment.id).desc())
        .limit(NEWEST)
    ).all()
    forms = {pair: words_asked(db, measure.key, *pair).form for pair in {(row[1], row[2]) for row in rows}}
    return {
        number: value
        for number, definition, wording, value in rows
        if number is not None and value is not None and forms[definition, wording] == form
    }


def _took_back(programme_id: int) -> SelectOfScalar[int]:
    """Whoever's newest word on being asked is no."""
    newest = (
        select(func.max(col(Consent.id)))
        .join(Enrolment, col(Enrolment.id) == col(Consent.enrolment_id))
        .join(Cohort, col(Cohort.id) == col(Enrolment.cohort_id))
        .where(Cohort.programme_id == programme_id, Consent.purpose == ConsentTo.MEASURES)
        .group_by(col(Consent.enrolment_id))
    )
    return select(Consent.enrolment_id).where(col(Consent.id).in_(newest), col(Consent.given).is_(False))


def _answers(db: Session, assessments: dict[int, float]) -> dict[int, dict[str, int]]:
    rows = db.exec(
        select(Answer.assessment_id, Answer.item_key, Answer.value).where(
            col(Answer.assessment_id).in_(assessments), col(Answer.value).is_not(None)
        )
    ).all()
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for assessment, item, value in rows:
        if value is not None:
            found[assessment][item] = value
    return found

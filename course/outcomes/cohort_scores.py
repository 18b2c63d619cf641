"""The scores of one cohort as a report needs them: whose may enter a change, and which figures are frozen already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isclose

import numpy as np
from sqlmodel import Session, col, select

from course.outcomes.cells import cells
from course.outcomes.cohort_facts import BEFORE, ScoreKey
from course.outcomes.frozen import COHORT, FrozenFigures
from course.outcomes.gather import Answers
from course.statistics.moments import Moments

Frozen = Mapping[tuple[str, ScoreKey], FrozenFigures]


def frozen_of(db: Session, cohort_id: int) -> Frozen:
    """By wave and score, the newest version of each."""
    mine = select(FrozenFigures).where(FrozenFigures.cohort_id == cohort_id, FrozenFigures.cells == COHORT)
    rows = db.exec(mine.order_by(col(FrozenFigures.version), col(FrozenFigures.id))).all()
    return {(row.wave_key, (row.measure_key, row.score_key)): row for row in rows}


@dataclass(frozen=True)
class CohortScores:
    """`of` people: {person: {(wave, score): value}}, a later wave only where it may be set beside the first.

    `mixed`: {person: waves at which she was asked in other words}. `kept`: frozen figures of people who are not the
    same any more. `forms` by measure.
    """

    of: Mapping[int, Mapping[tuple[str, ScoreKey], float]]
    mixed: Mapping[int, set[str]]
    kept: Mapping[tuple[str, ScoreKey], Moments | None]
    forms: Mapping[str, str]


def scores_of(asked: Mapping[str, Answers], waves: Iterable[str], frozen: Frozen) -> CohortScores:
    """`asked` by measure, each of this one cohort; only waves whose figures are frozen are read."""
    of: dict[int, dict[tuple[str, ScoreKey], float]] = defaultdict(dict)
    mixed: dict[int, set[str]] = defaultdict(set)
    kept: dict[tuple[str, ScoreKey], Moments | None] = {}
    forms: dict[str, str] = {}
    for measure, found in asked.items():
        for score in found.scores:
            key = (measure, score)
            _first(found, key, of)
            for wave in waves:
                if (wave, key) in frozen:
                    forms[measure] = _later(found, key, wave, frozen[wave, key], of, mixed, kept)
    return CohortScores(of, mixed, kept, forms)


def _first(found: Answers, key: ScoreKey, of: dict[int, dict[tuple[str, ScoreKey], float]]) -> None:
    values = found.values[found.scores.index(key[1]), :, found.waves.index(BEFORE)]
    for person, value in zip(found.people, values.tolist(), strict=True):
        if not np.isnan(value):
            of[person][BEFORE, key] = value


def _later(
    found: Answers,
    key: ScoreKey,
    wave: str,
    row: FrozenFigures,
    of: dict[int, dict[tuple[str, ScoreKey], float]],
    mixed: dict[int, set[str]],
    kept: dict[tuple[str, ScoreKey], Moments | None],
) -> str:
    """Put the later scores into `of`; the form most people were asked in."""
    mine = cells(found, key[1], wave)
    live = Moments.of(mine.values[mine.both, 0], mine.values[mine.both, -1])
    if not _is_the_same(live, row):
        kept[wave, key] = row.pairs
    place = found.waves.index(wave) if wave in found.waves else None
    for i, person in enumerate(found.people):
        if mine.both[i]:
            of[person][wave, key] = float(mine.values[i, -1])
        elif place is not None and not np.isnan(found.values[found.scores.index(key[1]), i, place]):
            mixed[person].add(wave)
    return mine.form[0]


def _is_the_same(live: Moments, row: FrozenFigures) -> bool:
    """Whether the people with both scores now are those whose figures were frozen."""
    known = row.pairs
    if live.n != row.n or known is None:
        return live.n == row.n
    pairs = ((live.before, known.before), (live.change, known.change), (live.ss_change, known.ss_change))
    return all(isclose(now, then, rel_tol=1e-9, abs_tol=1e-9) for now, then in pairs)

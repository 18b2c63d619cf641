"""Figures are frozen once the questions of a wave have closed, and change afterwards by a recorded correction only.

So two visits cannot be subtracted: what a page showed of a cohort, it shows for good. The clock freezes; a page that
is read writes nothing. One programme is frozen by one at a time, under a lock on its row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, func, select

from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.measures.assessment import Assessment
from course.outcomes import batching
from course.outcomes.cells import cells
from course.outcomes.due import Unit, due
from course.outcomes.frozen import COHORT, FrozenFigures, frozen_waves, sums
from course.outcomes.gather import AFTER, BEFORE, Answers, answers, finished
from course.outcomes.suppression import PEOPLE_BEHIND_A_SCORE
from curriculum.errors import ContentError
from curriculum.loader import load_measure

FIGURES = 1
"""Version of how a row of figures is worked out."""


def freeze(db: Session, programme_id: int, *, now: datetime, most: int | None = None) -> int:
    """Of this programme what has closed and is not frozen, or the first `most` of it. Returns how many rows are new.

    The same again, or at the same moment, changes nothing.
    """
    lock(db, programme_id)
    return _write(db, programme_id, due(db, programme_id, now=now, most=most), now)


def freeze_imported(db: Session, programme_id: int, source: str, *, now: datetime) -> int:
    """What was brought in from elsewhere is closed when all of it is there: whoever brings it in says so."""
    lock(db, programme_id)
    there = (
        select(Cohort, Assessment.wave_key, Assessment.measure_key)
        .join(Enrolment, col(Enrolment.cohort_id) == col(Cohort.id))
        .join(Assessment, col(Assessment.enrolment_id) == col(Enrolment.id))
        .where(
            Cohort.programme_id == programme_id, Cohort.imported_from == source, Assessment.wave_key != BEFORE
        )
        .order_by(col(Cohort.starts_on), col(Cohort.id), Assessment.wave_key, Assessment.measure_key)
        .distinct()
    )
    known = frozen_waves(db, programme_id)
    units = [Unit(*row) for row in db.exec(there).all()]
    return _write(
        db, programme_id, [one for one in units if (one.cohort.stored_id, one.wave) not in known], now
    )


def lock(db: Session, programme_id: int) -> None:
    db.exec(select(Programme.id).where(Programme.id == programme_id).with_for_update()).one()


def figures_of(
    found: Answers, score: str, wave: str, done: Mapping[int, int]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """(cohort, what is frozen of it), in the order of `found`. `done`: {cohort: how many finished}.

    How many answered what is a count of people and stands for any number; sums only for eight or more.
    """
    mine = cells(found, score, wave)
    started, answered, n = found.started.tolist(), found.answered(wave).tolist(), mine.n.tolist()
    left = mine.left_over()
    for place, cohort in enumerate(found.cohorts):
        enough = n[place] >= PEOPLE_BEHIND_A_SCORE
        yield (
            cohort,
            {
                "form": mine.form[place],
                "started": started[place],
                "finished": done.get(cohort, 0),
                "answered": answered[place],
                "mixed": int(mine.mixed[place]),
                "alone": mine.stands_alone_apart(place),
                "n": n[place],
                **sums(mine.pairs([place]) if enough else None),
                "figures": {
                    "left": {pattern: int(counts[place]) for pattern, counts in left.items() if counts[place]}
                },
            },
        )


def done_of(db: Session, of: Collection[Cohort], found: Answers) -> dict[int, int]:
    """{cohort: who came to enough sessions; of earlier records, where nobody knows that, who answered after}."""
    after = dict(zip(found.cohorts, found.answered(AFTER).tolist(), strict=True))
    imported = {one.stored_id: after[one.stored_id] for one in of if one.is_imported}
    return finished(db, [one for one in of if not one.is_imported]) | imported


def rule_of(found: Answers) -> str:
    return f"figures {FIGURES}, key {max((kind.key_version for kind in found.kinds), default=0)}"


def _write(db: Session, programme_id: int, units: Sequence[Unit], now: datetime) -> int:
    before = _count(db, programme_id)
    for measure in dict.fromkeys(one.measure for one in units):
        mine = [one for one in units if one.measure == measure]
        _freeze_measure(db, programme_id, mine, now)
        batching.fill(db, programme_id, measure, {one.wave for one in mine}, now=now)
    return _count(db, programme_id) - before


def _freeze_measure(db: Session, programme_id: int, units: Sequence[Unit], now: datetime) -> None:
    measure, of = units[0].measure, list({one.cohort.stored_id: one.cohort for one in units}.values())
    found = answers(db, of, measure)
    done, rule = done_of(db, of, found), rule_of(found)
    rows = []
    for wave in dict.fromkeys(one.wave for one in units):
        closed = [one.cohort.stored_id for one in units if one.wave == wave]
        for score in dict.fromkeys((*_scores_of(measure), *found.scores)):
            figures = dict(figures_of(found, score, wave, done))
            rows += [
                {
                    "programme_id": programme_id,
                    "cohort_id": cohort,
                    "cells": COHORT,
                    "wave_key": wave,
                    "measure_key": measure,
                    "score_key": score,
                    "version": 1,
                    "rule_version": rule,
                    "frozen_at": now,
                    "person_id": None,
                    "reason": "",
                    **figures[cohort],
                }
                for cohort in closed
            ]
    db.execute(insert(FrozenFigures), rows)


def _scores_of(measure: str) -> tuple[str, ...]:
    """Of the working files; a measure that is not there any more has only the scores that people got."""
    try:
        return load_measure(measure).score_keys
    except ContentError:
        return ()


def _count(db: Session, programme_id: int) -> int:
    mine = select(func.count(col(FrozenFigures.id))).where(FrozenFigures.programme_id == programme_id)
    return db.exec(mine).one()

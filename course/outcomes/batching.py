"""People left over in several cohorts, put together as soon as they are enough, in the order of closing.

Two kinds: everybody with both scores in cohorts that are too small alone, for a year as a whole; and, in cohorts that
are shown, whoever answered only some of the occasions, so that they count where everybody's rows are used. A batch is
frozen like everything else: a cohort that comes later never changes it, and begins the next one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, select

from course.cohorts.cohort import Cohort
from course.outcomes.cells import Cells, cells
from course.outcomes.frozen import COHORT, SMALL, Frozen, FrozenFigures, batched, frozen, sums
from course.outcomes.gather import Answers, answers
from course.outcomes.suppression import PEOPLE_BEHIND_A_SCORE, batches


@dataclass(frozen=True)
class Waiting:
    """Cohorts with people in no batch yet, alike in what may be put together, in the order in which they closed."""

    wave: str
    score: str
    cells: str
    form: str
    cohorts: tuple[int, ...]


def fill(db: Session, programme_id: int, measure: str, waves: Collection[str], *, now: datetime) -> None:
    """Freeze whatever batches have become full. Call it under the programme's lock."""
    rows = frozen(db, programme_id, measure, waves=waves)
    rows += batched(db, programme_id, measure, waves=waves)
    of = {one.stored_id: one for one in _cohorts(db, {row.cohort_id for row in rows})}
    groups = list(waiting(rows, of))
    if not groups:
        return
    found = answers(
        db, [of[one] for one in sorted({one for group in groups for one in group.cohorts})], measure
    )
    common = {
        "programme_id": programme_id,
        "measure_key": measure,
        "version": 1,
        "rule_version": rows[-1].rule,
        "frozen_at": now,
        "person_id": None,
        "reason": "",
    }
    fresh = [{**common, **row} for row in full(found, groups)]
    if fresh:
        db.execute(insert(FrozenFigures), fresh)


def waiting(rows: Iterable[Frozen], of: dict[int, Cohort]) -> Iterator[Waiting]:
    by_score: dict[tuple[str, str], list[Frozen]] = defaultdict(list)
    for row in rows:
        by_score[row.wave, row.score].append(row)
    for mine in by_score.values():
        small = [row for row in mine if row.cells == COHORT and 0 < row.n < PEOPLE_BEHIND_A_SCORE]
        yield from _enough(small, mine, SMALL, lambda row: row.n, lambda row: _kind(of[row.cohort_id]))
        large = [row for row in mine if row.cells == COHORT and row.n >= PEOPLE_BEHIND_A_SCORE]
        left = {row.cohort_id: row.figures["left"] for row in large}
        for pattern in sorted({pattern for counts in left.values() for pattern in counts}):
            yield from _enough(large, mine, pattern, _left(left, pattern), lambda _row: None)


def _enough(
    cohorts: Sequence[Frozen],
    mine: Sequence[Frozen],
    kind: str,
    people: Callable[[Frozen], int],
    alike: Callable[[Frozen], Hashable],
) -> Iterator[Waiting]:
    """Groups of those in no batch in which, by what was counted when they closed, enough people wait."""
    taken = {cohort for row in mine if row.cells == kind for cohort in row.cohorts}
    groups: dict[Hashable, list[Frozen]] = defaultdict(list)
    for row in cohorts:
        if people(row) and row.cohort_id not in taken:
            groups[row.form, alike(row)].append(row)
    for group in groups.values():
        if sum(people(row) for row in group) >= PEOPLE_BEHIND_A_SCORE:
            first = group[0]
            yield Waiting(first.wave, first.score, kind, first.form, tuple(row.cohort_id for row in group))


def _left(left: Mapping[int, Mapping[str, int]], pattern: str) -> Callable[[Frozen], int]:
    return lambda row: left[row.cohort_id].get(pattern, 0)


def _kind(cohort: Cohort) -> Hashable:
    """What a filter may tell apart: a batch is of one kind, so that a filter takes or leaves the whole of it."""
    return cohort.starts_on.year, cohort.course_key, cohort.held


def full(found: Answers, groups: Sequence[Waiting]) -> Iterator[dict[str, Any]]:
    """Counted anew: who was erased in the meantime is in no batch, and the others wait for more."""
    at = {cohort: place for place, cohort in enumerate(found.cohorts)}
    by_score = {key: cells(found, *key) for key in {(group.score, group.wave) for group in groups}}
    for group in groups:
        mine, places = by_score[group.score, group.wave], [at[one] for one in group.cohorts]
        for batch in batches([_people(mine, group.cells, place) for place in places], PEOPLE_BEHIND_A_SCORE):
            n, columns, figures = _sums(mine, group.cells, [places[one] for one in batch])
            yield {
                "cohort_id": group.cohorts[batch[-1]],
                "cells": group.cells,
                "wave_key": group.wave,
                "score_key": group.score,
                "form": group.form,
                "n": n,
                **columns,
                "figures": {"cohorts": [group.cohorts[one] for one in batch], **figures},
            }


def _people(mine: Cells, kind: str, place: int) -> int:
    return int(mine.n[place]) if kind == SMALL else len(mine.rows([place], kind))


def _sums(mine: Cells, kind: str, places: Sequence[int]) -> tuple[int, dict[str, Any], dict[str, Any]]:
    """Of changes; or, of people left over, sums of their scores and of the products of these."""
    if kind == SMALL:
        pairs = mine.pairs(places)
        return pairs.n, sums(pairs), {}
    scores = mine.rows(places, kind)
    left = {"total": scores.sum(axis=0).tolist(), "products": (scores.T @ scores).tolist()}
    return len(scores), sums(None), left


def _cohorts(db: Session, ids: Collection[int]) -> Sequence[Cohort]:
    return db.exec(select(Cohort).where(col(Cohort.id).in_(ids))).all()

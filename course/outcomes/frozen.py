"""Figures that a comparison is made of, kept as they were when the questions of a wave closed for a cohort.

A row holds counts and sums of eight people or more, never a score of one. It is written once; a correction is
another row with its reason, and both stay to be read. docs/decisions/2026-11-frozen-figures.md says why.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Index, Text, UniqueConstraint, cast, true
from sqlalchemy import select as core_select
from sqlmodel import Field, Session, col, select

from course.statistics.moments import Moments
from course.store import Row, json_column

COHORT = "cohort"
SMALL = "small"


class FrozenFigures(Row, table=True):
    """`cells` says whose figures they are: "cohort", the people of one cohort with both scores; "small", those of
    several cohorts that are too small alone; otherwise the occasions which people left over in several cohorts
    answered ("10": only the first, as in course/outcomes/cells.py).

    `cohort_id` is the cohort, or the one whose closing made a batch full; `figures["cohorts"]` are then all of them.
    `n` people are behind the sums; where they are too few there are none. `form`: the words that were asked.
    `before` to `products` are `Moments` of people with both scores; `figures` holds what else there is to put
    together: of a cohort how many were left over, by occasions; of those, once they are enough, sums of their own.
    `version` 1 is what was frozen, a higher one a correction by `person_id` for `reason`.
    """

    __tablename__ = "frozen_figures"
    __table_args__ = (
        UniqueConstraint(
            *("cohort_id", "cells", "wave_key", "measure_key", "score_key", "version"),
            name="uq_frozen_figures_cohort_id",
        ),
        Index("ix_frozen_figures_programme_id_measure_key", "programme_id", "measure_key", "score_key"),
    )

    programme_id: int = Field(foreign_key="programme.id")
    cohort_id: int = Field(foreign_key="cohort.id")
    cells: str = Field(max_length=16)
    wave_key: str = Field(max_length=64)
    measure_key: str = Field(max_length=64)
    score_key: str = Field(max_length=64)
    version: int = 1
    form: str = Field(max_length=200)
    started: int = 0
    finished: int = 0
    answered: int = 0
    mixed: int = 0
    alone: bool = False
    n: int
    before: float | None = None
    change: float | None = None
    ss_before: float | None = None
    ss_change: float | None = None
    products: float | None = None
    figures: dict[str, Any] = Field(sa_type=json_column())
    rule_version: str = Field(max_length=64)
    frozen_at: datetime
    person_id: int | None = Field(default=None, foreign_key="person.id")
    reason: str = Field(default="", max_length=300)

    @property
    def pairs(self) -> Moments | None:
        return pairs(self.n, self.before, self.change, self.ss_before, self.ss_change, self.products)


class Frozen(NamedTuple):
    """What a comparison reads of a row; `kept` is its JSON, of which most visits need nothing."""

    cohort_id: int
    cells: str
    wave: str
    score: str
    form: str
    started: int
    finished: int
    answered: int
    mixed: int
    alone: bool
    n: int
    before: float | None
    change: float | None
    ss_before: float | None
    ss_change: float | None
    products: float | None
    kept: str
    rule: str

    @property
    def pairs(self) -> Moments | None:
        return pairs(self.n, self.before, self.change, self.ss_before, self.ss_change, self.products)

    @property
    def figures(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.kept)
        return found

    @property
    def cohorts(self) -> tuple[int, ...]:
        return tuple(self.figures.get("cohorts", (self.cohort_id,)))


def pairs(
    n: int,
    before: float | None,
    change: float | None,
    ss_before: float | None,
    ss_change: float | None,
    products: float | None,
) -> Moments | None:
    """None where too few people are behind it: then there are none of the sums."""
    if before is None or change is None or ss_before is None or ss_change is None or products is None:
        return None
    return Moments(n, before, change, ss_before, ss_change, products)


def sums(found: Moments | None) -> dict[str, float | None]:
    """The columns that hold them."""
    names = ("before", "change", "ss_before", "ss_change", "products")
    return {name: getattr(found, name) if found else None for name in names}


_READ = (
    *("cohort_id", "cells", "wave_key", "score_key", "form"),
    *("started", "finished", "answered", "mixed", "alone"),
    *("n", "before", "change", "ss_before", "ss_change", "products"),
)


def frozen(
    db: Session,
    programme_id: int,
    measure_key: str,
    *,
    scores: Collection[str] | None = None,
    waves: Collection[str] | None = None,
) -> list[Frozen]:
    """Of cohorts what counts now, in the order in which it was first frozen: of each row the newest version."""
    return _newest(_rows(db, programme_id, measure_key, col(FrozenFigures.cells) == COHORT, scores, waves))


def batched(
    db: Session,
    programme_id: int,
    measure_key: str,
    *,
    scores: Collection[str] | None = None,
    waves: Collection[str] | None = None,
) -> list[Frozen]:
    """What was put together of several cohorts, in the order in which it became enough."""
    return _rows(db, programme_id, measure_key, col(FrozenFigures.cells) != COHORT, scores, waves)


def frozen_and_batched(
    db: Session, programme_id: int, measure_key: str, score_key: str
) -> tuple[list[Frozen], list[Frozen]]:
    """Both of one score, in one statement."""
    rows = _rows(db, programme_id, measure_key, true(), [score_key], None)
    alone, together = (
        [row for row in rows if (row.cells == COHORT) is is_alone] for is_alone in (True, False)
    )
    return _newest(alone), together


def _newest(rows: Iterable[Frozen]) -> list[Frozen]:
    # a later version takes the place, and the turn, of the first
    return list({(row.cohort_id, row.wave, row.score): row for row in rows}.values())


def _rows(
    db: Session,
    programme_id: int,
    measure_key: str,
    which: ColumnElement[bool],
    scores: Collection[str] | None,
    waves: Collection[str] | None,
) -> list[Frozen]:
    t = FrozenFigures.__table__.c  # type: ignore[attr-defined]  # straight from the table: no row becomes an object
    mine = core_select(*(t[name] for name in _READ), cast(t.figures, Text), t.rule_version).where(
        t.programme_id == programme_id, t.measure_key == measure_key, which
    )
    if scores is not None:
        mine = mine.where(t.score_key.in_(scores))
    if waves is not None:
        mine = mine.where(t.wave_key.in_(waves))
    return [Frozen._make(row) for row in db.connection().execute(mine.order_by(t.id)).all()]


def frozen_waves(db: Session, programme_id: int) -> set[tuple[int, str]]:
    """(cohort, wave) of everything that is frozen."""
    mine = select(FrozenFigures.cohort_id, FrozenFigures.wave_key).where(
        FrozenFigures.programme_id == programme_id, FrozenFigures.cells == COHORT
    )
    return set(db.exec(mine.distinct()).all())

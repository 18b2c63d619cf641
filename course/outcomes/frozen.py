"""Figures that a comparison is made of, kept as they were when the questions of a wave closed for a cohort.

A row holds counts and sums of eight people or more, never a score of one. It is written once; a correction is
another row with its reason, and both stay to be read. docs/decisions/2026-11-frozen-figures.md says why.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, Session, col, select

from course.store import Row, json_column

COHORT = "cohort"
SMALL = "small"


class FrozenFigures(Row, table=True):
    """`cells` says whose figures they are: "cohort", the people of one cohort with both scores; "small", those of
    several cohorts that are too small alone; otherwise the occasions which people left over in several cohorts
    answered ("10": only the first, as in course/outcomes/cells.py).

    `cohort_id` is the cohort, or the one whose closing made a batch full; `figures["cohorts"]` are then all of them.
    `n` people are behind the sums; where they are too few there are none. `form`: the words that were asked.
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
    n: int
    figures: dict[str, Any] = Field(sa_type=json_column())
    rule_version: str = Field(max_length=64)
    frozen_at: datetime
    person_id: int | None = Field(default=None, foreign_key="person.id")
    reason: str = Field(default="", max_length=300)


class Frozen(NamedTuple):
    """What a comparison reads of a row."""

    id: int
    cohort_id: int
    cells: str
    wave: str
    score: str
    form: str
    n: int
    figures: dict[str, Any]
    rule: str

    @property
    def cohorts(self) -> tuple[int, ...]:
        return tuple(self.figures.get("cohorts", (self.cohort_id,)))


def frozen(db: Session, programme_id: int, measure_key: str, score_key: str | None = None) -> list[Frozen]:
    """What counts now, in the order in which it was first frozen: of each row the newest version."""
    columns = (
        col(FrozenFigures.id),
        FrozenFigures.cohort_id,
        FrozenFigures.cells,
        FrozenFigures.wave_key,
        FrozenFigures.score_key,
        FrozenFigures.form,
        FrozenFigures.n,
        FrozenFigures.figures,
        FrozenFigures.rule_version,
    )
    mine = select(*columns).where(  # type: ignore[call-overload]  # nine columns are more than it knows
        FrozenFigures.programme_id == programme_id, FrozenFigures.measure_key == measure_key
    )
    if score_key is not None:
        mine = mine.where(FrozenFigures.score_key == score_key)
    rows = [Frozen(*row) for row in db.exec(mine.order_by(col(FrozenFigures.id))).all()]
    # a later version takes the place, and the turn, of the first
    return list({(row.cohort_id, row.cells, row.wave, row.score): row for row in rows}.values())


def frozen_waves(db: Session, programme_id: int) -> set[tuple[int, str]]:
    """(cohort, wave) of everything that is frozen."""
    mine = select(FrozenFigures.cohort_id, FrozenFigures.wave_key).where(
        FrozenFigures.programme_id == programme_id, FrozenFigures.cells == COHORT
    )
    return set(db.exec(mine.distinct()).all())

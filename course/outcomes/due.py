"""Which waves have closed and are not frozen: asked by the clock, which loads no arithmetic until something is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from course import clock
from course.cohorts import cohort as cohorts
from course.cohorts.cohort import Cohort
from course.cohorts.programme import Programme
from course.outcomes.closing import BEFORE, closings
from course.outcomes.frozen import frozen_waves
from course.store import reading, writing

AT_ONCE = 200
"""So many waves of a cohort are frozen in one transaction: others wait for it."""


@dataclass(frozen=True)
class Unit:
    """One cohort at one wave of one measure."""

    cohort: Cohort
    wave: str
    measure: str


def freeze_closed(engine: Engine) -> int:
    """Freeze whatever has closed since the last time, in every programme. Returns how many rows are new."""
    with reading(engine) as db:
        now = clock.now(db)
        ids = db.exec(select(col(Programme.id)).order_by(col(Programme.id))).all()
        programmes = [one for one in ids if one is not None and due(db, one, now=now)]
    return sum(_freeze(engine, programme_id, now) for programme_id in programmes)


def due(db: Session, programme_id: int, *, now: datetime, most: int | None = None) -> list[Unit]:
    """In the order in which they closed, of the first `most` waves of a cohort. What was brought in from elsewhere is
    frozen by whoever brings it in."""
    known = frozen_waves(db, programme_id)
    begun = select(Cohort).where(
        Cohort.programme_id == programme_id,
        col(Cohort.imported_from).is_(None),
        col(Cohort.starts_on) <= now.date(),
    )
    mine = [one for one in db.exec(begun.order_by(col(Cohort.id))).all() if _misses_some(db, one, known)]
    over = [one for one in closings(db, mine) if one.is_over(now)]
    over.sort(key=lambda one: (one.at or now, one.cohort.stored_id))
    new = [one for one in over if (one.cohort.stored_id, one.wave.key) not in known]
    return [Unit(one.cohort, one.wave.key, measure) for one in new[:most] for measure in one.wave.measures]


def _freeze(engine: Engine, programme_id: int, now: datetime) -> int:
    from course.outcomes.freezing import freeze  # numpy comes with it

    rows = 0
    while True:
        with writing(engine) as db:
            new = freeze(db, programme_id, now=now, most=AT_ONCE)
        if not new:
            return rows
        rows += new


def _misses_some(db: Session, one: Cohort, known: Collection[tuple[int, str]]) -> bool:
    waves = (wave.key for wave in cohorts.content(db, one).waves if wave.key != BEFORE)
    return not all((one.stored_id, wave) in known for wave in waves)

"""Unwanted effects of a cohort and of a programme, wave by wave: they stand beside what was gained in every report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.measures.unwanted_effects import LEFT, Helped, UnwantedEffects
from course.outcomes.closing import Closing, Dates, closings_of, dates_of
from course.outcomes.harm_counts import Counts, Harms, of_several, of_unit
from course.outcomes.suppression import PEOPLE_BEHIND_A_COUNT
from course.words import _

LATER = timedelta(days=14)
"""So long after its wave has closed the page about unwanted effects may still be sent; then it is counted."""
LEAVERS = timedelta(days=28)
"""So long after a course ends those who left it early are counted."""


Rows = Mapping[tuple[int, str], list[UnwantedEffects]]
"""{(cohort, wave): what was asked}"""


@dataclass(frozen=True)
class _Unit:
    """One cohort at one wave. `closes_at` None: its last meeting is still to be found."""

    wave: str
    title: str
    cohort_id: int
    closes_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        return self.closes_at is None or now < self.closes_at


def of_cohort(
    db: Session,
    cohort: Cohort,
    *,
    now: datetime,
    least: int = PEOPLE_BEHIND_A_COUNT,
    dates: Dates | None = None,
) -> tuple[Harms, ...]:
    """One for each wave at which somebody was asked, in the order of the course; empty when nobody was. `dates`: those
    of the cohort, where they were read already."""
    rows = _rows(db, [cohort.stored_id])
    of = dates_of(db, [cohort] if rows else []) if dates is None else [(cohort, dates)]
    counted = _counted(db, rows, of)
    return tuple(
        of_unit(unit.wave, unit.title, counts, is_open=unit.is_open(now), least=least)
        for unit, counts in counted
    )


def of_programme(
    db: Session, programme: Programme, *, now: datetime, least: int = PEOPLE_BEHIND_A_COUNT
) -> tuple[Harms, ...]:
    """One for each wave, over the cohorts in which it has closed; empty when nobody was asked."""
    mine = select(Cohort).where(Cohort.programme_id == programme.id, col(Cohort.imported_from).is_(None))
    cohorts = db.exec(mine.order_by(col(Cohort.starts_on), col(Cohort.id))).all()
    waves: dict[str, list[tuple[datetime, _Unit, Counts]]] = defaultdict(list)
    rows = _rows(db, [one.stored_id for one in cohorts])
    there = {cohort_id for cohort_id, _wave in rows}
    asked = dates_of(db, [one for one in cohorts if one.stored_id in there])
    for unit, counts in _counted(db, rows, asked):
        if unit.closes_at and not unit.is_open(now):
            waves[unit.wave].append((unit.closes_at, unit, counts))
    for closed in waves.values():
        closed.sort(key=lambda one: (one[0], one[1].cohort_id))
    return tuple(
        of_several(key, closed[0][1].title, [counts for _at, _unit, counts in closed], least=least)
        for key, closed in sorted(waves.items(), key=lambda one: one[1][0][0])
    )


def _counted(db: Session, rows: Rows, of: Iterable[tuple[Cohort, Dates]]) -> list[tuple[_Unit, Counts]]:
    """Every unit in which somebody was asked; `rows` of these cohorts."""
    units = [unit for cohort, dates in of for unit in _units_of(db, cohort, dates)]
    return [
        (unit, _count(rows[unit.cohort_id, unit.wave], unit))
        for unit in units
        if (unit.cohort_id, unit.wave) in rows
    ]


def _units_of(db: Session, cohort: Cohort, dates: Dates) -> list[_Unit]:
    last = max((one.starts_at for one in dates.meetings if not one.is_cancelled), default=None)
    return [_on_leaving(cohort, last), *map(_at_wave, closings_of(db, cohort, dates))]


def _at_wave(one: Closing) -> _Unit:
    return _Unit(one.wave.key, one.wave.title, one.cohort.stored_id, one.at + LATER if one.at else None)


def _on_leaving(cohort: Cohort, last: datetime | None) -> _Unit:
    """`last`: when its last meeting begins."""
    return _Unit(LEFT, _("On leaving early"), cohort.stored_id, last + LEAVERS if last else None)


def _count(rows: Iterable[UnwantedEffects], unit: _Unit) -> Counts:
    """What came after the close is in no count: two visits would tell whose it is."""
    found = [row for row in rows if unit.is_open(row.offered_at)]
    done = [row for row in found if row.done_at and unit.is_open(row.done_at)]
    named = [row for row in done if row.is_named]
    return Counts(
        asked=len(found),
        answered=sum(row.is_answered for row in done),
        named=len(named),
        lasting=sum(row.is_lasting for row in named),
        serious=sum(row.is_serious for row in named),
        with_help=sum(row.helped is Helped.YES for row in named),
    )


def _rows(db: Session, cohort_ids: Collection[int]) -> Rows:
    both = (
        select(Enrolment.cohort_id, UnwantedEffects)
        .join(UnwantedEffects, col(UnwantedEffects.enrolment_id) == col(Enrolment.id))
        .where(col(Enrolment.cohort_id).in_(cohort_ids))
    )
    found: dict[tuple[int, str], list[UnwantedEffects]] = defaultdict(list)
    for cohort_id, row in db.exec(both).all():
        found[cohort_id, row.wave_key].append(row)
    return found

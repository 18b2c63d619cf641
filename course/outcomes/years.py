"""Years in place of cohorts, where most cohorts are too small to show one by one.

A year is made of whole atoms (course/outcomes/suppression.py): cohorts that could be shown, and small ones that were
put together when they closed. So a year never tells, beside the cohorts it holds or beside itself under another
filter, what fewer people than the threshold answered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from course.outcomes.frozen import SMALL, Frozen
from course.outcomes.scores import CohortScores, Stage, Wave
from course.outcomes.suppression import Threshold, merged
from course.statistics.moments import Moments, together


@dataclass(frozen=True)
class Atom:
    """People who are only ever counted together."""

    cohorts: tuple[str, ...]
    pairs: Moments


def pools_years(cohorts: Sequence[CohortScores], threshold: Threshold) -> bool:
    """Whether more of these cohorts would be hidden than shown."""
    some = [one for one in cohorts if one.stage is Stage.FROZEN and one.n]
    return sum(one.n < threshold.scores for one in some) > len(some) / 2


def by_year(
    cohorts: Sequence[CohortScores],
    batches: Iterable[Frozen],
    *,
    wave: Wave,
    form: str,
    threshold: Threshold,
    only: Collection[str] | None = None,
) -> list[CohortScores]:
    """A year for each in which a cohort closed; `cohorts` are all of the programme, in the order of their closing."""
    known = {
        one.cohort_id: one for one in cohorts if one.stage is Stage.FROZEN and one.form == form and one.n
    }
    wanted = {key for key in known if only is None or key in only}
    years: dict[int, list[Atom]] = {known[key].starts_on.year: [] for key in wanted}
    for year, atoms in _atoms(known, batches, wave, form, threshold):
        if year in years:
            years[year] += [atom for atom in atoms if wanted.issuperset(atom.cohorts)]
    return [_year(year, atoms, [known[key] for key in wanted]) for year, atoms in sorted(years.items())]


def _atoms(
    known: Mapping[str, CohortScores],
    batches: Iterable[Frozen],
    wave: Wave,
    form: str,
    threshold: Threshold,
) -> Iterable[tuple[int, list[Atom]]]:
    """By year; what a filter may tell apart is never in one atom."""
    cells: dict[tuple[int, str, str], list[Atom]] = defaultdict(list)
    for one in known.values():
        if one.pairs is not None:
            cells[_kind(one)].append(Atom((one.cohort_id,), one.pairs))
    for batch in (one for one in batches if _counts(one, wave, form)):
        cohorts = tuple(str(key) for key in batch.cohorts)
        may = all(key in known and known[key].pairs is None for key in cohorts)
        if may and batch.pairs is not None:
            cells[_kind(known[cohorts[-1]])].append(Atom(cohorts, batch.pairs))
    for (year, _course, _held), mine in cells.items():
        groups = merged([atom.pairs.n for atom in mine], threshold.scores)
        yield year, [_one(mine[place] for place in group) for group in groups]


def _counts(batch: Frozen, wave: Wave, form: str) -> bool:
    return batch.cells == SMALL and batch.wave == wave and batch.form == form


def _kind(cohort: CohortScores) -> tuple[int, str, str]:
    return cohort.starts_on.year, cohort.course, cohort.held


def _one(atoms: Iterable[Atom]) -> Atom:
    mine = list(atoms)
    return Atom(tuple(key for atom in mine for key in atom.cohorts), together(atom.pairs for atom in mine))


def _year(year: int, atoms: Sequence[Atom], wanted: Sequence[CohortScores]) -> CohortScores:
    """One without an atom holds some people, and too few: how many is not said."""
    counted = {key for atom in atoms for key in atom.cohorts}
    there = [one for one in wanted if one.starts_on.year == year]
    mine = [one for one in there if one.cohort_id in counted]
    pairs = together(atom.pairs for atom in atoms)
    followed = [one.followed for one in mine if one.followed is not None]
    return CohortScores(
        cohort_id=str(year),
        name=str(year),
        starts_on=date(year, 1, 1),
        started=sum(one.started for one in mine) if mine else 1,
        finished=sum(one.finished for one in mine),
        n=pairs.n or 1,
        pairs=pairs if atoms else None,
        followed=sum(followed) if mine and len(followed) == len(mine) else None,
        mixed=sum(one.mixed for one in mine),
        form=there[0].form,
        one_apart=any(one.one_apart for one in mine),
        imported=any(one.imported for one in mine),
        waiting=len(there) - len(mine) if mine else 0,
    )

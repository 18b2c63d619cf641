"""Cohorts set side by side: the claim, a row each in date order, the pooled change, funnel, the caveats."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from course.outcomes import suppression
from course.outcomes.caveats import Behind, Caveat, caveats
from course.outcomes.claim import Claim, Evidence, claim
from course.outcomes.effects import Groups, MeanChange, Standardised, mean_change, smcr
from course.outcomes.funnel import Funnel, funnel
from course.outcomes.pooling import Pooled, random_effects
from course.outcomes.quantiles import f_tail
from course.outcomes.scores import CohortScores, Measured, Wave
from course.outcomes.suppression import Threshold, shown_count

BY_CHANCE = 0.05
"""Cohorts differ when chance alone would spread them this far less often than 1 time in 20."""


class Showing(StrEnum):
    SHOWN = "shown"
    HIDDEN = "hidden"
    NOT_YET = "not yet"


@dataclass(frozen=True)
class Change:
    """In points, with its 95 % interval; `g` is the standardised change (SMCR), None if it cannot be had."""

    n: int
    mean: float
    low: float
    high: float
    g: float | None
    g_low: float | None
    g_high: float | None
    r: float | None


@dataclass(frozen=True)
class Row:
    """A cohort. A hidden one, and one nobody has both scores of yet, carries no number at all."""

    cohort_id: str
    name: str
    starts_on: date
    showing: Showing
    started: int | None = None
    finished: int | None = None
    followed: int | None = None
    change: Change | None = None


@dataclass(frozen=True)
class Share:
    """`count` of `of` people, over the cohorts whose count may be shown."""

    count: int
    of: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.count / self.of) if self.of else None


@dataclass(frozen=True)
class Facts:
    """Over the cohorts shown. `followed` is None until six months are over for one of them."""

    started: int
    finished: Share
    both: Share
    followed: Share | None


@dataclass(frozen=True)
class Comparison:
    """Everything a page, chart, table or CSV may say. What is hidden is not in here."""

    measure: Measured
    wave: Wave
    threshold: Threshold
    claim: Claim
    rows: tuple[Row, ...]
    facts: Facts
    pooled: Pooled | None
    funnel: Funnel | None
    caveats: tuple[Caveat, ...]
    total_elsewhere: bool

    @property
    def sentence(self) -> str:
        return self.claim.sentence

    @property
    def lead(self) -> str:
        return self.claim.lead

    @property
    def shown(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.showing is Showing.SHOWN)

    @property
    def hidden(self) -> int:
        return sum(row.showing is Showing.HIDDEN for row in self.rows)


def compare(
    cohorts: Sequence[CohortScores],
    measure: Measured,
    *,
    wave: Wave = Wave.AFTER,
    threshold: Threshold | None = None,
    only: Collection[str] | None = None,
    total_elsewhere: bool = False,
) -> Comparison:
    """Compare `cohorts`, all of the programme; `only` names the ids a filter lets through.

    What is hidden is decided over all of them first, so that no two filters differ by a hidden cohort.
    `total_elsewhere`: another page states how many people have both scores; one cohort is then never hidden
    alone.
    ScoresDisagree if a score that would be shown is not a number.
    """
    threshold = threshold or Threshold()
    in_order = sorted(cohorts, key=lambda cohort: (cohort.starts_on, cohort.name, cohort.cohort_id))
    hidden = _hidden(in_order, wave, threshold, total_elsewhere)
    wanted = [(c, h) for c, h in zip(in_order, hidden, strict=True) if only is None or c.cohort_id in only]
    shown = [cohort for cohort, is_hidden in wanted if not is_hidden and cohort.pairs_at(wave)]
    groups = _groups(shown, wave)
    changes = mean_change(groups)
    pooled, differ = _pooled(groups, changes)
    outliers = _funnel(pooled, groups, changes)
    facts = _facts(shown, wave, threshold)
    how_many_hidden = sum(is_hidden for _, is_hidden in wanted)
    return Comparison(
        measure=measure,
        wave=wave,
        threshold=threshold,
        claim=claim(_evidence(shown, threshold, groups, changes, pooled, differ, outliers), measure, wave),
        rows=_rows(wanted, wave, threshold, _changes(changes, smcr(groups))),
        facts=facts,
        pooled=pooled,
        funnel=outliers,
        caveats=caveats(_behind(facts, shown, groups, how_many_hidden), measure, wave),
        total_elsewhere=total_elsewhere,
    )


def _hidden(
    cohorts: Sequence[CohortScores], wave: Wave, threshold: Threshold, total_elsewhere: bool
) -> list[bool]:
    counts = np.fromiter((len(c.pairs_at(wave)) for c in cohorts), dtype=np.intp, count=len(cohorts))
    mask: NDArray[np.bool_] = suppression.hidden(counts, threshold.scores, total_elsewhere=total_elsewhere)
    return [bool(is_hidden) for is_hidden in mask]


def _groups(shown: Sequence[CohortScores], wave: Wave) -> Groups:
    groups = Groups.of([cohort.pairs_at(wave) for cohort in shown])
    if not np.isfinite(groups.change).all():
        for cohort in shown:
            cohort.check_scores(wave)
    return groups


def _pooled(groups: Groups, changes: MeanChange) -> tuple[Pooled | None, bool]:
    """The average over cohorts, and whether they differ by more than chance.

    Each mean's variance is sigma^2 / n with one sigma for all cohorts: a variance estimated from eight people
    would make some cohorts weigh far too much. Q / (k - 1) is then the F of a one-way analysis of variance.
    """
    sigma, k, people = groups.pooled_sd(groups.change), len(groups.n), int(groups.n.sum())
    if not k or not sigma > 0:
        return None, False
    pooled = random_effects(changes.mean, sigma**2 / groups.n)
    return pooled, k > 1 and f_tail(pooled.q / (k - 1), k - 1, people - k) < BY_CHANCE


def _funnel(pooled: Pooled | None, groups: Groups, changes: MeanChange) -> Funnel | None:
    if pooled is None or not pooled.is_informative:
        return None
    return funnel(pooled.mean, groups.pooled_sd(groups.change), groups.n, changes.mean)


def _evidence(
    shown: Sequence[CohortScores],
    threshold: Threshold,
    groups: Groups,
    changes: MeanChange,
    pooled: Pooled | None,
    differ: bool,
    outliers: Funnel | None,
) -> Evidence:
    if pooled is None:
        return Evidence(len(shown), threshold.scores, is_workable=not shown)
    alone = pooled.low is None or pooled.high is None
    return Evidence(
        cohorts=len(shown),
        threshold=threshold.scores,
        mean=pooled.mean,
        low=float(changes.low[0]) if alone else pooled.low or 0.0,
        high=float(changes.high[0]) if alone else pooled.high or 0.0,
        sd_before=groups.pooled_sd(groups.before),
        differ=differ,
        apart=tuple(shown[i].name for i in outliers.apart) if outliers else (),
    )


def _changes(changes: MeanChange, standard: Standardised) -> list[Change]:
    columns = (changes.mean, changes.low, changes.high, standard.g, standard.low, standard.high, standard.r)
    return [
        Change(n, mean, low, high, _known(g), _known(g_low), _known(g_high), _known(r))
        for n, mean, low, high, g, g_low, g_high, r in zip(
            changes.n.tolist(), *(column.tolist() for column in columns), strict=True
        )
    ]


def _known(value: float) -> float | None:
    return value if isfinite(value) else None


def _rows(
    wanted: Sequence[tuple[CohortScores, bool]], wave: Wave, threshold: Threshold, changes: Sequence[Change]
) -> tuple[Row, ...]:
    following = iter(changes)
    return tuple(
        _shown_row(cohort, threshold, next(following))
        if not is_hidden and cohort.pairs_at(wave)
        else _bare_row(cohort, is_hidden)
        for cohort, is_hidden in wanted
    )


def _shown_row(cohort: CohortScores, threshold: Threshold, change: Change) -> Row:
    return Row(
        cohort.cohort_id,
        cohort.name,
        cohort.starts_on,
        Showing.SHOWN,
        started=cohort.started,
        finished=shown_count(cohort.finished, threshold.counts),
        followed=shown_count(cohort.followed, threshold.counts),
        change=change,
    )


def _bare_row(cohort: CohortScores, is_hidden: bool) -> Row:
    showing = Showing.HIDDEN if is_hidden else Showing.NOT_YET
    return Row(cohort.cohort_id, cohort.name, cohort.starts_on, showing)


def _facts(shown: Sequence[CohortScores], wave: Wave, threshold: Threshold) -> Facts:
    started = sum(cohort.started for cohort in shown)
    finished = [(shown_count(cohort.finished, threshold.counts), cohort.started) for cohort in shown]
    followed = [(shown_count(cohort.followed, threshold.counts), cohort.started) for cohort in shown]
    return Facts(
        started=started,
        finished=_share(finished) or Share(0, 0),
        both=Share(sum(len(cohort.pairs_at(wave)) for cohort in shown), started),
        followed=_share(followed),
    )


def _share(cells: Sequence[tuple[int | None, int]]) -> Share | None:
    """A total over the cells that may be shown; the others are in neither number."""
    known = [(count, of) for count, of in cells if count is not None]
    return Share(sum(count for count, _ in known), sum(of for _, of in known)) if known else None


def _behind(facts: Facts, shown: Sequence[CohortScores], groups: Groups, hidden: int) -> Behind:
    return Behind(
        started=facts.started,
        both=facts.both.count,
        usual_size=float(np.median(groups.n)) if len(groups.n) else 0.0,
        hidden=hidden,
        imported=sum(cohort.imported for cohort in shown),
    )

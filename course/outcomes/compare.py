"""Cohorts set side by side: the claim, a row each in date order, the pooled change, funnel, the caveats."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from course.outcomes import suppression
from course.outcomes.caveats import Behind, caveats
from course.outcomes.claim import Evidence, claim
from course.outcomes.comparison import Change, Comparison, Facts, Row, Share, Showing, tells_first_scores
from course.outcomes.scores import CohortScores, Measured, Stage, Unit, Wave
from course.outcomes.suppression import Threshold, shown_count
from course.statistics import cohort_models
from course.statistics.cohort_moments import CohortMoments, mean_change, smcr
from course.statistics.effects import MeanChange, Standardised
from course.statistics.estimates import Estimates
from course.statistics.funnel import Funnel
from course.statistics.overdispersion import overdispersion
from course.statistics.pooling import Pooled, random_effects
from course.statistics.quantiles import f_tail
from course.statistics.shrunken import shrunken
from course.statistics.small_sample import Contrast
from course.statistics.undetermined import Undetermined

BY_CHANCE = 0.05
"""Cohorts differ when chance alone would spread them this far less often than 1 time in 20."""


def compare(
    cohorts: Sequence[CohortScores],
    measure: Measured,
    *,
    wave: Wave = Wave.AFTER,
    unit: Unit = Unit.COHORT,
    threshold: Threshold | None = None,
    only: Collection[str] | None = None,
    form: str | None = None,
) -> Comparison:
    """Compare `cohorts`, all of the programme; `only` names the ids a filter lets through, `form` the words that
    count.

    What is hidden is decided over all of them first, so that no two filters differ by a hidden cohort.
    """
    threshold = threshold or Threshold()
    in_order = sorted(cohorts, key=lambda cohort: (cohort.starts_on, cohort.name, cohort.cohort_id))
    showing = _showing(in_order, threshold, form)
    wanted = [(c, s) for c, s in zip(in_order, showing, strict=True) if only is None or c.cohort_id in only]
    shown = [cohort for cohort, how in wanted if how is Showing.SHOWN]
    moments = CohortMoments.of([cohort.pairs for cohort in shown if cohort.pairs])
    changes = mean_change(moments)
    pooled, differ = _pooled(moments)
    outliers = _funnel(pooled, moments, wave)
    facts = _facts(shown, threshold)
    hidden = sum(how is Showing.HIDDEN for _, how in wanted)
    return Comparison(
        measure=measure,
        wave=wave,
        unit=unit,
        threshold=threshold,
        claim=claim(
            _evidence(shown, threshold, moments, changes, pooled, differ, outliers), measure, wave, unit
        ),
        rows=_rows(wanted, threshold, _changes(shown, wave, moments, changes, pooled, outliers)),
        facts=facts,
        pooled=pooled,
        adjusted=_adjusted(pooled, moments) if tells_first_scores(wave) or only is None else None,
        funnel=outliers,
        caveats=caveats(_behind(facts, shown, moments, hidden), measure, wave, unit),
    )


def _showing(cohorts: Sequence[CohortScores], threshold: Threshold, form: str | None) -> list[Showing]:
    counts = np.fromiter((cohort.n for cohort in cohorts), dtype=np.intp, count=len(cohorts))
    mask: NDArray[np.bool_] = suppression.hidden(counts, threshold.scores)
    return [_how(cohort, bool(is_hidden), form) for cohort, is_hidden in zip(cohorts, mask, strict=True)]


def _how(cohort: CohortScores, is_hidden: bool, form: str | None) -> Showing:
    if cohort.stage is not Stage.FROZEN:
        return Showing.OPEN if cohort.stage is Stage.OPEN else Showing.CLOSED
    if is_hidden:
        return Showing.HIDDEN
    if not cohort.n:
        return Showing.NOT_YET
    return Showing.SHOWN if form in {None, cohort.form} else Showing.OTHER_WORDS


def _pooled(moments: CohortMoments) -> tuple[Pooled | None, bool]:
    """The average over cohorts, and whether they differ by more than chance.

    Each mean's variance is sigma^2 / n with one sigma for all cohorts: a variance estimated from eight people
    would make some cohorts weigh far too much. Q / (k - 1) is then the F of a one-way analysis of variance.
    """
    sigma, k = moments.sd_change, len(moments.n)
    if not k or not sigma > 0:
        return None, False
    pooled = random_effects(moments.change, sigma**2 / moments.n)
    return pooled, k > 1 and f_tail(pooled.q / (k - 1), k - 1, moments.df) < BY_CHANCE


def _funnel(pooled: Pooled | None, moments: CohortMoments, wave: Wave) -> Funnel | None:
    """Cohorts beside what equal ones would show, adjusted for first scores where these may be told; wider where all
    of them differ a little."""
    if pooled is None or not pooled.is_informative:
        return None
    try:
        equal = cohort_models.equal(moments, adjusted=tells_first_scores(wave))
    except Undetermined:
        return None
    return Funnel.of(equal, tau2=overdispersion(equal.standardised, equal.se).tau2)


def _adjusted(pooled: Pooled | None, moments: CohortMoments) -> Contrast | None:
    if pooled is None or not pooled.is_informative:
        return None
    try:
        return cohort_models.at_the_same_first_score(moments)[0]
    except Undetermined:
        return None


def _evidence(
    shown: Sequence[CohortScores],
    threshold: Threshold,
    moments: CohortMoments,
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
        sd_before=moments.sd_before,
        differ=differ,
        apart=tuple(shown[i].name for i in outliers.apart) if outliers else (),
    )


def _changes(
    shown: Sequence[CohortScores],
    wave: Wave,
    moments: CohortMoments,
    changes: MeanChange,
    pooled: Pooled | None,
    outliers: Funnel | None,
) -> list[Change]:
    k = len(shown)
    standard = _told(smcr(moments), [wave is not Wave.MIDWAY and not cohort.one_apart for cohort in shown])
    drawn_in = _drawn_in(pooled, moments)
    adjusted = np.array(outliers.values) if outliers and tells_first_scores(wave) else np.full(k, np.nan)
    columns = (standard.g, standard.low, standard.high, standard.r, drawn_in, adjusted)
    return [
        Change(n, mean, low, high, *(_known(value) for value in rest))
        for n, mean, low, high, *rest in zip(
            changes.n.tolist(),
            changes.mean.tolist(),
            changes.low.tolist(),
            changes.high.tolist(),
            *(column.tolist() for column in columns),
            strict=True,
        )
    ]


def _told(standard: Standardised, may: Sequence[bool]) -> Standardised:
    """NaN where the spread of first scores may not be told."""
    keep = np.array(may, dtype=bool)
    columns = (standard.g, standard.variance, standard.low, standard.high, standard.r)
    return Standardised(*(np.where(keep, column, np.nan) for column in columns))


def _drawn_in(pooled: Pooled | None, moments: CohortMoments) -> NDArray[np.float64]:
    if pooled is None or not pooled.is_informative:
        return np.full(len(moments.n), np.nan)
    return shrunken(Estimates.of(moments.change, moments.sd_change**2 / moments.n), pooled.tau2).value


def _known(value: float) -> float | None:
    return value if isfinite(value) else None


def _rows(
    wanted: Sequence[tuple[CohortScores, Showing]], threshold: Threshold, changes: Sequence[Change]
) -> tuple[Row, ...]:
    following = iter(changes)
    return tuple(
        _shown_row(cohort, threshold, next(following)) if how is Showing.SHOWN else _bare_row(cohort, how)
        for cohort, how in wanted
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


def _bare_row(cohort: CohortScores, how: Showing) -> Row:
    return Row(cohort.cohort_id, cohort.name, cohort.starts_on, how, closes_on=cohort.closes_on)


def _facts(shown: Sequence[CohortScores], threshold: Threshold) -> Facts:
    started = sum(cohort.started for cohort in shown)
    finished = [(shown_count(cohort.finished, threshold.counts), cohort.started) for cohort in shown]
    followed = [(shown_count(cohort.followed, threshold.counts), cohort.started) for cohort in shown]
    return Facts(
        started=started,
        finished=_share(finished) or Share(0, 0),
        both=Share(sum(cohort.n for cohort in shown), started),
        followed=_share(followed),
    )


def _share(cells: Sequence[tuple[int | None, int]]) -> Share | None:
    """A total over the cells that may be shown; the others are in neither number."""
    known = [(count, of) for count, of in cells if count is not None]
    return Share(sum(count for count, _ in known), sum(of for _, of in known)) if known else None


def _behind(facts: Facts, shown: Sequence[CohortScores], moments: CohortMoments, hidden: int) -> Behind:
    return Behind(
        started=facts.started,
        both=facts.both.count,
        usual_size=float(np.median(moments.n)) if len(moments.n) else 0.0,
        hidden=hidden,
        imported=sum(cohort.imported for cohort in shown),
        mixed=sum(cohort.mixed for cohort in shown),
        waiting=sum(cohort.waiting for cohort in shown),
    )

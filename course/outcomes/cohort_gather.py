"""From rows to the report of one cohort, in a number of statements that does not grow with its people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import select as core_select
from sqlalchemy import true
from sqlmodel import Session, col, select

from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.measures.assessment import Assessment
from course.outcomes import primary
from course.outcomes.closing import closings_of
from course.outcomes.cohort_facts import BEFORE, CohortFacts, Fate, Scored, ScoreKey, Someone, WaveSeen
from course.outcomes.cohort_people import Group, group_of, people
from course.outcomes.cohort_report import CohortReport, cohort_report
from course.outcomes.cohort_scores import CohortScores, Frozen, frozen_of, scores_of
from course.outcomes.cohort_view import Primary
from course.outcomes.cohort_words import wave_name
from course.outcomes.gather import Answers, answers_of, measured, threshold
from course.outcomes.own_reliability import own_reliability
from course.outcomes.primary import PrimaryOutcome
from course.outcomes.reliability_choice import chosen
from course.outcomes.yardstick import Lacking, Own, PublishedFigures, Yardstick, yardstick
from course.words import _
from curriculum.figures import Cited, Cutoff, Reliability
from curriculum.loader import load_measure
from curriculum.measure import Measure

IN_ORDER = (BEFORE, "mid", "after", "six-months", "twelve-months")
"""Of waves that were brought in from an earlier record, which has no course to say it."""


OneFigure = TypeVar("OneFigure", bound=Cited)


@dataclass(frozen=True)
class Choices:
    """What one may ask the report of a cohort about, and what it speaks of unless it is asked."""

    scores: tuple[Scored, ...]
    primary: Primary | None

    @property
    def first(self) -> ScoreKey | None:
        known = [one.key for one in self.scores]
        if self.primary and self.primary.score in known:
            return self.primary.score
        totals = [key for key in known if key[1] == "total"]
        return next(iter([*totals, *known]), None)


def choices(db: Session, cohort: Cohort) -> Choices:
    """Every score of the measures that anybody in it answered, those that are asked here first."""
    answered = (
        core_select(col(Assessment.measure_key))
        .join(Enrolment, col(Enrolment.id) == col(Assessment.enrolment_id))
        .where(col(Enrolment.cohort_id) == cohort.id, col(Assessment.completed_at).is_not(None))
    )
    measure = answered.distinct().subquery().c.measure_key
    named = col(PrimaryOutcome.id) == primary.newest(cohort.programme_id)
    rows = db.execute(
        core_select(PrimaryOutcome, measure)
        .select_from(Cohort)
        .outerjoin(PrimaryOutcome, named)
        .outerjoin(measure.table, true())
        .where(col(Cohort.id) == cohort.id)
    ).all()
    measures = _measures(key for _named, key in rows if key is not None)
    return Choices(
        scores=tuple(_scored(one, score) for one in measures for score in _in_order(one)),
        primary=primary_of(next((row[0] for row in rows), None)),
    )


def measures_answered(db: Session, programme: Programme) -> list[Measure]:
    """Of the whole programme, those that are asked here first."""
    answered = (
        select(Assessment.measure_key)
        .join(Enrolment, col(Enrolment.id) == col(Assessment.enrolment_id))
        .join(Cohort, col(Cohort.id) == col(Enrolment.cohort_id))
        .where(Cohort.programme_id == programme.id)
    )
    return _measures(db.exec(answered.distinct()).all())


def gather_report(
    db: Session, programme: Programme, cohort: Cohort, found: Choices, main: ScoreKey, *, now: datetime
) -> CohortReport:
    """The report about `main`, which is one of the scores in `found`."""
    return report_of(db, programme, group_of(db, cohort), found, main, now=now)


def report_of(
    db: Session, programme: Programme, group: Group, found: Choices, main: ScoreKey, *, now: datetime
) -> CohortReport:
    """The same of a cohort whose people somebody has read."""
    measures = list(dict.fromkeys(one.key[0] for one in found.scores))
    asked = answers_of(db, group.cohort, measures, started=group.started, took_back=group.took_back)
    frozen = frozen_of(db, group.cohort.stored_id)
    waves = _waves(db, group, asked[main[0]], frozen, main)
    scores = scores_of(asked, [wave.key for wave in waves], frozen)
    measure, first_words = load_measure(main[0]), next(iter(asked[main[0]].kinds), None)
    form = scores.forms.get(main[0]) or (first_words.form if first_words else "")
    is_official = bool(form) and form == measure.form
    return cohort_report(
        _facts(group, programme, waves, scores, main, now),
        [_in_words(one, scores.forms) for one in found.scores],
        main,
        threshold=threshold(programme),
        primary=found.primary,
        yardstick=_yardstick(db, programme.stored_id, measure, main[1], form, is_official=is_official),
        cut_off=_cut_off(measure, main[1]) if is_official else None,
    )


def primary_of(row: PrimaryOutcome | None) -> Primary | None:
    if row is None:
        return None
    since = row.answers_since
    return Primary(
        (row.measure_key, row.score_key),
        row.wave_key,
        named_on=row.declared_at.date(),
        answers_since=since.date() if since else None,
    )


def _measures(keys: Iterable[str]) -> list[Measure]:
    return sorted((load_measure(key) for key in keys), key=lambda one: (not one.askable, one.key))


def _scored(measure: Measure, score: str) -> Scored:
    whole = measure.title.partition(",")[0]
    return Scored((measure.key, score), measured(measure.key, score), score in measure.headline, whole)


def _in_order(measure: Measure) -> tuple[str, ...]:
    """The total, then what the measure shows first, then its parts."""
    total = ["total"] if "total" in measure.score_keys else []
    return tuple(dict.fromkeys([*total, *measure.headline, *measure.score_keys]))


def _in_words(scored: Scored, forms: Mapping[str, str]) -> Scored:
    """With what is known of the words that this cohort was asked in."""
    measure, score = scored.key
    return replace(scored, says=measured(measure, score, forms.get(measure)))


def _waves(db: Session, group: Group, asked: Answers, frozen: Frozen, main: ScoreKey) -> list[WaveSeen]:
    """Those at which this measure is asked."""
    if group.cohort.is_imported:
        keys = sorted(asked.waves, key=lambda key: IN_ORDER.index(key) if key in IN_ORDER else len(IN_ORDER))
        return [_seen(key, key, frozen, main) for key in keys]
    ends = {one.wave.key: one.at for one in closings_of(db, group.cohort, group.dates)}
    mine = [wave for wave in group.course.waves if main[0] in wave.measures or wave.key in asked.waves]
    return [_seen(wave.key, wave.title, frozen, main, ends.get(wave.key)) for wave in mine]


def _seen(key: str, title: str, frozen: Frozen, main: ScoreKey, ends: datetime | None = None) -> WaveSeen:
    closes_on = (ends - timedelta(days=1)).date() if ends else None
    return WaveSeen(key, wave_name(key, title), key == BEFORE or (key, main) in frozen, closes_on)


def _facts(
    group: Group,
    programme: Programme,
    waves: Sequence[WaveSeen],
    scores: CohortScores,
    main: ScoreKey,
    now: datetime,
) -> CohortFacts:
    cohort, completion = group.cohort, group.course.completion
    everybody = people(group, waves, scores, main, now=now)
    return CohortFacts(
        cohort_id=cohort.stored_id,
        name=cohort.name,
        programme=programme.name,
        starts_on=cohort.starts_on,
        people=everybody,
        waves=tuple(wave for wave in waves if _was_asked(wave, everybody)),
        invited=group.taken.invited,
        sessions=group.taken.sessions,
        enough=completion.sessions if completion and not cohort.is_imported else None,
        is_over=all(one.is_cancelled or one.is_over(now) for one in group.meetings),
        is_imported=cohort.is_imported,
        kept=scores.kept,
    )


def _was_asked(wave: WaveSeen, everybody: Sequence[Someone]) -> bool:
    """Whether this wave was for anybody here: one for those who wait long may have been for nobody."""
    return wave.key == BEFORE or any(
        one.fates[wave.key] is not Fate.NOT_ASKED for one in everybody if one.agreed
    )


def _yardstick(
    db: Session, programme_id: int, measure: Measure, score: str, form: str, *, is_official: bool
) -> Yardstick | Lacking:
    """Own answers are read only where neither a lead nor a publication says it."""
    row = chosen(db, programme_id).get((measure.key, score))
    set_here, published = row.chosen if row else None, _published(measure, score) if is_official else None
    is_known = set_here is not None or (published is not None and published.points is not None)
    own = Own(0, None, None) if is_known else own_reliability(db, programme_id, measure, score, form)
    return yardstick(own, chosen=set_here, published=published)


def _published(measure: Measure, score: str) -> PublishedFigures:
    """Figures read in their source come before those that are not, and a retest before an alpha."""
    change = next(iter(_of(measure.published.reliable_change, score)), None)
    reliability: list[Reliability] = _of(measure.published.reliability, score)
    reliability.sort(key=lambda one: (not one.checked, one.kind != "retest"))
    best = next(iter(reliability), None)
    source = change or best
    return PublishedFigures(
        points=change.points if change else None,
        reliability=best.value if best else None,
        source=_cited(source) if source else "",
    )


def _cut_off(measure: Measure, score: str) -> Cutoff | None:
    return next(iter(_of(measure.published.cutoffs, score)), None)


def _of(figures: Sequence[OneFigure], score: str) -> list[OneFigure]:
    return sorted((one for one in figures if one.score == score), key=lambda one: not one.checked)


def _cited(figure: Cited) -> str:
    return (
        figure.source
        if figure.checked
        else _("%(source)s, not checked in the source") % {"source": figure.source}
    )

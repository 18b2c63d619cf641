"""The report of one cohort in words, section by section, for page and paper alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from course import days
from course.outcomes.caveats import SMALL_GROUP
from course.outcomes.change import Change
from course.outcomes.cohort_facts import BEFORE, ScoreKey
from course.outcomes.cohort_report import CohortReport
from course.outcomes.cohort_view import Primary, Showing
from course.outcomes.cohort_words import (
    association_line,
    bound_lines,
    capital,
    change_figures,
    class_lines,
    class_note,
    crossing_lines,
    instead,
    loss_words,
    of_whom,
    owned,
    standard_figures,
    start_words,
    step_title,
    yardstick_words,
)
from course.outcomes.flow import Kind
from course.outcomes.table import Table
from course.words import _, ngettext

Line = tuple[str, str]
"""What a figure is, and the figure."""


@dataclass(frozen=True)
class StepTold:
    title: str
    n: int
    of_whom: str
    losses: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """Empty where there is nothing to say."""

    sentence: str
    lead: str
    standing: str
    facts: tuple[tuple[str, str, str], ...]
    steps: tuple[StepTold, ...]
    classes: tuple[Line, ...]
    class_note: str
    yardstick: str
    crossings: tuple[Line, ...]
    crossing_source: str
    bounds: tuple[Line, ...]
    start: str
    associations: tuple[Line, ...]
    others: Table | None
    caveats: tuple[str, ...]


def told(report: CohortReport) -> Told:
    measure, facts, crossed = report.main.says, report.facts, report.crossings
    return Told(
        sentence=report.claim.sentence,
        lead=report.claim.lead,
        standing=standing_words(report.primary, report.main.key, report.wave.key if report.wave else None),
        facts=tuple(_facts(report)),
        steps=tuple(
            StepTold(
                step_title(step, facts),
                step.n,
                of_whom(step, facts),
                tuple(loss_words(loss, step) for loss in step.losses),
            )
            for step in report.steps
        ),
        classes=tuple(class_lines(report.classes, measure)) if report.classes else (),
        class_note=class_note(report.classes, fewest=report.threshold.counts) if report.classes else "",
        yardstick=yardstick_words(report.yardstick, measure) if report.change else "",
        crossings=tuple(crossing_lines(crossed)) if crossed else (),
        crossing_source=crossed.cut_off.source if crossed else "",
        bounds=tuple(bound_lines(report.bounds, measure)) if report.bounds else (),
        start=start_words(report.start, measure, threshold=report.threshold.scores)
        if report.end_change
        else "",
        associations=tuple(association_line(one, measure) for one in report.associations),
        others=_others(report),
        caveats=tuple(_caveats(report)),
    )


def standing_words(primary: Primary | None, score: ScoreKey, wave: str | None) -> str:
    """Whether this score at this wave is what the programme named as its outcome, and when it did. Before a wave is
    over, `wave` is None."""
    if primary is None:
        return _("Secondary: this programme has named no main outcome.")
    if primary.score != score or wave not in {None, primary.wave}:
        return _("Secondary: the programme named another score or wave as its main outcome.")
    if primary.named_on is None:
        return _("This is the main outcome that the programme named.")
    named_on = days.long_date(primary.named_on, "en")
    if primary.answers_since is None:
        words = _("This is the main outcome of the programme, named on %(day)s, before the first answer.")
        return words % {"day": named_on}
    words = _(
        "This is the main outcome of the programme, named on %(day)s, after the first answers (of %(first)s)."
    )
    return words % {"day": named_on, "first": days.long_date(primary.answers_since, "en")}


def _facts(report: CohortReport) -> Iterator[tuple[str, str, str]]:
    """The numbers under the sentence: words, number, and out of how many as a share."""
    began = next(step for step in report.steps if step.kind is Kind.WAVE)
    if not report.facts.is_imported:
        joined = next(step for step in report.steps if step.kind is Kind.JOINED)
        yield _("Joined"), str(joined.n), ""
    yield _("Answered before"), str(began.n), ""
    for step in report.steps:
        if step.kind is Kind.WAVE and step.wave != BEFORE:
            wave = next(one for one in report.facts.waves if one.key == step.wave)
            small = f"{round(100 * step.n / step.of)} %" if step.of and wave.is_over else _("not over yet")
            yield capital(wave.name), str(step.n), small


def _others(report: CohortReport) -> Table | None:
    """Every score that the other measures show first, each marked as what it is."""
    if not report.others:
        return None
    heads = (
        _("Secondary outcome"),
        _("Both scores"),
        _("Average change and interval"),
        _("Standardised change (SMCR)"),
    )
    lines = tuple(
        (
            owned(part.scored.says.name, part.scored.says),
            str(part.change.n) if part.change else "–",
            change_figures(part.change, part.scored.says) if part.change else instead(part.showing),
            standard_figures(part.change),
        )
        for part in report.others
    )
    return Table(heads, lines, numbers=(1, 2, 3))


def _caveats(report: CohortReport) -> Iterator[str]:
    """What to keep in mind, most weighty first."""
    change = report.change
    if report.is_changed:
        yield _(
            "Since these figures were frozen, somebody’s answers were removed or came in late. The figures stay as "
            "they were, and whatever would need single scores is not shown any more."
        )
    if change is not None:
        yield from _of_change(report, change)
    if not report.main.says.validated:
        yield _(
            "The questions are in our own words and are not the validated form, so these scores cannot be set beside "
            "published ones."
        )
    if report.facts.is_imported:
        yield _(
            "These results were brought in from an earlier record, which knows nothing of meetings or invitations."
        )
    if any(one.showing is Showing.NOT_YET for one in report.waves) and change is not None:
        yield _("Later questions are still open. What comes then may tell another story.")


def _of_change(report: CohortReport, change: Change) -> Iterator[str]:
    missing = report.began - change.n
    if missing > 0:
        words = ngettext(
            "%(missing)d of %(began)d people has no later score and may have fared differently.",
            "%(missing)d of %(began)d people have no later score. They may have fared differently.",
            missing,
        )
        yield words % {"missing": missing, "began": report.began}
    yield _("There is no comparison group, so this does not show that the course caused the change.")
    yield _(
        "People often come when things are hard. Part of a change after that comes by itself, with or without a course."
    )
    if change.n < SMALL_GROUP:
        yield _(
            "In a group of this size one or two people move the average: read the interval, not only the number."
        )

"""One cohort: the sentence, the flow, the changes, and everything a reader needs to judge them.

Everything a page, chart, table, file or paper may say. What is hidden is not in here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from course.outcomes import missing
from course.outcomes.association import Association, associations
from course.outcomes.change import Change
from course.outcomes.change_classes import Classes, Crossings, classes, crossings
from course.outcomes.cohort_claim import CohortClaim, cohort_claim
from course.outcomes.cohort_facts import CohortFacts, Pairs, Scored, ScoreKey, WaveSeen
from course.outcomes.cohort_view import Part, Primary, View, WaveChange
from course.outcomes.flow import Step, flow
from course.outcomes.missing import Bounds
from course.outcomes.pairs_chart import Group
from course.outcomes.spread import Spread
from course.outcomes.suppression import Threshold
from course.outcomes.yardstick import Lacking, Yardstick
from course.statistics.dropout import Dropout
from curriculum.figures import Cutoff


@dataclass(frozen=True)
class CohortReport:
    """`main` is the score it speaks of and `wave` the wave, None before one is over. `end` is the wave after the
    course, which pictures of people are about. `began`: people who agreed to be asked. `parts` are all scores of the
    measure, `others` what other measures show first. What stands at the end needs the scores of people who are all
    still there; `lines` are their scores before and later, or nothing.
    """

    facts: CohortFacts
    threshold: Threshold
    main: Scored
    primary: Primary | None
    wave: WaveSeen | None
    end: WaveSeen | None
    began: int
    claim: CohortClaim
    steps: tuple[Step, ...]
    waves: tuple[WaveChange, ...]
    parts: tuple[Part, ...]
    others: tuple[Part, ...]
    yardstick: Yardstick | Lacking
    classes: Classes | None = None
    crossings: Crossings | None = None
    spread: Spread | None = None
    groups: tuple[Group, ...] = ()
    lines: tuple[tuple[float, float], ...] = ()
    bounds: Bounds | None = None
    start: Dropout | None = None
    associations: tuple[Association, ...] = ()

    @property
    def change(self) -> Change | None:
        """Of the main score at the wave that the report speaks of."""
        return next((one.change for one in self.waves if one.wave == self.wave), None)

    @property
    def end_change(self) -> Change | None:
        """Of the main score at the end of the course."""
        return next((one.change for one in self.waves if one.wave == self.end), None)

    @property
    def is_primary(self) -> bool:
        return self.primary is not None and self.primary.score == self.main.key

    @property
    def is_changed(self) -> bool:
        """Whether the people whose figures were frozen are not the same any more."""
        return self.wave is not None and (self.wave.key, self.main.key) in self.facts.kept


def cohort_report(
    facts: CohortFacts,
    scores: Sequence[Scored],
    main: ScoreKey,
    *,
    threshold: Threshold,
    primary: Primary | None = None,
    yardstick: Yardstick | Lacking = Lacking.PEOPLE,
    cut_off: Cutoff | None = None,
) -> CohortReport:
    """The report about the score `main`, which is one of `scores`; `cut_off` only where the official words were asked.

    Facts of people stay outside it: what it holds has been made safe to show to the staff of this cohort.
    """
    view = View(facts, scores, main, threshold, primary)
    found = view.change_at(view.wave) if view.wave else None
    report = CohortReport(
        facts=replace(facts, people=()),
        threshold=threshold,
        main=view.scored,
        primary=primary,
        wave=view.wave,
        end=view.end,
        began=len(facts.started),
        claim=cohort_claim(view.found(found), view.scored.says),
        steps=flow(facts),
        waves=tuple(view.change_at(one) for one in facts.later),
        parts=tuple(view.parts(view.siblings)),
        others=tuple(view.parts(view.strangers)),
        yardstick=yardstick,
    )
    is_shown = found is not None and found.change is not None and bool(view.pairs)
    return _with_people(report, view, facts, cut_off) if is_shown else report


def _with_people(
    report: CohortReport, view: View, facts: CohortFacts, cut_off: Cutoff | None
) -> CohortReport:
    """What is made of single scores: classes, bounds and associations of the wave that the report speaks of."""
    pairs, measure, threshold = view.pairs, view.scored.says, report.threshold
    is_end, fewest = view.wave == view.end, threshold.counts
    with_all = replace(
        report,
        classes=_classes(report, pairs),
        crossings=crossings(list(pairs.values()), cut_off, fewest=fewest) if cut_off else None,
        bounds=missing.bounds(pairs, report.began, measure, fewest=fewest, with_level=is_end),
        associations=associations(facts, pairs, threshold=threshold.scores),
    )
    return _with_pictures(with_all, view) if view.tells_people else with_all


def _with_pictures(report: CohortReport, view: View) -> CohortReport:
    """Where people stood. A line for each shows who rose and who fell: only where all these numbers may be told."""
    told = _classes(report, view.end_pairs)
    return replace(
        report,
        spread=view.spread(report.waves),
        groups=view.groups,
        lines=tuple(sorted(view.end_pairs.values())) if told is not None and told.are_all_shown else (),
        start=view.start,
    )


def _classes(report: CohortReport, pairs: Pairs) -> Classes | None:
    by, better = report.yardstick, report.main.says.better
    if not isinstance(by, Yardstick):
        return None
    return classes(pairs.values(), by, better, fewest=report.threshold.counts)

"""The people behind each figure of a report, and which of these figures may be shown beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from course.outcomes import beside, missing, pairs_chart
from course.outcomes.change import Change, change_kept, change_of
from course.outcomes.cohort_claim import Found
from course.outcomes.cohort_facts import CohortFacts, Pairs, Scored, ScoreKey, WaveSeen, named
from course.outcomes.pairs_chart import Group
from course.outcomes.spread import Spread, spread
from course.outcomes.suppression import Threshold
from course.statistics.dropout import Dropout
from course.statistics.moments import Moments

AFTER = "after"


class Showing(StrEnum):
    SHOWN = "shown"
    HIDDEN = "too few people"
    NEARLY_ALL = "nearly the people of another figure"
    NOBODY = "nobody"
    NOT_YET = "not over"


@dataclass(frozen=True)
class Primary:
    """The outcome that the programme named, and its wave. `answers_since` is the first answer there was by then."""

    score: ScoreKey
    wave: str
    named_on: date | None = None
    answers_since: date | None = None


@dataclass(frozen=True)
class WaveChange:
    """From before to this wave. Without a `change` the page says why."""

    wave: WaveSeen
    showing: Showing
    change: Change | None = None


@dataclass(frozen=True)
class Part:
    """One score at the wave that the report speaks of."""

    scored: Scored
    showing: Showing
    change: Change | None = None


class View:
    """The people behind each figure about one score, and which of these figures may be shown."""

    def __init__(
        self,
        facts: CohortFacts,
        scores: Sequence[Scored],
        main: ScoreKey,
        threshold: Threshold,
        primary: Primary | None,
    ) -> None:
        self.facts, self.scores, self.threshold, self.primary = facts, scores, threshold, primary
        self.scored = named(scores, main)
        self.wave = self._wave_of(main)
        self.pairs: Pairs = facts.pairs(main, self.wave.key) if self.wave else {}
        self.end = next((wave for wave in facts.closed if wave.key == AFTER), None)
        self.end_pairs: Pairs = facts.pairs(main, AFTER) if self.end else {}
        self._levels = self._levels_shown()

    @property
    def siblings(self) -> list[Scored]:
        return [one for one in self.scores if one.key[0] == self.scored.key[0]]

    @property
    def strangers(self) -> list[Scored]:
        """What other measures show first."""
        return [one for one in self.scores if one.key[0] != self.scored.key[0] and one.is_headline]

    def found(self, change: WaveChange | None) -> Found:
        later = {one.key: one for one in self.facts.later}
        wave = self.wave or later.get(AFTER) or next(iter(later.values()), None)
        return Found(
            is_over=self.wave is not None,
            has_some=bool(self.pairs),
            change=change.change if change else None,
            threshold=self.threshold.scores,
            began=len(self.facts.started),
            wave=wave.name if wave else "",
            closes_on=wave.closes_on if wave else None,
        )

    def change_at(self, wave: WaveSeen) -> WaveChange:
        if not wave.is_over:
            return WaveChange(wave, Showing.NOT_YET)
        pairs = self.facts.pairs(self.scored.key, wave.key)
        showing = self._showing(self.scored, wave.key, pairs)
        if showing is not Showing.SHOWN:
            return WaveChange(wave, showing)
        if (kept := self.facts.kept.get((wave.key, self.scored.key))) is not None:
            return WaveChange(wave, showing, change_kept(kept))
        return WaveChange(
            wave, showing, self._change(self.scored, wave.key, pairs, with_levels=self._levels[wave.key])
        )

    def parts(self, scores: Sequence[Scored]) -> Iterator[Part]:
        if self.wave is not None:
            for one in scores:
                yield self._part(one, self.wave.key)

    def _part(self, scored: Scored, wave: str) -> Part:
        pairs = self.facts.pairs(scored.key, wave)
        showing = self._showing(scored, wave, pairs)
        if showing is not Showing.SHOWN:
            return Part(scored, showing)
        if (kept := self.facts.kept.get((wave, scored.key))) is not None:
            return Part(scored, showing, change_kept(kept))
        return Part(scored, showing, self._change(scored, wave, pairs, with_levels=wave == AFTER))

    def _change(self, scored: Scored, wave: str, pairs: Pairs, *, with_levels: bool) -> Change | None:
        change = change_of(pairs, with_levels=with_levels)
        if change is None or self._tells_spread(scored.key, wave):
            return change
        return replace(change, standard=None)

    @property
    def tells_people(self) -> bool:
        """Whether pictures may be made of where people stood: of those with a score after the course, and of no others,
        because nearly the same people at another wave would tell the few apart."""
        return len(self.end_pairs) >= self.threshold.scores

    def spread(self, waves: Sequence[WaveChange]) -> Spread | None:
        """Before, of the people with a score after the course; then each wave that is shown."""
        first = self.facts.waves[0].key
        scores: dict[str, list[float]] = {first: [before for before, _ in self.end_pairs.values()]}
        for one in waves:
            if one.change is not None and (pairs := self.facts.pairs(self.scored.key, one.wave.key)):
                scores[one.wave.key] = [later for _, later in pairs.values()]
        measure = self.scored.says
        return spread(
            scores,
            low=measure.low,
            high=measure.high,
            fewest=self.threshold.counts,
            with_mean=[key for key in scores if key == first or self._levels[key]],
        )

    @property
    def groups(self) -> tuple[Group, ...]:
        return pairs_chart.groups(self.end_pairs, threshold=self.threshold.scores)

    @property
    def start(self) -> Dropout | None:
        first = self.facts.first_scores(self.scored.key)
        return missing.at_the_start(first, set(self.end_pairs), threshold=self.threshold.scores)

    def _wave_of(self, key: ScoreKey) -> WaveSeen | None:
        """The wave that a page about this score speaks of: the one named with the main outcome, else the one after the
        course, else the newest there is."""
        closed = {wave.key: wave for wave in self.facts.closed}
        named_first = self.primary.wave if self.primary and self.primary.score == key else AFTER
        return closed.get(named_first) or closed.get(AFTER) or next(reversed(closed.values()), None)

    def _showing(self, scored: Scored, wave: str, pairs: Pairs) -> Showing:
        if (wave, scored.key) in self.facts.kept:
            return self._showing_kept(self.facts.kept[wave, scored.key])
        if not pairs:
            return Showing.NOBODY
        if len(pairs) < self.threshold.scores:
            return Showing.HIDDEN
        return Showing.SHOWN if self._shown_scores(scored.key[0], wave)[scored.key[1]] else Showing.NEARLY_ALL

    def _showing_kept(self, kept: Moments | None) -> Showing:
        return Showing.SHOWN if kept is not None and kept.n >= self.threshold.scores else Showing.HIDDEN

    def _shown_scores(self, measure: str, wave: str) -> Mapping[str, bool]:
        """The same on every page of this cohort, whatever it speaks of: what matters most is judged first."""
        mine = sorted((one for one in self.scores if one.key[0] == measure), key=self._rank)
        selections = {one.key[1]: frozenset(self.facts.pairs(one.key, wave)) for one in mine}
        return beside.showable(selections, threshold=self.threshold.scores)

    def _rank(self, scored: Scored) -> int:
        if self.primary and self.primary.score == scored.key:
            return 0
        return 1 if scored.key[1] == "total" else 2 if scored.is_headline else 3

    def _levels_shown(self) -> dict[str, bool]:
        """At which waves the average first score of the people there may be told, beside all others that are. Those
        with a score after the course come first, whatever the page speaks of and whichever wave closed first."""
        key = self.scored.key
        gone = frozenset(self.facts.first_scores(key)) - frozenset(self.end_pairs)
        selections = {AFTER: frozenset(self.end_pairs)}
        selections |= {f"group {i}": group.people for i, group in enumerate(self.groups)} | {"gone": gone}
        others = [wave.key for wave in self.facts.closed if wave != self.end]
        if self.end is not None:
            selections |= {wave: frozenset(self.facts.pairs(key, wave)) for wave in others}
        shown = beside.showable(selections, threshold=self.threshold.scores)
        return {wave.key: shown.get(wave.key, False) for wave in self.facts.later}

    def _tells_spread(self, key: ScoreKey, wave: str) -> bool:
        """Whether the spread of first scores, which a standardised change tells, may be told at this wave.

        The one after the course comes first, here as in the comparison, whatever the page speaks of.
        """
        waves = sorted(self.facts.closed, key=lambda one: one.key != AFTER)
        people = [frozenset(self.facts.pairs(key, one.key)) for one in waves]
        shown = beside.standardised(people)
        return {one.key: may for one, may in zip(waves, shown, strict=True)}[wave]

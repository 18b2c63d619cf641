"""A programme in memory whose cohorts close one after the other, and every way to look at it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

import numpy as np

from course.cohorts.cohort import Cohort, Held
from course.outcomes.batching import full, waiting
from course.outcomes.freezing import figures_of
from course.outcomes.frozen import COHORT, Frozen
from course.outcomes.gather import NONE, Answers
from course.outcomes.record import Record, scores_of
from course.outcomes.scores import Unit, Wave
from course.outcomes.selection import Selection
from course.outcomes.suppression import Threshold
from course.outcomes.view import View
from course.outcomes.words_asked import WordsAsked

WAVES = ("before", "after", "six-months")
MEASURE, SCORE = "self-compassion-12", "total"
WORDS = WordsAsked("ours", "en", 1, 1)

Scores = tuple[float | None, float | None, float | None]


@dataclass(frozen=True)
class Group:
    """A cohort: `people` have a score before, after and at six months, or None."""

    number: int
    starts_on: date
    course: str
    held: Held
    people: tuple[Scores, ...]

    @property
    def row(self) -> Cohort:
        place = {Held.IN_THE_ROOM: "Room 2", Held.BOTH: "Room 2"}.get(self.held, "")
        link = "https://x.example" if self.held in {Held.BY_VIDEO, Held.BOTH} else ""
        return Cohort(
            id=self.number,
            programme_id=1,
            name=f"Group {self.number}",
            course_key=self.course,
            bundle_hash="",
            starts_on=self.starts_on,
            at=time(18),
            zone="UTC",
            place=place,
            video_link=link,
            created_at=None,  # type: ignore[arg-type]  # nobody asks
        )

    def of(self, pattern: str) -> list[Scores]:
        """Whoever answered just these occasions."""
        there = ["".join("0" if v is None else "1" for v in scores) for scores in self.people]
        return [scores for scores, mine in zip(self.people, there, strict=True) if mine == pattern]


def answers_of(groups: Sequence[Group]) -> Answers:
    people = [scores for group in groups for scores in group.people]
    values = np.array([[np.nan if v is None else v for v in scores] for scores in people], dtype=float)
    values = values.reshape(len(people), len(WAVES))
    owner = [place for place, group in enumerate(groups) for _ in group.people]
    return Answers(
        cohorts=tuple(group.number for group in groups),
        scores=(SCORE,),
        waves=WAVES,
        cohort=np.array(owner, dtype=np.intp),
        values=values[np.newaxis],
        words=np.where(np.isnan(values), NONE, 0),
        kinds=(WORDS,),
    )


@dataclass
class World:
    """`groups` close in their order, first after the course, then, all of them, at six months."""

    groups: Sequence[Group]
    rows: list[Frozen] = field(default_factory=list)

    def moments(self) -> Iterator[Record]:
        """What stands after each closing."""
        of = {group.number: group.row for group in self.groups}
        for wave in ("after", "six-months"):
            for group in self.groups:
                found = answers_of([group])
                [(cohort, figures)] = figures_of(found, SCORE, wave, {group.number: len(group.people)})
                self.rows.append(_frozen(wave, {"cohort_id": cohort, "cells": COHORT, **figures}))
                mine = [row for row in self.rows if row.wave == wave]
                groups = list(waiting(mine, of))
                whole = answers_of(self.groups)
                for row in full(whole, groups):
                    self.rows.append(_frozen(wave, row))
                yield self._record(of)

    def _record(self, of: Mapping[int, Cohort]) -> Record:
        standing = [row for row in self.rows if row.cells == COHORT]
        reached = {row.cohort_id: row.answered for row in standing if row.wave == "six-months"}
        cohorts = {
            wave: [scores_of(of[row.cohort_id], row, reached) for row in standing if row.wave == wave]
            for wave in Wave
        }
        return Record(cohorts, [row for row in self.rows if row.cells != COHORT])


def _frozen(wave: str, row: Mapping[str, Any]) -> Frozen:
    """As the database gives back what is written into it."""
    nothing = {"started": 0, "finished": 0, "answered": 0, "mixed": 0, "alone": False}
    known = {name: row[name] for name in row if name in Frozen._fields}
    return Frozen(
        **{**nothing, **known, "wave": wave, "score": SCORE, "rule": "", "kept": json.dumps(row["figures"])}
    )


def views(record: Record, groups: Sequence[Group], threshold: int) -> Iterator[View]:
    """Every filter there is, at each wave, by cohort and by year; two filters that pick the same cohorts are one."""
    days = sorted({group.starts_on for group in groups})
    for wave in (Wave.AFTER, Wave.SIX_MONTHS):
        seen = set()
        for course in (None, *sorted({group.course for group in groups})):
            for held in (None, *sorted({group.held for group in groups})):
                for since in (None, *days):
                    for until in (None, *days):
                        selection = Selection(course, held, since, until)
                        only = frozenset(selection.of(record.cohorts[wave]) or {"everything"})
                        if only in seen:
                            continue
                        seen.add(only)
                        for by in Unit:
                            yield View(
                                record, MEASURE, SCORE, Threshold(scores=threshold), wave, selection, by
                            )

"""One small cohort for tests of its report, from plain lists of scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from course.outcomes.cohort_facts import CohortFacts, Fate, Scored, Someone, WaveSeen
from course.outcomes.scores import Better, Measured

TOTAL = Scored(
    ("kindness", "total"), Measured("kindness/total", "Self-compassion", "self-compassion", 1, 5), True
)
CARING = Scored(("kindness", "caring"), Measured("kindness/caring", "Caring", "caring", 1, 5), True)
HARSH = Scored(
    ("kindness", "harsh"), Measured("kindness/harsh", "Harshness", "harshness", 1, 5, Better.LOWER), False
)
STRESS = Scored(("stress", "total"), Measured("stress/total", "Strain", "strain", 0, 16, Better.LOWER), True)

BEFORE = WaveSeen("before", "before", is_over=True)
AFTER = WaveSeen("after", "after", is_over=True)
SIX = WaveSeen("six-months", "six months", is_over=True)

Row = Sequence[float | None]
"""One person's scores at the waves of the group, None where she has none."""


def group(
    rows: Sequence[Row],
    waves: Sequence[WaveSeen] = (BEFORE, AFTER),
    *,
    score: Scored = TOTAL,
    more: Mapping[Scored, Sequence[Row]] | None = None,
    **known: Any,
) -> CohortFacts:
    """`rows` are the scores of `score`, `more` those of others, in the same order of people."""
    given = {score: rows, **(more or {})}
    people = tuple(
        _someone(number, {one: given[one][number] for one in given}, waves, score)
        for number in range(len(rows))
    )
    facts: dict[str, Any] = {
        "cohort_id": 1,
        "name": "Thursday evening",
        "programme": "Linden House",
        "starts_on": date(2026, 9, 3),
        "people": people,
        "waves": tuple(waves),
        "sessions": 8,
        "enough": 6,
    }
    return CohortFacts(**{**facts, **known})


def _someone(number: int, scores: Mapping[Scored, Row], waves: Sequence[WaveSeen], main: Scored) -> Someone:
    found = {
        (wave.key, one.key): value
        for one, row in scores.items()
        for wave, value in zip(waves, row, strict=True)
        if value is not None
    }
    fates = {wave.key: Fate.ANSWERED if (wave.key, main.key) in found else Fate.SILENT for wave in waves}
    return Someone(number, True, False, fates, found, came=number % 9)


def rising(n: int, by: float = 0.5, *, first: float = 2.0) -> list[tuple[float, float]]:
    """n people who begin a tenth of a point apart and rise by `by`, every second one by 0.2 more."""
    return [(first + i / 10, first + i / 10 + by + 0.2 * (i % 2)) for i in range(n)]

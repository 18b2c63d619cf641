"""Small cohorts to compare, with exact means and spreads or from a seeded generator."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from course.outcomes.scores import Better, CohortScores, Measured
from course.statistics.moments import Moments

Pairs = tuple[tuple[float, float], ...]

KINDNESS = Measured("kindness", "Self-compassion", "self-compassion", 1, 5, Better.HIGHER)
LOW_MOOD = Measured("mood", "Low mood", "low mood", 0, 60, Better.LOWER, validated=True)
ATTENTION = Measured("attention", "Attention", "attention", 1, 5, Better.NEITHER)


def pairs(n: int, *, mean: float, sd: float = 0.5, before_sd: float = 0.6) -> Pairs:
    """n pairs whose changes have exactly this mean and standard deviation (n at least 3)."""
    base = np.linspace(-1, 1, n)
    spread = base * (sd / base.std(ddof=1))
    first = np.roll(base, n // 3) * (before_sd / base.std(ddof=1)) + 2.8
    return tuple(zip(first.tolist(), (first + spread + mean).tolist(), strict=True))


def cohort(number: int, scores: Pairs, **known: object) -> CohortScores:
    """Cohort `number`, starting `number` quarters after the first; more people started than have scores."""
    fields: dict[str, object] = {
        "cohort_id": f"c{number}",
        "name": f"Group {number}",
        "starts_on": date(2023, 1, 10) + timedelta(days=91 * number),
        "started": len(scores) + 3,
        "finished": len(scores) + 1,
        "n": len(scores),
        "pairs": moments(scores),
    }
    return CohortScores(**{**fields, **known})  # type: ignore[arg-type]


def moments(scores: Pairs) -> Moments | None:
    """As they are frozen: sums of eight people or more."""
    return Moments.of(*np.array(scores).T) if len(scores) >= 8 else None


def random_pairs(rng: np.random.Generator, n: int) -> Pairs:
    first = rng.normal(2.8, 0.6, n)
    return tuple(zip(first.tolist(), (first + rng.normal(0.4, 0.5, n)).tolist(), strict=True))

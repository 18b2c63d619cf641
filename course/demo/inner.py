"""How answers of invented people come about: a few hidden levels each, which the course moves a little.

Sizes are of the order that published group courses report (compassionate responding up by about half a point
on 1 to 5, stress down by about 1.5 on 0 to 16, a part of it gone at six months); none is anybody's data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from curriculum.measure import Measure

LASTING = 0.8
"""The part of the change that is still there at six months."""
REVERSED_SELF = frozenset({"q1", "q4", "q8", "q9", "q11", "q12"})
REVERSED_STRESS = frozenset({"q2", "q3"})


@dataclass(frozen=True)
class Levels:
    """Before the course: `warm`, `harsh` on 1 to 5, `stress` on 0 to 4. `gain` is how far it moves them."""

    warm: float
    harsh: float
    stress: float
    gain: float


def levels(chance: Random, *, group_gain: float) -> Levels:
    warm = chance.gauss(2.6, 0.5)
    return Levels(
        warm=warm,
        harsh=chance.gauss(3.5 - 0.4 * (warm - 2.6), 0.5),
        stress=chance.gauss(2.2 - 0.4 * (warm - 2.6), 0.5),
        gain=chance.gauss(group_gain, 0.4),
    )


def answers(chance: Random, person: Levels, measure: Measure, *, wave: str) -> Mapping[str, int]:
    """{item: value} for the two measures of the built-in course."""
    moved = {"before": 0.0, "mid": 0.5, "after": 1.0}.get(wave, LASTING) * person.gain
    if measure.key == "stress-4":
        level, mirror, reversed_items = person.stress - 0.6 * moved, 4.0, REVERSED_STRESS
        return {
            item: _near(chance, mirror - level if item in reversed_items else level, measure)
            for item in measure.items
        }
    return {
        item: _near(
            chance, person.harsh - 0.8 * moved if item in REVERSED_SELF else person.warm + moved, measure
        )
        for item in measure.items
    }


def _near(chance: Random, level: float, measure: Measure) -> int:
    return min(max(round(chance.gauss(level, 0.55)), min(measure.choices)), max(measure.choices))

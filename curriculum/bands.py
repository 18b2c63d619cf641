"""What published figures say of a score or of answers: pure look-ups.

They hold for official words alone: whoever calls these has made sure that the words were not our own.
"""

from collections.abc import Mapping
from math import floor

from curriculum.figures import Band, Cutoff, Pattern
from curriculum.measure import Composite, Measure, Scale

HUNDREDTH = 0.01


def step(scored: Scale | Composite, measure: Measure) -> float:
    """The distance at which two values are told apart: a point of a sum times its factor, a hundredth of a mean."""
    if scored.method == "mean":
        return HUNDREDTH
    if isinstance(scored, Scale):
        return scored.factor
    return min(step(measure.scored(key), measure) for key in scored.scales)


def rounded(measure: Measure, key: str, value: float) -> float:
    """The value as bands and cut-offs see it, half a step upwards: 9.5 points are 10.

    A prorated sum is rounded before its factor: 4.67 points doubled are 10, as 5 doubled are.
    """
    unit = step(measure.scored(key), measure)
    return round(floor(value / unit + 0.5 + 1e-9) * unit, 6)  # 1e-9: what is half in decimals is so in floats


def band_of(measure: Measure, key: str, value: float) -> Band | None:
    """The published band this score lies in; None when none is published for it."""
    at = rounded(measure, key, value)
    bands = (band for table in measure.published.bands if table.score == key for band in table.bands)
    return next((band for band in bands if band.low <= at <= band.high), None)


def cutoffs_of(measure: Measure, key: str) -> tuple[Cutoff, ...]:
    """Every published cut-off of this score."""
    return tuple(each for each in measure.published.cutoffs if each.score == key)


def reached(measure: Measure, key: str, value: float) -> tuple[Cutoff, ...]:
    """The published cut-offs whose side this score is on."""
    at = rounded(measure, key, value)
    return tuple(each for each in cutoffs_of(measure, key) if each.holds(at))


def pattern_of(measure: Measure, answers: Mapping[str, int]) -> Pattern | None:
    """The published pattern these answers show; None when there is none, or an item it needs has no answer."""
    return next((each for each in measure.published.patterns if _shows(each, answers)), None)


def _shows(pattern: Pattern, answers: Mapping[str, int]) -> bool:
    if any(item not in answers for item in pattern.items):
        return False
    counting = {
        item for item in pattern.items if answers[item] >= pattern.earlier.get(item, pattern.from_answer)
    }
    return pattern.low <= len(counting) <= pattern.high and not counting.isdisjoint(pattern.core)

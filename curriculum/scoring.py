"""Answers in, scores out: pure, and the only place where a scoring key is applied.

Sources: the keys themselves stand in each measure's YAML with their citation. Reversal is lowest + highest
declared choice - raw, as in the published manuals. Missing answers: a scale with at least `min_answered`
answers is prorated by its person mean (a sum becomes mean x number of items); with fewer there is no score.
Most published keys have no missing-item rule; where ours is a policy, the measure's note says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

from curriculum.measure import Composite, Measure, Scale

RULES = 1
"""Raise it with every change here that makes a score come to something else: each stored score names it."""


@dataclass(frozen=True, slots=True)
class Score:
    """`value` is None when too little was answered; `answered` of `items` answers stand behind it."""

    value: float | None
    answered: int
    items: int
    prorated: bool


def score(measure: Measure, answers: Mapping[str, int]) -> dict[str, Score]:
    """Every scale and composite of the measure by key, scales first.

    `answers` holds raw values by item id; an item that was not answered is left out. ValueError for an item
    the measure does not have, or a value that is not one of its choices.
    """
    _refuse_unknown(measure, answers)
    scores = {scale.key: _scale_score(measure, scale, answers) for scale in measure.scales}
    return scores | {each.key: _composite_score(measure, each, scores) for each in measure.composites}


def _refuse_unknown(measure: Measure, answers: Mapping[str, int]) -> None:
    for item, value in answers.items():
        if item not in measure.items:
            raise ValueError(f"{measure.key} has no item {item}")
        if value not in measure.choices:
            raise ValueError(f"{measure.key}, {item}: {value} is not one of its choices")


def _scale_score(measure: Measure, scale: Scale, answers: Mapping[str, int]) -> Score:
    mirror = min(measure.choices) + max(measure.choices)
    values = [
        (mirror - answers[item] if item in scale.reversed else answers[item]) + scale.add
        for item in scale.items
        if item in answers
    ]
    answered, items = len(values), len(scale.items)
    if answered < scale.min_answered:
        return Score(value=None, answered=answered, items=items, prorated=False)
    value = scale.factor * (fmean(values) if scale.method == "mean" else _sum(values, items))
    return Score(value=value, answered=answered, items=items, prorated=answered < items)


def _sum(values: list[int], items: int) -> float:
    """The sum, or what it would be if the items left out had the person's own mean."""
    return float(sum(values)) if len(values) == items else fmean(values) * items


def _composite_score(measure: Measure, composite: Composite, scores: Mapping[str, Score]) -> Score:
    parts = [scores[key] for key in composite.scales]
    values = [
        sum(_range(measure, key)) - part.value if key in composite.reversed else part.value
        for key, part in zip(composite.scales, parts, strict=True)
        if part.value is not None
    ]
    whole = len(values) == len(parts)
    value = (fmean(values) if composite.method == "mean" else sum(values)) if whole else None
    return Score(
        value=value,
        answered=sum(part.answered for part in parts),
        items=sum(part.items for part in parts),
        prorated=whole and any(part.prorated for part in parts),
    )


def _range(measure: Measure, key: str) -> tuple[float, float]:
    return measure.scored(key).range

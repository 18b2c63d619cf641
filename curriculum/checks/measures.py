"""Measures: what a file has to state, worked examples that score right, ranges that are what the choices allow."""

from collections.abc import Iterator
from math import isclose
from pathlib import Path

from curriculum.checks import Problem
from curriculum.checks.measure_figures import figure_problems
from curriculum.checks.measure_words import sentence_twins, wording_languages, wording_problems
from curriculum.errors import ContentError
from curriculum.loader import load_measure, measure_keys
from curriculum.measure import Composite, Example, Measure, Range, Scale
from curriculum.scoring import score


def problems(root: Path) -> Iterator[Problem]:
    """Everything wrong with any measure or wording."""
    for key in measure_keys(root):
        try:
            yield from _measure_problems(load_measure(key, root), root)
        except ContentError as error:
            yield Problem(error.file, error.field, error.message)
    yield from sentence_twins(root)


def _measure_problems(measure: Measure, root: Path) -> Iterator[Problem]:
    file = f"measures/{measure.key}.yaml"
    for found in (*_stated(measure), *_ranges(measure), *_examples(measure), *figure_problems(measure)):
        yield Problem(file, *found)
    if measure.askable != bool(wording_languages(measure.key, root)):
        yield Problem(file, "askable", "is true exactly when there is a wording beside it.")
    yield from wording_problems(measure, root)


def _stated(measure: Measure) -> Iterator[tuple[str, str]]:
    """What stored bundles may lack and a file here may not."""
    for field in ("level", "form", "note"):
        if field not in measure.model_fields_set or not getattr(measure, field).strip():
            yield field, "needs to be stated in the file."


def _ranges(measure: Measure) -> Iterator[tuple[str, str]]:
    for scale in measure.scales:
        if scale.min_answered > len(scale.items):
            yield f"scales, {scale.key}, min_answered", f"is more than its {len(scale.items)} items."
    for each in measure.all_scores:
        low, high = _possible(measure, each)
        if each.range != (low, high):
            where = "scales" if isinstance(each, Scale) else "composites"
            yield f"{where}, {each.key}, range", f"the answers allow {low:g} to {high:g}."


def _possible(measure: Measure, each: Scale | Composite) -> Range:
    """The lowest and highest value this score can take; reversal mirrors a range onto itself."""
    if isinstance(each, Scale):
        low, high = float(min(measure.choices) + each.add), float(max(measure.choices) + each.add)
        ends = [(each.factor * low, each.factor * high)] * len(each.items)
    else:
        ends = [measure.scored(key).range for key in each.scales]
    low, high = sum(end[0] for end in ends), sum(end[1] for end in ends)
    return (low / len(ends), high / len(ends)) if each.method == "mean" else (low, high)


def _examples(measure: Measure) -> Iterator[tuple[str, str]]:
    for example in measure.examples:
        where = f"examples, {example.name}"
        if len(example.answers) != len(measure.items):
            yield f"{where}, answers", f"needs one answer or null for each of {len(measure.items)} items."
            continue
        for field, message in _example(measure, example):
            yield f"{where}, {field}", message


def _example(measure: Measure, example: Example) -> Iterator[tuple[str, str]]:
    pairs = zip(measure.items, example.answers, strict=True)
    try:
        scores = score(measure, {item: answer for item, answer in pairs if answer is not None})
    except ValueError as error:
        yield "answers", f"{error}."
        return
    for key, expected in example.scores.items():
        if key not in scores:
            yield f"scores, {key}", "is not a score of this measure."
        elif not _equal(scores[key].value, expected):
            yield f"scores, {key}", f"is {expected} here, and the answers give {scores[key].value}."


def _equal(value: float | None, expected: float | None) -> bool:
    if value is None or expected is None:
        return value is expected
    return isclose(value, expected, abs_tol=1e-9)

"""Measures: worked examples score right, ranges are what the choices allow, wordings fit their key."""

from collections.abc import Iterator
from math import isclose
from pathlib import Path

from curriculum.checks import Problem
from curriculum.errors import ContentError
from curriculum.loader import load_measure, load_wording, measure_keys
from curriculum.measure import Composite, Example, Measure, Range, Scale, Wording
from curriculum.scoring import score


def problems(root: Path) -> Iterator[Problem]:
    """Everything wrong with any measure or wording."""
    for key in measure_keys(root):
        try:
            yield from _measure_problems(load_measure(key, root), root)
        except ContentError as error:
            yield Problem(error.file, error.field, error.message)


def _measure_problems(measure: Measure, root: Path) -> Iterator[Problem]:
    file = f"measures/{measure.key}.yaml"
    for found in (*_ranges(measure), *_examples(measure)):
        yield Problem(file, *found)
    languages = wording_languages(measure.key, root)
    if measure.askable != bool(languages):
        yield Problem(file, "askable", "is true exactly when there is a wording beside it.")
    for language in languages:
        wording_file = f"measures/wording/{measure.key}.{language}.yaml"
        for field, message in _wording(measure, load_wording(measure.key, language, root), language):
            yield Problem(wording_file, field, message)


def wording_languages(key: str, root: Path) -> list[str]:
    """The languages in which this measure has a wording, sorted."""
    files = root.glob(f"measures/wording/{key}.*.yaml")
    return sorted(path.stem.removeprefix(f"{key}.") for path in files)


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
        ends = [(float(min(measure.choices)), float(max(measure.choices)))] * len(each.items)
    else:
        ends = [measure.scored(key).range for key in each.scales]
    times = each.factor if isinstance(each, Scale) else 1.0
    low, high = times * sum(end[0] for end in ends), times * sum(end[1] for end in ends)
    return (low / len(ends), high / len(ends)) if each.method == "mean" else (float(low), float(high))


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


def _wording(measure: Measure, wording: Wording, language: str) -> Iterator[tuple[str, str]]:
    if wording.measure != measure.key:
        yield "measure", f"needs to be {measure.key}, like the file name."
    if wording.language != language:
        yield "language", f"needs to be {language}, like the file name."
    if tuple(wording.items) != measure.items:
        yield "items", f"needs one sentence for each of {', '.join(measure.items)}, in this order."
    if sorted(wording.choices) != sorted(measure.choices):
        yield "choices", f"needs words for exactly {', '.join(map(str, measure.choices))}."

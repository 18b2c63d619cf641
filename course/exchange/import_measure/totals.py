"""The file's own totals beside the key: what they do with a missing answer, and whether they reverse the same items.

Both are found by trying: a formula is worked out for answers at one end, then with one answer at the other end. Our
key does the scoring in any case; a total that differs says that the file means another order or another coding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from course.exchange.import_measure.formula import Parsed, parse
from course.exchange.import_measure.formula_terms import Answers, NotUnderstood
from course.exchange.import_measure.one_coding import Coded, key_weights
from course.exchange.import_measure.questionnaire import Formula
from curriculum.measure import Measure

CLOSE = 0.1
"""Weights may differ by this share of themselves: many formulas round to one or two decimals."""


@dataclass(frozen=True)
class Verdict:
    """`doubts` stop the installing, `warnings` do not; `says` goes to the row of the formula."""

    says: str
    warnings: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def verdict(formula: Formula, coded: Coded) -> Verdict | None:
    """None for a formula that has nothing to do with these items."""
    try:
        parsed = parse(formula.text)
        if not set(parsed.ids) & set(coded.keys):
            return None
        if strangers := [name for name in parsed.ids if name not in coded.keys]:
            return Verdict(f"is worked out; it uses {', '.join(strangers[:3])}, so it was not compared")
        missing = _missing(formula, parsed, coded)
        compared = _compared(formula, parsed, coded)
    except NotUnderstood:
        if not any(item.id in formula.text for item in coded.items):
            return None
        return Verdict("is worked out; its formula is not understood and was not compared with the key")
    return Verdict(compared.says, (*missing, *compared.warnings), compared.doubts)


def _missing(formula: Formula, parsed: Parsed, coded: Coded) -> tuple[str, ...]:
    """What it gives when one item has no answer and the others have the highest."""
    highest = coded.in_file(dict.fromkeys(coded.measure.items, max(coded.measure.choices)))
    without: Answers = {**highest, parsed.ids[0]: None}
    found = parsed.total(without)
    if found is None:
        return ()
    named = f"{formula.where}: the formula of {formula.id} "
    least = _at_least(coded.measure)
    ours = (
        f"here a score needs {least} of {len(coded.measure.items)} answers"
        if least
        else "here the key decides"
    )
    if _same(found, parsed.total({**without, parsed.ids[0]: 0.0})) or _is_sum(parsed, highest, found):
        guard = " (it only asks whether anything was answered)" if "exists" in formula.text else ""
        return (f"{named}counts a missing answer as zero{guard}; {ours}.",)
    return (f"{named}gives a total although an answer is missing; {ours}.",)


def _is_sum(parsed: Parsed, highest: Answers, found: float) -> bool:
    """Leaving an answer out of a sum is counting it as zero: others at the same value give less."""
    whole = parsed.total(highest)
    alone = parsed.total({**dict.fromkeys(highest, None), parsed.ids[0]: highest[parsed.ids[0]]})
    return whole is not None and alone is not None and _same(found + alone, whole)


def _at_least(measure: Measure) -> int | None:
    whole = [scale.min_answered for scale in measure.scales if len(scale.items) == len(measure.items)]
    return whole[0] if whole else None


def _compared(formula: Formula, parsed: Parsed, coded: Coded) -> Verdict:
    theirs = _weights(coded, lambda values: parsed.total(coded.in_file(values)))
    if theirs is None:
        return Verdict("is worked out; it could not be compared with the key")
    alike = {
        key: ours
        for key in coded.measure.score_keys
        if set(ours := key_weights(coded.measure, key)) == set(theirs)
    }
    for key, ours in alike.items():
        if (opposite := _opposite(theirs, ours)) is not None:
            return _verdict(formula, coded.measure, key, opposite)
    if not alike:
        return Verdict("is worked out; the key has no score of just these items, so it was not compared")
    warning = (
        f"{formula.where}: the formula of {formula.id} weighs the items otherwise than the score {next(iter(alike))} "
        "of the key; a mean of all items is not a mean of subscale means. Its figures cannot be set beside ours."
    )
    return Verdict("is worked out with other weights than the key has", (warning,))


def _weights(coded: Coded, total: Callable[[Mapping[str, int]], float | None]) -> dict[str, float] | None:
    """How far each item moves the total from its lowest answer to its highest; None when it cannot be told."""
    low, high = min(coded.measure.choices), max(coded.measure.choices)
    lowest = dict.fromkeys(coded.measure.items, low)
    base = total(lowest)
    moved = {item: total({**lowest, item: high}) for item in coded.measure.items}
    if base is None or any(value is None for value in moved.values()):
        return None
    return {
        item: value - base for item, value in moved.items() if value is not None and abs(value - base) > 1e-9
    }


def _opposite(theirs: Mapping[str, float], ours: Mapping[str, float]) -> frozenset[str] | None:
    """The items that move the two totals in opposite directions; None when they weigh differently altogether."""
    ratios = {item: theirs[item] / ours[item] for item in ours}
    sizes = [abs(ratio) for ratio in ratios.values()]
    if max(sizes) > min(sizes) * (1 + CLOSE):
        return None
    return frozenset(item for item, ratio in ratios.items() if ratio < 0)


def _verdict(formula: Formula, measure: Measure, key: str, opposite: frozenset[str]) -> Verdict:
    if not opposite:
        return Verdict(f"is worked out, and agrees with the score {key} of the key")
    weights = key_weights(measure, key)
    ours = frozenset(item for item, weight in weights.items() if weight < 0)
    theirs = ours ^ opposite
    named = f"{formula.where}: the formula of {formula.id} turns round "
    says = f"is worked out, and disagrees with the score {key} of the key"
    if len(opposite) == len(weights):
        asked = "State what each answer counts with --value CODE=NUMBER"
        doubt = f"{named}every item, as if the file’s codes ran the other way than those of {measure.key}. {asked}."
        return Verdict(says, doubts=(doubt,))
    sentence = f"{named}{_numbers(measure, theirs)}; the key reverses {_numbers(measure, ours)}"
    if theirs and len(theirs) == len(ours):
        asked = "this looks like another order of the items. Name them in the order of the published form with --items"
        return Verdict(says, doubts=(f"{sentence}: {asked}.",))
    return Verdict(says, (f"{sentence}.",))


def _numbers(measure: Measure, items: frozenset[str]) -> str:
    numbers = [str(number) for number, item in enumerate(measure.items, start=1) if item in items]
    return f"item{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}" if numbers else "no item"


def _same(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and abs(one - other) < 1e-6

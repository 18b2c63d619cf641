"""One set of answers for all items of a measure: that is what a wording has, and what its people see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from course.errors import Refused
from course.exchange.import_measure.coding import Coding, coding
from course.exchange.import_measure.labels import same
from course.exchange.import_measure.questionnaire import Item
from curriculum.measure import Measure
from curriculum.scoring import score


@dataclass(frozen=True)
class Coded:
    """Items in the key's order with their coding. In the file the codes of `turned` items run the other way.

    `apart` are items with other words for their answers than the rest, each with its own coding.
    """

    measure: Measure
    items: tuple[Item, ...]
    coding: Coding
    turned: frozenset[str] = frozenset()
    apart: Mapping[str, Coding] = field(default_factory=dict)

    @property
    def keys(self) -> dict[str, str]:
        """The measure's item by the file's id."""
        return {item.id: key for item, key in zip(self.items, self.measure.items, strict=True)}

    def of(self, item: Item) -> Coding:
        return self.apart.get(item.id, self.coding)

    def in_file(self, values: Mapping[str, int]) -> dict[str, float | None]:
        """Answers by the measure's items as a formula of the file would see them."""
        ends = min(self.coding.counts.values()) + max(self.coding.counts.values())
        counts = {item.id: self.of(item).count(values[self.keys[item.id]]) for item in self.items}
        return {link: float(ends - count if link in self.turned else count) for link, count in counts.items()}


def coded(items: Sequence[Item], measure: Measure, stated: Mapping[str, int], *, named: bool) -> Coded:
    """Refused where one item is answered otherwise than the rest, unless those are just the ones the key reverses.

    Items that somebody has `named` one by one may have other words for their answers: some forms change midway.
    """
    codings = {item.id: _coding(item, measure, stated) for item in items}
    first = items[0]
    apart = {item.id: codings[item.id] for item in items if _words(item) != _words(first)}
    if apart and not named:
        raise Refused(_otherwise(next(item for item in items if item.id in apart), first))
    rest = [item for item in items if item.id not in apart]
    alike = frozenset(item.id for item in rest if _values(codings[item.id]) == _values(codings[first.id]))
    if len(alike) == len(rest):
        return Coded(measure, tuple(items), codings[first.id], apart=apart)
    for item in rest:
        if item.id not in alike and not codings[item.id].mirrors(codings[first.id]):
            raise Refused(f"{item.where}, {item.id}: its answers count otherwise than those of {first.id}")
    turned = _turned(items, rest, measure, alike)
    straight = next(item.id for item in rest if item.id not in turned)
    return Coded(measure, tuple(items), codings[straight], turned, apart)


def key_weights(measure: Measure, key: str) -> dict[str, float]:
    """How far each item moves a score of the key from its lowest answer to its highest; below zero where reversed."""
    low, high = min(measure.choices), max(measure.choices)
    lowest = dict.fromkeys(measure.items, low)
    base = score(measure, lowest)[key].value or 0.0
    moved = {
        item: (score(measure, {**lowest, item: high})[key].value or 0.0) - base for item in measure.items
    }
    return {item: value for item, value in moved.items() if abs(value) > 1e-9}


def reversed_in(measure: Measure, key: str) -> frozenset[str]:
    return frozenset(item for item, weight in key_weights(measure, key).items() if weight < 0)


def _coding(item: Item, measure: Measure, stated: Mapping[str, int]) -> Coding:
    try:
        return coding(item, measure, stated)
    except Refused as refused:
        raise Refused(f"{item.where}, {item.id}: {refused.sentence}") from refused


def _values(one: Coding) -> dict[str, int]:
    return {same(words): count for words, count in one.counts.items()}


def _words(item: Item) -> frozenset[str]:
    return frozenset(same(choice.text) for choice in item.choices)


def _turned(
    items: Sequence[Item], rest: Sequence[Item], measure: Measure, alike: frozenset[str]
) -> frozenset[str]:
    """Of the two halves the one that some score of the key reverses."""
    by_key = {key: item.id for key, item in zip(measure.items, items, strict=True)}
    every = frozenset(item.id for item in rest)
    for key in measure.score_keys:
        reversed_ids = frozenset(by_key[item] for item in reversed_in(measure, key)) & every
        if reversed_ids in {alike, every - alike}:
            return reversed_ids
    first, other = rest[0], next(item for item in rest if item.id not in alike)
    raise Refused(
        f"{other.where}, {other.id}: its answers count the other way round than those of {first.id}, and the key "
        "reverses other items; give all items one coding in the file"
    )


def _otherwise(item: Item, first: Item) -> str:
    return (
        f"{item.where}, {item.id}: the words of its answers are not those of {first.id}. If the published form has "
        "both, name all items with --items"
    )

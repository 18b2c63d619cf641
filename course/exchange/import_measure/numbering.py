"""Whether the file's own numbers say the same about the order of its questions as their places do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from course.errors import Refused
from course.exchange.import_measure.questionnaire import Item

DIGITS = re.compile(r"(?<!\d)(\d{1,9})(?!\d)")
BEFORE = re.compile(r"^\(?(\d{1,2})\s?[.):]\s+(?=\S)")


def by_skeleton(items: Sequence[Item]) -> dict[str, dict[int, Item]]:
    """Items that differ in one number of their id: {"phq9_#": {1: …, 2: …}}."""
    found: dict[str, dict[int, Item]] = {}
    for item in items:
        parts = DIGITS.split(item.id)
        for place in range(1, len(parts), 2):
            skeleton = "".join([*parts[:place], "#", *parts[place + 1 :]])
            found.setdefault(skeleton, {}).setdefault(int(parts[place]), item)
    return {skeleton: numbered for skeleton, numbered in found.items() if len(numbered) > 1}


def in_order(items: Sequence[Item], *, stated: bool = False) -> tuple[tuple[Item, ...], str]:
    """The items, with a number before their words taken out, and how their order is known; "" where nothing says so.

    Refused when the file's numbers contradict its order or leave one out, unless somebody has stated the order.
    """
    bare, before = _without_numbers(items)
    if stated:
        return bare, "as stated with --items"
    known = {
        "their ids are numbered": _from_ids(items),
        "the file numbers them": _from_numbers(items),
        "their words are numbered": before,
    }
    said = {how: numbers for how, numbers in known.items() if numbers}
    for numbers in said.values():
        _check(items, numbers)
    return bare, next(iter(said), "")


def _check(items: Sequence[Item], numbers: Mapping[str, int]) -> None:
    ordered = [numbers[item.id] for item in items]
    if ordered == list(range(ordered[0], ordered[0] + len(ordered))):
        return
    at = next(place for place in range(1, len(ordered)) if ordered[place] != ordered[place - 1] + 1)
    where, one, before = items[at].where, items[at].id, items[at - 1].id
    if sorted(ordered) == ordered:
        raise Refused(
            f"{where}: {one} follows {before}, so a number is left out: an item may be missing, or stand under "
            "another name. Name the items in the order of the published form with --items"
        )
    raise Refused(
        f"{where}: {one} stands after {before}, so the rows are in another order than their numbers. "
        "Name the items in the order of the published form with --items"
    )


def _from_ids(items: Sequence[Item]) -> dict[str, int]:
    for numbered in by_skeleton(items).values():
        if len(numbered) == len(items):
            return {item.id: number for number, item in numbered.items()}
    return {}


def _from_numbers(items: Sequence[Item]) -> dict[str, int]:
    found = {item.id: DIGITS.findall(item.number) for item in items}
    if all(len(each) == 1 for each in found.values()):
        return {key: int(each[0]) for key, each in found.items()}
    return {}


def _without_numbers(items: Sequence[Item]) -> tuple[tuple[Item, ...], dict[str, int]]:
    """Sentences are shown one on a page, so that "3. " before one of them means nothing there."""
    found = [BEFORE.match(item.text) for item in items]
    if not all(found):
        return tuple(items), {}
    numbers = {item.id: int(each[1]) for item, each in zip(items, found, strict=True) if each}
    bare = tuple(
        replace(
            item,
            text=item.text[each.end() :] if each else item.text,
            changed=(*item.changed, f"the number {numbers[item.id]} before its words is taken out"),
        )
        for item, each in zip(items, found, strict=True)
    )
    return bare, numbers

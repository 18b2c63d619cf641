"""What each answer counts: from its code, its ordinalValue or itemWeight, or what somebody states; never its place.

A coding that differs from the measure's by one constant is converted, and said so. Anything else needs to be stated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from course.errors import Refused
from course.exchange.import_measure.labels import same
from course.exchange.import_measure.questionnaire import Choice, Item
from curriculum.measure import Measure

WHOLE = re.compile(r"^[+-]?\d{1,9}(?:\.0{1,9})?$")
NAMED = re.compile(r"^([A-Za-z_]+)(\d{1,9})$")


@dataclass(frozen=True)
class Coding:
    """`counts` maps an answer's words to what it counts in the file, in the file's order.

    `add` makes that the measure's own value; `how` says what was done, nothing where codes were taken as they are.
    """

    counts: Mapping[str, int]
    add: int
    how: tuple[str, ...] = ()

    @property
    def words(self) -> dict[int, str]:
        """The measure's own values with their words, from the lowest."""
        return dict(sorted((count + self.add, words) for words, count in self.counts.items()))

    def count(self, value: int) -> int:
        """What the file counts for this value of the measure."""
        return value - self.add

    def mirrors(self, other: Coding) -> bool:
        """Whether it gives the same answers the values of the other from the other end."""
        ends = min(other.counts.values()) + max(other.counts.values())
        theirs = {same(words): ends - count for words, count in other.counts.items()}
        return {same(words): count for words, count in self.counts.items()} == theirs


def coding(item: Item, measure: Measure, stated: Mapping[str, int]) -> Coding:
    """Refused where a value is not certain, or the values are not the measure's."""
    counts, how = _counts(item.choices, stated)
    words = [choice.text for choice in item.choices]
    if len({same(each) for each in words}) < len(words):
        raise Refused("has two answers in the same words")
    if len(set(counts)) < len(counts):
        raise Refused(f"has two answers that count the same ({', '.join(map(str, counts))})")
    add = _constant(counts, measure)
    if add is None:
        wanted = ", ".join(map(str, sorted(measure.choices)))
        raise Refused(f"has answers that count {', '.join(map(str, counts))}; {measure.key} has {wanted}")
    if add:
        least, most = min(counts), max(counts)
        how = (*how, f"{least} to {most} have become {least + add} to {most + add}")
    return Coding(dict(zip(words, counts, strict=True)), add, how)


def fits(item: Item, measure: Measure, stated: Mapping[str, int]) -> bool:
    try:
        coding(item, measure, stated)
    except Refused:
        return False
    return True


def _constant(counts: Sequence[int], measure: Measure) -> int | None:
    """What is added to every count to make it the measure's; None where no constant does."""
    theirs, ours = sorted(counts), sorted(measure.choices)
    add = ours[0] - theirs[0]
    return add if [count + add for count in theirs] == ours else None


def _counts(choices: Sequence[Choice], stated: Mapping[str, int]) -> tuple[list[int], tuple[str, ...]]:
    if stated:
        return [_stated(choice, stated) for choice in choices], ("values are as stated with --value",)
    said = [choice.score for choice in choices if choice.score is not None]
    if said:
        return _said(choices, said)
    return _from_codes(choices)


def _stated(choice: Choice, stated: Mapping[str, int]) -> int:
    found = [stated[name] for name in (choice.code, choice.text) if name in stated]
    if not found:
        raise Refused(f"has the answer “{choice.code or choice.text}”, for which --value states nothing")
    return found[0]


def _said(choices: Sequence[Choice], said: Sequence[float]) -> tuple[list[int], tuple[str, ...]]:
    if len(said) < len(choices):
        raise Refused("says what some of its answers count and not what the others do")
    if any(value != int(value) for value in said):
        raise Refused("has answers that count less than a whole point")
    counts = [int(value) for value in said]
    codes = [choice.code for choice in choices]
    if all(WHOLE.match(code) for code in codes) and [int(float(code)) for code in codes] != counts:
        pairs = ", ".join(f"{code} counts {count}" for code, count in zip(codes, counts, strict=True))
        return counts, (f"by the file’s own scores: code {pairs}",)
    return counts, ()


def _from_codes(choices: Sequence[Choice]) -> tuple[list[int], tuple[str, ...]]:
    codes = [choice.code.strip() for choice in choices]
    if all(WHOLE.match(code) for code in codes):
        return [int(float(code)) for code in codes], ()
    named = [NAMED.match(code) for code in codes]
    if all(named) and len({found[1] for found in named if found}) == 1:
        how = f"the number in the codes {codes[0]} to {codes[-1]} is the value"
        return [int(found[2]) for found in named if found], (how,)
    shown = ", ".join(choice.code or choice.text for choice in choices)[:80]
    raise Refused(
        f"has no scores: nothing says what its answers count ({shown}), and their order is no score; "
        "state it with --value CODE=NUMBER for each answer"
    )

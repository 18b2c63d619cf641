"""How many people changed by more than the questionnaire's own wobble, as far as that may be said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from course.outcomes.scores import Better
from course.outcomes.suppression import showable
from course.outcomes.yardstick import Yardstick
from curriculum.figures import Cutoff

Pair = tuple[float, float]


class Class(StrEnum):
    """The order is that in which one of them is shown when only one can be: harm first."""

    DETERIORATED = "deteriorated"
    IMPROVED = "improved"
    UNCHANGED = "no reliable change"


@dataclass(frozen=True)
class Classes:
    """Of `n` people. What is not in `shown` is hidden; the rest of them is what `shown` leaves over."""

    n: int
    shown: Mapping[str, int]

    @property
    def rest(self) -> int:
        return self.n - sum(self.shown.values())

    @property
    def are_all_shown(self) -> bool:
        return len(self.shown) == len(Class)


def classes(pairs: Iterable[Pair], by: Yardstick, better: Better, *, fewest: int) -> Classes:
    """Without a hoped-for direction, a rise counts as improved and a fall as deteriorated; the page says rose, fell."""
    found = [_class(pair, by, better) for pair in pairs]
    return Classes(len(found), showable({each.value: found.count(each) for each in Class}, fewest))


class Crossing(StrEnum):
    INTO = "crossed into it"
    OUT = "crossed out of it"
    NEITHER = "on the same side"


@dataclass(frozen=True)
class Crossings:
    n: int
    cut_off: Cutoff
    shown: Mapping[str, int]


def crossings(pairs: Sequence[Pair], cut_off: Cutoff, *, fewest: int) -> Crossings:
    """Who was on the other side of a published cut-off the second time. Only for the official words."""
    counts: dict[str, int] = {each.value: 0 for each in Crossing}
    for before, later in pairs:
        was, is_now = cut_off.holds(before), cut_off.holds(later)
        crossing = Crossing.NEITHER if was == is_now else Crossing.INTO if is_now else Crossing.OUT
        counts[crossing] += 1
    return Crossings(len(pairs), cut_off, showable(counts, fewest))


def _class(pair: Pair, by: Yardstick, better: Better) -> Class:
    gain = pair[1] - pair[0] if better is not Better.LOWER else pair[0] - pair[1]
    beyond = abs(gain) > by.points or (by.reaches and abs(gain) >= by.points)
    if not beyond:
        return Class.UNCHANGED
    return Class.IMPROVED if gain > 0 else Class.DETERIORATED

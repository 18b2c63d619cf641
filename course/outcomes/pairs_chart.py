"""Where the same people stood before and later: a line for each, or groups of them by how they began."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from course.outcomes.axis import Axis
from course.outcomes.cohort_facts import Pairs
from course.outcomes.drawing import Drawing, Mark, dot, line, words
from course.outcomes.figures import plain
from course.outcomes.scores import Measured
from course.words import _, ngettext

MOST_GROUPS = 3


@dataclass(frozen=True)
class Group:
    """People who began alike, with their mean score before and later."""

    people: frozenset[int]
    before: float
    later: float

    @property
    def n(self) -> int:
        return len(self.people)


def groups(pairs: Pairs, *, threshold: int) -> tuple[Group, ...]:
    """From who began lowest to who began highest, each of `threshold` people or more; empty when two cannot be made."""
    k = min(MOST_GROUPS, len(pairs) // threshold)
    if k < 2:
        return ()
    in_order = sorted(pairs, key=lambda number: (pairs[number][0], number))
    cuts = [round(i * len(in_order) / k) for i in range(k + 1)]
    return tuple(_group(pairs, in_order[low:high]) for low, high in pairwise(cuts))


def _group(pairs: Pairs, people: Sequence[int]) -> Group:
    before, later = ([pairs[number][i] for number in people] for i in (0, 1))
    return Group(frozenset(people), sum(before) / len(people), sum(later) / len(people))


WIDTH = 336.0


def slopes(
    pairs: Sequence[tuple[float, float]], measure: Measured, *, later: str, label: str, description: str
) -> Drawing:
    """One line per person, without a sign of whose it is."""
    up = Axis.over([measure.low, measure.high], start=226, end=14, about=4)
    left, right = 60.0, 290.0
    marks = [*_frame(up, left, right, later)]
    marks += (line("slope", left, up.at(before), right, up.at(after)) for before, after in sorted(pairs))
    means = [sum(pair[i] for pair in pairs) / len(pairs) for i in (0, 1)]
    marks += [line("middle", left, up.at(means[0]), right, up.at(means[1]))]
    return Drawing(WIDTH, 262, tuple(marks), label, description)


def _frame(up: Axis, left: float, right: float, later: str) -> Iterator[Mark]:
    for tick in up.ticks:
        yield line("grid", left, tick.at, right, tick.at)
        yield words("axis", left - 10, tick.at + 4, tick.label, anchor="end")
    for x, name in ((left, _("Before")), (right, later)):
        yield line("rule", x, 14, x, 226)
        yield words("name", x, 250, name, anchor="middle")


ROW = 62.0


def dumbbells(found: Sequence[Group], measure: Measured, *, label: str, description: str) -> Drawing:
    """A row for each group: an open circle where it began, a full one where it was later."""
    axis = Axis.over(
        [end for group in found for end in (group.before, group.later)], start=12, end=324, about=4
    )
    bottom = len(found) * ROW
    marks: list[Mark] = []
    for tick in axis.ticks:
        marks += [
            line("grid", tick.at, 0, tick.at, bottom),
            words("axis", tick.at, bottom + 18, tick.label, anchor="middle"),
        ]
    for i, group in enumerate(found):
        marks += _dumbbell(group, i * ROW, axis, measure, group_name(i, len(found)))
    return Drawing(WIDTH, bottom + 26, tuple(marks), label, description)


def _dumbbell(group: Group, top: float, axis: Axis, measure: Measured, name: str) -> Iterator[Mark]:
    y = top + 42
    people = ngettext("%(n)d person", "%(n)d people", group.n) % {"n": group.n}
    yield words("name", 0, top + 18, name)
    yield words("number under", WIDTH, top + 18, f"{people}, {group_figures(group, measure)}", anchor="end")
    yield line("interval", axis.at(group.before), y, axis.at(group.later), y)
    yield dot("hollow", axis.at(group.before), y, 5)
    yield dot("point", axis.at(group.later), y, 6)


def group_figures(group: Group, measure: Measured) -> str:
    return _("%(before)s to %(later)s") % {
        "before": plain(group.before, measure.decimals),
        "later": plain(group.later, measure.decimals),
    }


def group_name(place: int, of: int) -> str:
    if of == 2:
        return _("Began lower") if place == 0 else _("Began higher")
    if place == 0:
        return _("Began lowest")
    return _("Began highest") if place == of - 1 else _("Between")

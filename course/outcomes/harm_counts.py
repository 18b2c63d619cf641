"""What people say a course did to them that they did not want, as numbers that give nobody away. Pure.

A unit is one cohort at one wave, counted once its questions have closed, so that no two visits differ by one person:

1. A unit's number is shown when those who have it and those who have not are each nobody or at least five.
2. Other units are added up, in the order in which they closed, until their sums are so. Then they are counted
   together, and until then they wait. So a total is a sum of what may be known: nothing under five can be subtracted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from course.outcomes.suppression import PEOPLE_BEHIND_A_COUNT
from course.words import _, ngettext


@dataclass(frozen=True)
class Counts:
    """Of one unit, or of several together. `named`: people who named something unwanted; the others are of those."""

    asked: int = 0
    answered: int = 0
    named: int = 0
    lasting: int = 0
    serious: int = 0
    with_help: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.asked + other.asked,
            self.answered + other.answered,
            self.named + other.named,
            self.lasting + other.lasting,
            self.serious + other.serious,
            self.with_help + other.with_help,
        )


class Few(StrEnum):
    """Why a number is not shown."""

    ANSWERED = "answered"
    NAMED = "named"
    NOT_NAMED = "not-named"


@dataclass(frozen=True)
class Harms:
    """What a report may say of one wave. None: too few people behind it. `waiting`: units that are not in it yet.

    `is_open`: its questions can still be answered, so only how many did is said.
    """

    wave: str
    title: str
    asked: int
    answered: int
    named: int | None = None
    lasting: int | None = None
    serious: int | None = None
    with_help: int | None = None
    few: Few | None = None
    is_open: bool = False
    waiting: int = 0

    @property
    def sentence(self) -> str:
        return sentence(self)


def of_unit(
    wave: str, title: str, counts: Counts, *, is_open: bool = False, least: int = PEOPLE_BEHIND_A_COUNT
) -> Harms:
    """One cohort at one wave."""
    if is_open:
        return Harms(wave, title, counts.asked, counts.answered, is_open=True)
    few = _few(counts, least)
    return _unknown(wave, title, counts, few) if few else _known(wave, title, [counts], 0, least)


def of_several(
    wave: str, title: str, units: Sequence[Counts], *, least: int = PEOPLE_BEHIND_A_COUNT
) -> Harms:
    """The units of a programme at one wave, closed ones only, in the order in which they closed."""
    groups = released([(unit.named, unit.answered - unit.named) for unit in units], least)
    waiting = len(units) - sum(len(group) for group in groups)
    if any(units[number].answered for group in groups for number in group):
        together = [_sum(units[number] for number in group) for group in groups]
        return _known(wave, title, together, waiting, least)
    return _unknown(wave, title, _sum(units), _few(_sum(units), least), waiting)


def released(units: Sequence[tuple[int, int]], least: int) -> list[list[int]]:
    """Which units may be counted, in groups that are counted at once; a unit in no group waits.

    `units`: (how many have it, how many have not), in the order in which they closed. More units at the end never
    change the groups before them.
    """
    groups: list[list[int]] = []
    pool: list[int] = []
    for number, unit in enumerate(units):
        if _is_safe(unit, least):
            groups.append([number])
            continue
        pool.append(number)
        if _is_safe((sum(units[one][0] for one in pool), sum(units[one][1] for one in pool)), least):
            groups.append(pool)
            pool = []
    return groups


def sentence(harms: Harms) -> str:
    """Says what is known, and that it is little where it is."""
    if not harms.asked:
        return _("Nobody has been asked yet whether the course did them harm.")
    if harms.is_open:
        words = _(
            "%(answered)d of %(asked)d people have answered so far. What they say is counted once it closes."
        )
        return words % {"answered": harms.answered, "asked": harms.asked}
    if not harms.answered:
        words = ngettext(
            "One person was asked whether the course did harm, and gave no answer.",
            "%(asked)d people were asked whether the course did harm, and nobody answered.",
            harms.asked,
        )
        return words % {"asked": harms.asked}
    return _of_answers(harms)


def _of_answers(harms: Harms) -> str:
    numbers = {"answered": harms.answered, "named": harms.named, "lasting": harms.lasting}
    if harms.named is None:
        words = {
            Few.NAMED: _(
                "Of %(answered)d people who answered, fewer than five named something unwanted; too few to say more."
            ),
            Few.NOT_NAMED: _("Of %(answered)d people who answered, nearly all named something unwanted."),
        }.get(
            harms.few or Few.ANSWERED,
            ngettext(
                "One person answered, which is too few to say anything.",
                "%(answered)d people answered, which is too few to say anything.",
                harms.answered,
            ),
        )
    elif not harms.named:
        words = _("Of %(answered)d people who answered, nobody named anything unwanted.")
    elif harms.lasting is None:
        words = _(
            "Of %(answered)d people who answered, %(named)d named something unwanted; too few to say how many of "
            "them something that lasts."
        )
    elif not harms.lasting:
        words = _(
            "Of %(answered)d people who answered, %(named)d named something unwanted, and all of it passed."
        )
    else:
        words = _(
            "Of %(answered)d people who answered, %(named)d named something unwanted, %(lasting)d of them "
            "something that lasts."
        )
    return words % numbers


def _unknown(wave: str, title: str, counts: Counts, few: Few | None, waiting: int = 0) -> Harms:
    return Harms(wave, title, counts.asked, counts.answered, few=few, waiting=waiting)


def _known(wave: str, title: str, units: Sequence[Counts], waiting: int, least: int) -> Harms:
    whole = _sum(units)
    return Harms(
        wave,
        title,
        whole.asked,
        whole.answered,
        whole.named,
        lasting=_shown(whole.lasting, [(unit.lasting, unit.named) for unit in units], least),
        serious=_shown(whole.serious, [(unit.serious, unit.named) for unit in units], least),
        with_help=_shown(whole.with_help, [(unit.with_help, unit.named) for unit in units], least),
        waiting=waiting,
    )


def _shown(count: int, units: Sequence[tuple[int, int]], least: int) -> int | None:
    """A number among those who named something, when every unit of it (how many, of how many) may be counted."""
    groups = released([(part, whole - part) for part, whole in units], least)
    return count if sum(len(group) for group in groups) == len(units) else None


def _few(counts: Counts, least: int) -> Few | None:
    if counts.answered and _is_safe((counts.named, counts.answered - counts.named), least):
        return None
    if counts.answered < least:
        return Few.ANSWERED
    return Few.NAMED if counts.named < least else Few.NOT_NAMED


def _is_safe(unit: tuple[int, int], least: int) -> bool:
    return all(count == 0 or count >= least for count in unit)


def _sum(units: Iterable[Counts]) -> Counts:
    return sum(units, Counts())

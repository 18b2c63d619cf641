"""Which letters a change brings, takes away or moves: a pure comparison of what two sets of facts lead to.

Both sides ask `due`, at each moment it names, as the pump would if nothing else happened.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from course.delivery.due import Due, DueLetter, due
from course.delivery.facts import EnrolmentFacts, InvitationFacts, Subject
from course.delivery.rules import KIND_OF

AHEAD = timedelta(days=600)
"""So far it is looked: a course, and the questions a year after it."""
Any_ = TypeVar("Any_", bound=Subject)


class What(StrEnum):
    COMES = "comes"
    GOES = "goes"
    MOVES = "moves"


@dataclass(frozen=True)
class Leaving:
    """A letter and the moment at which it leaves."""

    letter: str
    about: str
    occurrence: str
    at: datetime


@dataclass(frozen=True)
class Difference:
    """For one reader: `was` None for a letter that comes, `becomes` None for one that goes."""

    letter: str
    about: str
    was: datetime | None
    becomes: datetime | None

    @property
    def at(self) -> datetime:
        """When it leaves now, or else when it would have."""
        found = self.becomes or self.was
        if found is None:
            raise ValueError("a difference has a moment on one side")
        return found

    @property
    def what(self) -> What:
        if self.was is None:
            return What.COMES
        return What.GOES if self.becomes is None else What.MOVES


def coming(facts: Subject, now: datetime) -> dict[str, Leaving]:
    """{ledger key: the letter} for everything that leaves from now on while no fact changes."""
    found: dict[str, Leaving] = {}
    if isinstance(facts, InvitationFacts) and facts.lacks_safety_plan:
        return found
    until, moment = now + AHEAD, now
    while moment <= until:
        answer = due(facts, moment)
        for one in answer.letters:
            found[one.key] = Leaving(one.letter, one.about, one.occurrence, moment)
        if answer.look_at is None:
            break
        facts, moment = _told(facts, answer, moment), answer.look_at
    return found


def differences(was: Mapping[str, Leaving], becomes: Mapping[str, Leaving]) -> list[Difference]:
    """One reader's letters before and after; what stays at its moment is not among them. In order of time."""
    old = {key: one for key, one in was.items() if becomes.get(key) != one}
    new = {key: one for key, one in becomes.items() if was.get(key) != one}
    found = []
    for thing in sorted({_thing(one) for one in (*old.values(), *new.values())}):
        before, after = (_moments(each.values(), thing) for each in (old, new))
        both = range(max(len(before), len(after)))
        found += [Difference(*thing, _nth(before, number), _nth(after, number)) for number in both]
    return sorted(found, key=lambda one: (one.at, one.letter))


def everybodys(
    was: Mapping[str, Subject], becomes: Mapping[str, Subject], now: datetime
) -> dict[str, list[Difference]]:
    """{reader: what differs}; somebody who is only on one side has no letters on the other."""
    found: dict[str, list[Difference]] = defaultdict(list)
    for reader in sorted(set(was) | set(becomes)):
        if was.get(reader) != becomes.get(reader):
            sides = [coming(side[reader], now) if reader in side else {} for side in (was, becomes)]
            found[reader] = differences(*sides)
    return {reader: all_ for reader, all_ in found.items() if all_}


def _told(facts: Any_, answer: Due, at: datetime) -> Any_:
    """The facts once these letters have left."""
    known = facts.known | {one.key for one in answer.entering}
    left = {one.key: at for one in answer.letters if KIND_OF[one.letter] is not None}
    facts = replace(facts, left={**facts.left, **left})
    if isinstance(facts, EnrolmentFacts):
        nudged = facts.nudged_at + tuple(_nudges(answer.letters))
        return replace(facts, known=known, nudged_at=nudged)
    return replace(facts, known=known)


def _nudges(letters: Iterable[DueLetter]) -> Iterable[datetime]:
    return (one.due_at for one in letters if one.letter == "homework_nudge")


def _thing(one: Leaving) -> tuple[str, str]:
    return one.letter, one.about


def _moments(letters: Iterable[Leaving], thing: tuple[str, str]) -> Sequence[datetime]:
    return sorted(one.at for one in letters if _thing(one) == thing)


def _nth(moments: Sequence[datetime], number: int) -> datetime | None:
    return moments[number] if number < len(moments) else None

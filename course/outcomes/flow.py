"""How many people took each step from the invitation to the last questions, and where the others went.

Each step says out of how many, and its number and its losses add up to that. Invitation, place, agreement and first
answers follow from each other; what comes later is counted out of everybody with a first score, because who came to
few meetings may well have answered at the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from course.outcomes.cohort_facts import BEFORE, CohortFacts, Fate, Someone


class Kind(StrEnum):
    INVITED = "invited"
    JOINED = "joined"
    AGREED = "agreed"
    CAME = "came"
    WAVE = "wave"


@dataclass(frozen=True)
class Loss:
    why: Fate
    n: int


@dataclass(frozen=True)
class Step:
    """`n` + the losses = `of`. `wave` is the key of a wave's step."""

    kind: Kind
    of: int
    n: int
    losses: tuple[Loss, ...] = ()
    wave: str = ""


def flow(facts: CohortFacts) -> tuple[Step, ...]:
    """An earlier record begins with the first answers, since it knows no invitations and no meetings."""
    return tuple(_steps(facts))


def _steps(facts: CohortFacts) -> Iterator[Step]:
    everybody = facts.people
    if not facts.is_imported:
        yield from _coming_in(facts)
        everybody = tuple(one for one in everybody if one.agreed)
    yield _wave(everybody, BEFORE)
    began = [one for one in everybody if one.fates.get(BEFORE) is Fate.ANSWERED]
    if facts.enough is not None and not facts.is_imported:
        yield _step(Kind.CAME, began, lambda one: _attendance(one, facts))
    for wave in facts.later:
        yield _wave(began, wave.key)


def _wave(people: Iterable[Someone], wave: str) -> Step:
    return _step(Kind.WAVE, people, lambda one: one.fates.get(wave, Fate.NOT_ASKED), wave=wave)


def _coming_in(facts: CohortFacts) -> Iterator[Step]:
    away = facts.invited
    lost = ((Fate.SILENT, away.silent), (Fate.TAKEN_BACK, away.taken_back), (Fate.ERASED, away.erased))
    joined, invited = len(facts.people), len(facts.people) + sum(n for _, n in lost)
    yield Step(Kind.INVITED, invited, invited)
    yield Step(Kind.JOINED, invited, joined, tuple(Loss(why, n) for why, n in lost if n))
    yield _step(Kind.AGREED, facts.people, _agreement)


def _agreement(one: Someone) -> Fate:
    if one.agreed is None:
        return _gone(one) or Fate.SILENT
    return Fate.ANSWERED if one.agreed else Fate.DECLINED


def _attendance(one: Someone, facts: CohortFacts) -> Fate:
    if facts.enough is not None and one.came >= facts.enough:
        return Fate.ANSWERED
    return _gone(one) or (Fate.FEWER if facts.is_over else Fate.TO_COME)


def _gone(one: Someone) -> Fate | None:
    """A death is no leaving."""
    if one.died:
        return Fate.DIED
    return Fate.LEFT if one.left else None


def _step(kind: Kind, people: Iterable[Someone], fate: Callable[[Someone], Fate], *, wave: str = "") -> Step:
    counted = Counter(fate(one) for one in people)
    losses = tuple(Loss(why, counted[why]) for why in Fate if why is not Fate.ANSWERED and counted[why])
    return Step(kind, counted.total(), counted[Fate.ANSWERED], losses, wave)

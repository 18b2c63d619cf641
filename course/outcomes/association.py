"""Attendance and practice beside the score at the end, among people who began alike. An association, nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from course.outcomes.cohort_facts import CohortFacts, Pairs, Someone
from course.statistics.dose import dose_association
from course.statistics.undetermined import Undetermined


class Dose(StrEnum):
    """What there is more or less of, and its unit."""

    MEETINGS = "one meeting more"
    DAYS = "ten practice days more"
    MINUTES = "one hundred minutes of practice more"


UNITS = {Dose.MEETINGS: 1.0, Dose.DAYS: 10.0, Dose.MINUTES: 100.0}


@dataclass(frozen=True)
class Association:
    """Points of the later score per unit, at the same first score, with its interval; `typical` is the mean dose."""

    dose: Dose
    n: int
    value: float
    low: float
    high: float
    typical: float


def associations(facts: CohortFacts, pairs: Pairs, *, threshold: int) -> tuple[Association, ...]:
    """Of people whose dose is known; practice only of those who share it. A dose is left out where too few are."""
    people = {one.number: one for one in facts.people}
    found = (_association(dose, _known(dose, facts, people, pairs), pairs, threshold) for dose in Dose)
    return tuple(one for one in found if one is not None)


def _known(dose: Dose, facts: CohortFacts, people: Mapping[int, Someone], pairs: Pairs) -> dict[int, float]:
    if dose is Dose.MEETINGS:
        return {number: float(people[number].came) for number in pairs} if facts.sessions else {}
    chosen = {
        number: people[number].days if dose is Dose.DAYS else people[number].minutes for number in pairs
    }
    return {number: float(amount) for number, amount in chosen.items() if amount is not None}


def _association(dose: Dose, known: Mapping[int, float], pairs: Pairs, threshold: int) -> Association | None:
    if len(known) < threshold:
        return None
    before, later = zip(*(pairs[number] for number in known), strict=True)
    try:
        found = dose_association(later, before, [amount / UNITS[dose] for amount in known.values()])
    except Undetermined:
        return None
    low, high = found.interval()
    return Association(dose, len(known), found.value, low, high, sum(known.values()) / len(known))

"""What facilitators suggested to somebody, as Today shows it to her."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from course.cohorts.place import Place
from course.practice.suggestion import Suggested, Suggestion
from web import request

MOST = 3
"""The newest so many; a quiet row is quiet only where there are few."""


@dataclass(frozen=True)
class SuggestedRow:
    """`by` is empty once whoever made it is erased."""

    id: int
    title: str
    address: str
    note: str
    by: str


def to_her(mine: Place, found: Sequence[tuple[Suggestion, str]]) -> list[SuggestedRow]:
    """Of what stands, what can be opened."""
    if not found:
        return []
    there = open_to(mine)
    shown = [(one, by) for one, by in found if f"{one.kind}:{one.key}" in there]
    return [
        SuggestedRow(
            id=one.stored_id,
            title=names(mine)[f"{one.kind}:{one.key}"],
            address=_address(mine, one.kind, one.key),
            note=one.note,
            by=by,
        )
        for one, by in shown[:MOST]
    ]


def names(mine: Place) -> dict[str, str]:
    """{practice:KEY or goal:KEY: its name}, of everything the course has."""
    practices = {f"{Suggested.PRACTICE}:{one.key}": one.name for one in mine.course.practices}
    return practices | {f"{Suggested.GOAL}:{one.key}": one.title for one in mine.course.goals}


def open_to(mine: Place) -> frozenset[str]:
    """Of these, the practices that are open to her now, and the goals."""
    now = request.now()
    opened = {unit.key for unit in mine.course.units if mine.has_opened(unit, now)}
    practices = {f"{Suggested.PRACTICE}:{one.key}" for one in mine.course.practices if one.unit in opened}
    return frozenset(practices | {f"{Suggested.GOAL}:{one.key}" for one in mine.course.goals})


def _address(mine: Place, kind: Suggested, key: str) -> str:
    if kind == Suggested.PRACTICE:
        return url_for("course.practice", enrolment_id=mine.enrolment_id, practice_key=key)
    return url_for("goals.page", enrolment_id=mine.enrolment_id, _anchor=f"goal-{key}")

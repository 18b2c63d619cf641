"""What is exported, before it is spelled: people, the occasions on which each was asked, and what was asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from course.exchange.export.missing import Missing

Cell = int | float | Missing


@dataclass(frozen=True)
class Variable:
    """One column. `choices` are the words of each value, empty for a score; `low` to `high` is what it can be.

    `form` names what was asked: measure, whose words, in which version. `part` is the item or score in it.
    """

    name: str
    label: str
    form: str
    measure: str
    part: str
    ours: bool
    low: float
    high: float
    choices: Mapping[int, str] = field(default_factory=dict)

    @property
    def is_item(self) -> bool:
        return bool(self.choices)


@dataclass(frozen=True)
class Wave:
    """`number` counts from 1; `target_day` is what the course plans, in days from the first meeting if known."""

    key: str
    title: str
    number: int
    opens_day: int
    closes_day: int


@dataclass(frozen=True)
class Someone:
    """`code` is a pseudonym; `cohort` is empty where a label would stand for too few people.

    `sessions` counts the meetings attended; `joined_day` is counted from the first meeting of the cohort.
    """

    code: str
    cohort: str
    joined_day: int
    left: bool
    sessions: int
    practice_days: int | None


@dataclass(frozen=True)
class Occasion:
    """One person at one wave. `day` counts from the first meeting, `from_target` from the wave's own day. `layout`:
    how many questions stood on a page, empty for paper, phone and imports."""

    someone: Someone
    wave: Wave
    status: str
    mode: str
    layout: str
    day: int | None
    from_target: int | None
    values: Mapping[str, Cell]

    def value(self, variable: Variable) -> Cell:
        return self.values.get(variable.name, Missing.NOT_SHOWN)


@dataclass(frozen=True)
class Dataset:
    """Everything pseudonymous, in a fixed order: people by code, waves as in the course, variables as asked."""

    programme: str
    variables: tuple[Variable, ...]
    waves: tuple[Wave, ...]
    people: tuple[Someone, ...]
    occasions: tuple[Occasion, ...]

    def of(self, someone: Someone) -> dict[str, Occasion]:
        """{wave key: occasion} of one person."""
        return self._by_person.get(someone.code, {})

    @cached_property
    def _by_person(self) -> dict[str, dict[str, Occasion]]:
        found: dict[str, dict[str, Occasion]] = {}
        for one in self.occasions:
            found.setdefault(one.someone.code, {})[one.wave.key] = one
        return found

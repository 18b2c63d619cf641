"""The dataset as columns and rows: long, one row for each person and wave, or wide, one for each person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from course.exchange.export.dataset import Cell, Dataset, Occasion, Someone, Variable, Wave
from course.exchange.export.missing import Missing
from course.exchange.export.names import in_wave

Plain = str | int | float | None
Level = Literal["nominal", "ordinal", "scale"]


@dataclass(frozen=True)
class Column:
    """`values` are the words of its codes; a column of `text` has none. `source` is empty for facts of the person."""

    name: str
    label: str
    level: Level
    text: bool = False
    values: Mapping[int, str] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True)
class Grid:
    """`rows` hold text, numbers, a reason why a value is missing, or None where a fact does not exist."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Plain | Missing, ...], ...]


PERSON: tuple[tuple[Column, Callable[[Someone], Plain]], ...] = (
    (Column("person", "Pseudonym of the person", "nominal", text=True), lambda one: one.code),
    (Column("cohort", "Cohort; empty where it would stand for too few people", "nominal", text=True),
     lambda one: one.cohort),
    (Column("joined_day", "Day of joining, counted from the first meeting", "scale"), lambda one: one.joined_day),
    (Column("left_early", "Left the course", "nominal", values={0: "No", 1: "Yes"}), lambda one: int(one.left)),
    (Column("sessions", "Meetings attended", "scale"), lambda one: one.sessions),
    (Column("practice_days", "Days with practice, where shared", "scale"), lambda one: one.practice_days),
)  # fmt: skip
OCCASION: tuple[tuple[Column, Callable[[Occasion], Plain]], ...] = (
    (Column("status", "State of the wave for this person", "nominal", text=True), lambda one: one.status),
    (Column("mode", "How it was answered", "nominal", text=True), lambda one: one.mode),
    (Column("layout", "Questions on one page", "nominal", text=True), lambda one: one.layout),
    (Column("day", "Day of completion, counted from the first meeting", "scale"), lambda one: one.day),
    (Column("from_target", "Days between the wave's own day and completion", "scale"), lambda one: one.from_target),
)  # fmt: skip


def long(dataset: Dataset) -> Grid:
    """Person by wave, every wave of the course for every person."""
    wave = Column("wave", "Wave", "nominal", text=True)
    columns = (
        *(column for column, _read in PERSON),
        wave,
        *(column for column, _read in OCCASION),
        *(_column(one) for one in dataset.variables),
    )
    rows = tuple(
        (
            *(read(one.someone) for _column, read in PERSON),
            one.wave.key,
            *(read(one) for _column, read in OCCASION),
            *(one.value(variable) for variable in dataset.variables),
        )
        for one in dataset.occasions
    )
    return Grid(columns, rows)


def wide(dataset: Dataset) -> Grid:
    """One row for each person; a variable stands once for each wave in which anybody was shown it."""
    pairs = [(wave, one) for wave in dataset.waves for one in _shown_in(dataset, wave)]
    columns = (
        *(column for column, _read in PERSON),
        *(_in(column, wave) for wave in dataset.waves for column, _read in OCCASION),
        *(_in(_column(one), wave) for wave, one in pairs),
    )
    rows = tuple(_wide_row(dataset, someone, pairs) for someone in dataset.people)
    return Grid(columns, rows)


def _wide_row(
    dataset: Dataset, someone: Someone, pairs: list[tuple[Wave, Variable]]
) -> tuple[Plain | Missing, ...]:
    mine = dataset.of(someone)
    facts = [
        read(mine[wave.key]) if wave.key in mine else None
        for wave in dataset.waves
        for _column, read in OCCASION
    ]
    cells: list[Cell] = [
        mine[wave.key].value(one) if wave.key in mine else Missing.NOT_ASKED for wave, one in pairs
    ]
    return (*(read(someone) for _column, read in PERSON), *facts, *cells)


def _shown_in(dataset: Dataset, wave: Wave) -> list[Variable]:
    mine = [one for one in dataset.occasions if one.wave == wave]
    return [
        variable
        for variable in dataset.variables
        if any(one.value(variable) is not Missing.NOT_SHOWN for one in mine)
    ]


def _column(variable: Variable) -> Column:
    return Column(
        variable.name,
        variable.label,
        "ordinal" if variable.is_item else "scale",
        values=variable.choices,
        source=variable.form,
    )


def _in(column: Column, wave: Wave) -> Column:
    return Column(
        in_wave(column.name, wave.number),
        f"{wave.title}: {column.label}",
        column.level,
        column.text,
        column.values,
        column.source,
    )

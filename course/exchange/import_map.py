"""The mapping file of an import: which column means what. docs/import.md explains each field."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from curriculum.errors import ContentError
from curriculum.files import parse_yaml, shaped
from curriculum.loader import load_measure, measure_keys
from curriculum.measure import Measure
from curriculum.text import Content, Key, Line

WaveKey = Literal["before", "after", "six-months"]
WAVES: tuple[WaveKey, ...] = ("before", "after", "six-months")


class MappedCohort(Content):
    """A past cohort. `value` is what stands for it in the cohort column."""

    value: Line
    name: Annotated[Line, Field(max_length=120)]
    starts_on: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]

    @model_validator(mode="after")
    def _is_a_date(self) -> MappedCohort:
        try:
            date.fromisoformat(self.starts_on)
        except ValueError:
            raise ValueError(f"{self.starts_on} is not a date of the calendar") from None
        return self


class Cohorts(Content):
    column: Line
    runs: Annotated[tuple[MappedCohort, ...], Field(min_length=1)]


class Occasions(Content):
    """Occasions that `waves` does not name are refused row by row, with that reason."""

    column: Line
    waves: Annotated[dict[Line, WaveKey], Field(min_length=1)]
    days_column: Line | None = None


class Total(Content):
    """The file's own total, to check ours against; `add` brings it to our coding."""

    column: Line
    score: Key
    add: int = 0


class MappedMeasure(Content):
    """`columns` stand in the order of the measure's items; `add` turns the file's coding into its own."""

    key: Key
    columns: Annotated[tuple[Line, ...], Field(min_length=1)]
    add: int = 0
    total: Total | None = None


class ImportMap(Content):
    source: Annotated[Key, Field(max_length=60)]
    programme: Line
    course: Key = "eight-weeks"
    person: Line
    cohorts: Cohorts
    occasions: Occasions
    measures: Annotated[tuple[MappedMeasure, ...], Field(min_length=1)]
    missing: tuple[str, ...] = ("", "NA")

    @model_validator(mode="after")
    def _nothing_stands_twice(self) -> ImportMap:
        _refuse_twins([one.value for one in self.cohorts.runs], "cohorts.runs, value")
        _refuse_twins([one.name for one in self.cohorts.runs], "cohorts.runs, name")
        _refuse_twins(list(self.occasions.waves.values()), "occasions.waves")
        _refuse_twins([one.key for one in self.measures], "measures, key")
        for one in self.measures:
            _refuse_twins(list(one.columns), f"measures, {one.key}, columns")
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column the file needs to have."""
        days = self.occasions.days_column
        named = [self.person, self.cohorts.column, self.occasions.column, *([days] if days else [])]
        for measure in self.measures:
            named += [*measure.columns, *([measure.total.column] if measure.total else [])]
        return tuple(dict.fromkeys(named))


def load_map(path: Path) -> tuple[ImportMap, dict[str, Measure]]:
    """The map and the measures it names. ContentError names the field that does not fit."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(str(path), "", "this file cannot be read as UTF-8 text.") from error
    plan = shaped(ImportMap, parse_yaml(text, path.name), path.name)
    return plan, {one.key: _measure(path.name, number, one) for number, one in enumerate(plan.measures)}


def _measure(file: str, number: int, mapped: MappedMeasure) -> Measure:
    if mapped.key not in measure_keys():
        known = ", ".join(measure_keys())
        raise ContentError(
            file, f"measures.{number}.key", f"needs one of {known}, and this is {mapped.key!r}."
        )
    measure = load_measure(mapped.key)
    if len(mapped.columns) != len(measure.items):
        message = f"needs {len(measure.items)} columns, one for each item, and has {len(mapped.columns)}."
        raise ContentError(file, f"measures.{number}.columns", message)
    if mapped.total and mapped.total.score not in measure.score_keys:
        message = f"needs one of {', '.join(measure.score_keys)}, and this is {mapped.total.score!r}."
        raise ContentError(file, f"measures.{number}.total.score", message)
    return measure


def _refuse_twins(names: list[str], where: str) -> None:
    twins = sorted({name for name in names if names.count(name) > 1})
    if twins:
        raise ValueError(f"{where}: {', '.join(twins)} stands twice")

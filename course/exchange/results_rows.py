"""Rows of a results file read through their map: each a result, or a refusal with its reason. No database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from course.errors import Refused
from course.exchange.import_map import ImportMap, MappedMeasure, Total, WaveKey
from course.exchange.table import Line
from course.words import _
from curriculum.measure import Measure
from curriculum.scoring import score

CLOSE_ENOUGH = 0.005
LONGEST_ID = 64


@dataclass(frozen=True)
class Result:
    """One person's answers at one wave: {measure: {item: value in the measure's own coding}}.

    `days` since the cohort began; `checked` totals were compared, `disagreements` say which differ.
    """

    line: int
    person: str
    occasion: str
    cohort: str
    wave: WaveKey
    days: float | None
    answers: Mapping[str, Mapping[str, int]]
    is_converted: bool
    checked: int = 0
    disagreements: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refusal:
    line: int
    person: str
    occasion: str
    reason: str


@dataclass
class _Seen:
    """The lines where a person and occasion, and a person's cohort, stood first."""

    occasions: dict[tuple[str, str], int] = field(default_factory=dict)
    cohorts: dict[str, tuple[str, int]] = field(default_factory=dict)


def read(
    plan: ImportMap, measures: Mapping[str, Measure], table: Iterator[Line]
) -> Iterator[Result | Refusal]:
    """Refused as a whole only when a column of the map is not there."""
    header = next(table, Line(1, ()))
    _check_columns(plan, header.cells)
    seen = _Seen()
    for line in table:
        cells = _by_column(header.cells, line.cells)
        person, occasion = cells.get(plan.person, ""), cells.get(plan.occasions.column, "")
        try:
            if len(line.cells) > len(header.cells) and any(line.cells[len(header.cells) :]):
                _refuse(_("This row has more cells than the first line has names."))
            if len(cells) < len(header.cells):
                _refuse(_("This row has fewer cells than the first line has names."))
            yield _result(plan, measures, line.number, cells, seen)
        except Refused as refused:
            yield Refusal(line.number, person, occasion, refused.sentence)


def _check_columns(plan: ImportMap, header: Sequence[str]) -> None:
    lacking = [column for column in plan.columns if column not in header]
    if lacking:
        names = ", ".join(lacking)
        raise Refused(_("The file has no column %(names)s, which the map names.") % {"names": names})
    twins = sorted({column for column in plan.columns if list(header).count(column) > 1})
    if twins:
        raise Refused(_("The column %(names)s stands twice in the file.") % {"names": ", ".join(twins)})


def _by_column(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return dict(zip(header, cells, strict=False))


def _result(
    plan: ImportMap, measures: Mapping[str, Measure], line: int, cells: Mapping[str, str], seen: _Seen
) -> Result:
    person, occasion = cells[plan.person], cells[plan.occasions.column]
    _check_person(plan, person)
    _check_repeated(seen, person, occasion, line)
    wave = plan.occasions.waves.get(occasion)
    if wave is None:
        _refuse(_("Occasion %(occasion)s is not one that the map asks for."), occasion=occasion or "-")
    cohort = _cohort(plan, cells, person, line, seen)
    answers = {mapped.key: _answers(plan, mapped, measures[mapped.key], cells) for mapped in plan.measures}
    given = {key: found for key, found in answers.items() if found}
    if not given:
        _refuse(_("There is no answer in this row."))
    checked, disagreements = _check_totals(plan, measures, given, cells)
    converted = any(mapped.add for mapped in plan.measures if mapped.key in given)
    days = _days(plan, cells)
    return Result(line, person, occasion, cohort, wave, days, given, converted, checked, tuple(disagreements))


def _check_person(plan: ImportMap, person: str) -> None:
    if person in plan.missing:
        _refuse(_("There is no person id in column %(column)s."), column=plan.person)
    if len(person) > LONGEST_ID or not person.isprintable():
        _refuse(_("The person id has more than %(most)d characters, or some that cannot be shown."), most=64)


def _check_repeated(seen: _Seen, person: str, occasion: str, line: int) -> None:
    first = seen.occasions.setdefault((person, occasion), line)
    if first != line:
        _refuse(_("This person and occasion stand already in line %(line)d."), line=first)


def _cohort(plan: ImportMap, cells: Mapping[str, str], person: str, line: int, seen: _Seen) -> str:
    cohort = cells[plan.cohorts.column]
    if cohort not in {run.value for run in plan.cohorts.runs}:
        _refuse(_("Cohort %(cohort)s is not one that the map names."), cohort=cohort or "-")
    other, first = seen.cohorts.setdefault(person, (cohort, line))
    if other != cohort:
        _refuse(_("In line %(line)d this person stands in another cohort."), line=first)
    return cohort


def _answers(
    plan: ImportMap, mapped: MappedMeasure, measure: Measure, cells: Mapping[str, str]
) -> dict[str, int]:
    """{item: value}; what was not answered is left out."""
    return {
        item: _value(cells[column], column, mapped.add, measure)
        for item, column in zip(measure.items, mapped.columns, strict=True)
        if cells[column] not in plan.missing
    }


def _value(cell: str, column: str, add: int, measure: Measure) -> int:
    number = _number(cell)
    if number is None or number != int(number):
        _refuse(_("%(column)s is %(cell)s, and a whole number is needed."), column=column, cell=cell[:20])
    value = int(number) + add
    if value not in measure.choices:
        lowest, highest = min(measure.choices) - add, max(measure.choices) - add
        words = _("%(column)s is %(cell)s, and answers go from %(lowest)d to %(highest)d.")
        _refuse(words, column=column, cell=cell[:20], lowest=lowest, highest=highest)
    return value


def _check_totals(
    plan: ImportMap,
    measures: Mapping[str, Measure],
    given: Mapping[str, Mapping[str, int]],
    cells: Mapping[str, str],
) -> tuple[int, list[str]]:
    totals = [(mapped.key, mapped.total) for mapped in plan.measures if mapped.total and mapped.key in given]
    theirs = [(key, total) for key, total in totals if cells[total.column] not in plan.missing]
    found = [_disagreement(total, measures[key], given[key], cells[total.column]) for key, total in theirs]
    return len(theirs), [sentence for sentence in found if sentence]


def _disagreement(total: Total, measure: Measure, given: Mapping[str, int], cell: str) -> str | None:
    ours, theirs = score(measure, given)[total.score].value, _number(cell)
    if ours is not None and theirs is not None and abs(theirs + total.add - ours) <= CLOSE_ENOUGH:
        return None
    words = _("%(column)s is %(theirs)s in the file, and the items give %(ours)s.")
    shown = "-" if ours is None else f"{ours - total.add:g}"
    return words % {"column": total.column, "theirs": cell[:20], "ours": shown}


def _days(plan: ImportMap, cells: Mapping[str, str]) -> float | None:
    column = plan.occasions.days_column
    if column is None or cells[column] in plan.missing:
        return None
    days = _number(cells[column])
    if days is None or not 0 <= days <= 36_600:
        _refuse(
            _("%(column)s is %(cell)s, and a number of days is needed."), column=column, cell=cells[column]
        )
    return days


def _number(cell: str) -> float | None:
    try:
        number = float(cell)
    except ValueError:
        return None
    return number if abs(number) < 1e9 else None


def _refuse(sentence: str, **words: object) -> NoReturn:
    raise Refused(sentence % words if words else sentence)

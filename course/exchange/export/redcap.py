"""A REDCap project of the same data: dictionary, arms, events, which form in which event, and the data itself.

The dictionary has REDCap's 18 columns in its order; the data has raw codes, so it imports again as it stands.
"""

from collections.abc import Iterator, Mapping
from itertools import groupby

from course.exchange.export.dataset import Dataset, Occasion, Variable, Wave
from course.exchange.export.delimited import csv_text
from course.exchange.export.grid import PERSON, Column, Plain
from course.exchange.export.missing import Missing

DICTIONARY = (
    "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
    "Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number",
    "Text Validation Min", "Text Validation Max", "Identifier?",
    "Branching Logic (Show field only if...)", "Required Field?", "Custom Alignment",
    "Question Number (surveys only)", "Matrix Group Name", "Matrix Ranking?", "Field Annotation",
)  # fmt: skip
RECORD = "record_id"
PERSON_FORM = "participant"
NOT_BEGUN, NOT_FINISHED, COMPLETE = 0, 1, 2
FINISHED = {"complete", "late"}


def files(dataset: Dataset) -> dict[str, str]:
    """{file name: text} of everything that REDCap imports, in the order in which it wants them."""
    forms = _forms(dataset)
    return {
        "1-data-dictionary.csv": csv_text(DICTIONARY, _dictionary(forms)),
        "2-arms.csv": csv_text(("arm_num", "name"), [(1, "Course")]),
        "3-events.csv": csv_text(_EVENT_HEADS, [_event(wave) for wave in dataset.waves]),
        "4-forms-in-events.csv": csv_text(("arm_num", "unique_event_name", "form"), _mapping(dataset, forms)),
        "5-data.csv": csv_text(_data_heads(forms), _data(dataset, forms)),
        "6-missing-data-codes.txt": "\n".join(f"{one.code}, {one.words}" for one in Missing) + "\n",
    }


def event_name(wave: Wave) -> str:
    """The unique event name REDCap makes of an event: hyphens are removed, not turned into underscores."""
    return f"{wave.key.replace('-', '')}_arm_1"


_EVENT_HEADS = (
    "event_name", "arm_num", "day_offset", "offset_min", "offset_max", "unique_event_name", "custom_event_label",
)  # fmt: skip


def _event(wave: Wave) -> tuple[Plain, ...]:
    """REDCap names the unique event after the event's own name, so that is the key; the title is its label."""
    name = wave.key.replace("-", "")
    return name, 1, wave.opens_day, 0, wave.closes_day - wave.opens_day, event_name(wave), wave.title


def _forms(dataset: Dataset) -> list[tuple[str, list[Variable]]]:
    """(form name, its variables): one for each measure and whose words it was asked in."""
    grouped = groupby(
        dataset.variables, key=lambda one: one.name.removesuffix(f"_{one.part.replace('-', '_')}")
    )
    return [(name, list(mine)) for name, mine in grouped]


def _dictionary(forms: list[tuple[str, list[Variable]]]) -> Iterator[tuple[Plain, ...]]:
    yield _field(RECORD, PERSON_FORM, "text", "Pseudonym of the person")
    for column, _read in PERSON[1:]:
        yield _person_field(column)
    for form, variables in forms:
        for place, one in enumerate(variables):
            header = one.form if place == 0 else ""
            yield _asked(form, one, header) if one.is_item else _score(form, one, header)


def _person_field(column: Column) -> tuple[Plain, ...]:
    if column.values:
        return _field(column.name, PERSON_FORM, "radio", column.label, choices=_choices(column.values))
    check = "" if column.text else "integer"
    return _field(column.name, PERSON_FORM, "text", column.label, validation=check)


def _asked(form: str, one: Variable, header: str) -> tuple[Plain, ...]:
    return _field(one.name, form, "radio", one.label, header=header, choices=_choices(one.choices))


def _score(form: str, one: Variable, header: str) -> tuple[Plain, ...]:
    return _field(one.name, form, "text", one.label, header=header, validation="number")


def _choices(values: Mapping[int, str]) -> str:
    """`raw, Label | raw, Label`. A bar inside a label would make two choices of one, so it becomes a slash."""
    return " | ".join(f"{code}, {words.replace('|', '/')}" for code, words in values.items())


def _field(
    name: str, form: str, kind: str, label: str, *, header: str = "", choices: str = "", validation: str = ""
) -> tuple[Plain, ...]:
    return (name, form, header, kind, label, choices, "", validation, *[""] * 10)


def _mapping(dataset: Dataset, forms: list[tuple[str, list[Variable]]]) -> Iterator[tuple[Plain, ...]]:
    for place, wave in enumerate(dataset.waves):
        if place == 0:
            yield 1, event_name(wave), PERSON_FORM
        for form, variables in forms:
            if _is_shown(dataset, wave, variables):
                yield 1, event_name(wave), form


def _is_shown(dataset: Dataset, wave: Wave, variables: list[Variable]) -> bool:
    return any(
        one.value(variable) is not Missing.NOT_SHOWN
        for one in dataset.occasions
        if one.wave == wave
        for variable in variables
    )


def _data_heads(forms: list[tuple[str, list[Variable]]]) -> list[str]:
    heads = [RECORD, "redcap_event_name", *(column.name for column, _read in PERSON[1:])]
    heads.append(f"{PERSON_FORM}_complete")
    for form, variables in forms:
        heads += [*(one.name for one in variables), f"{form}_complete"]
    return heads


def _data(dataset: Dataset, forms: list[tuple[str, list[Variable]]]) -> Iterator[tuple[Plain | Missing, ...]]:
    first = dataset.waves[0].key if dataset.waves else ""
    for one in dataset.occasions:
        yield (
            one.someone.code,
            event_name(one.wave),
            *_person(one, is_first=one.wave.key == first),
            *(cell for _form, variables in forms for cell in _form_cells(one, variables)),
        )


def _person(one: Occasion, *, is_first: bool) -> list[Plain]:
    """Facts of the person stand in her first event only, where their form is."""
    if not is_first:
        return [None] * len(PERSON)
    return [*(read(one.someone) for _column, read in PERSON[1:]), COMPLETE]


def _form_cells(one: Occasion, variables: list[Variable]) -> list[Plain | Missing]:
    """A form that is not in this event is empty; one that was asked has codes throughout."""
    cells = [one.value(variable) for variable in variables]
    if all(cell is Missing.NOT_SHOWN for cell in cells):
        return [None] * (len(cells) + 1)
    answered = any(not isinstance(cell, Missing) or cell is Missing.SKIPPED for cell in cells)
    done = COMPLETE if one.status in FINISHED and answered else NOT_FINISHED if answered else NOT_BEGUN
    return [*cells, done]

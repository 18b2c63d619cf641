"""An XLSForm workbook: as ODK and Kobo write it, as SurveyCTO does, and the item table of formr.

Source: xlsform.org; docs.surveycto.com for label:language, value, relevance, disabled and calculate_here; formr's own
documentation for mc items, and for choice1 to choice14, whose number is the value that formr stores.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from course.errors import Refused
from course.exchange.import_measure import labels
from course.exchange.import_measure.formula import with_names
from course.exchange.import_measure.languages import label_in
from course.exchange.import_measure.questionnaire import Choice, Formula, Left, Option, Questionnaire
from course.exchange.import_measure.source import Source
from course.exchange.import_measure.xlsform_rows import Reading, is_end, kind_of, list_of, row_of
from course.exchange.import_measure.xlsx import WORKBOOK, SheetRow, sheets

REFERENCE = re.compile(r"\$\{([^}]*)\}")
SPOKEN = re.compile(r"^label\s*:")
Lists = Mapping[str, Sequence[tuple[SheetRow, Choice]]]


def is_workbook(source: Source) -> bool:
    return WORKBOOK in source.files


def read(source: Source, language: str) -> Questionnaire:
    """Refused without a sheet called survey, for a name that stands twice, and where the language is not there."""
    found = sheets(source.name, dict(source.files), ("survey", "choices", "settings"))
    survey, settings = _survey(source.name, found.get("survey", [])), found.get("settings", [])
    said = settings[0].cells if settings else {}
    default = said.get("default_language") or said.get("default language", "")
    lists = _lists(found.get("choices", []), language, default)
    answers = {called: tuple(choice for _row, choice in pairs) for called, pairs in lists.items()}
    reading = Reading(language, default, answers)
    speaks = bool(default) or any(SPOKEN.match(head) for head in survey[0].cells)
    return Questionnaire(
        dialect="XLSForm",
        title=labels.words(label_in(said, "form_title", language, "") or said.get("form title", "")),
        rows=(
            *(row_of(row, reading) for row in survey),
            *_options(lists, survey),
            *(Left(f"settings, row {row.number}", "", "only its title is used") for row in settings),
        ),
        formulas=tuple(_formulas(survey)),
        language=language if speaks else None,
    )


def _survey(name: str, rows: Sequence[SheetRow]) -> Sequence[SheetRow]:
    if not rows:
        raise Refused(f"{name} has no sheet called survey with rows in it; is it an XLSForm?")
    if lacking := [column for column in ("type", "name") if column not in rows[0].cells]:
        raise Refused(f"{name}, sheet survey: no column {' and '.join(lacking)}.")
    seen: dict[str, int] = {}
    for row in rows:
        called = row.cells["name"]
        if called and not is_end(row) and seen.setdefault(called, row.number) != row.number:
            raise Refused(
                f"{name}, sheet survey, row {row.number}: {called} stands already in row {seen[called]}."
            )
    return rows


def _lists(choices: Sequence[SheetRow], language: str, default: str) -> Lists:
    found: dict[str, list[tuple[SheetRow, Choice]]] = {}
    for row in choices:
        called = row.cells.get("list_name") or row.cells.get("list name", "")
        code = row.cells.get("name") or row.cells.get("value", "")
        choice = Choice(code, labels.words(label_in(row.cells, "label", language, default)))
        if called:
            found.setdefault(called, []).append((row, choice))
    return found


def _options(lists: Lists, survey: Sequence[SheetRow]) -> Iterator[Option]:
    """The rows of the sheet choices, each with the items that use its list."""
    used: dict[str | None, set[str]] = {}
    for row in survey:
        used.setdefault(list_of(row), set()).add(row.cells["name"])
    for called, pairs in lists.items():
        for row, choice in pairs:
            where = f"choices, row {row.number}"
            yield Option(where, f"{called} {choice.code}", frozenset(used.get(called, ())))


def _formulas(survey: Sequence[SheetRow]) -> Iterator[Formula]:
    """formr has them in a column called value, and writes bare names."""
    names = {row.cells["name"] for row in survey}
    for row in survey:
        if kind_of(row).lower().startswith("calculate"):
            odk, formr = row.cells.get("calculation", ""), row.cells.get("value", "")
            written = REFERENCE.sub(r"[\1]", odk) if odk else with_names(formr, names)
            yield Formula(f"survey, row {row.number}", row.cells["name"], written)

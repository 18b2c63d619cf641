"""FHIR R4: a bundle of Questionnaires and of one QuestionnaireResponse for each person, wave and measure.

A skipped question carries the data-absent-reason `asked-declined`, one not reached `not-asked`; a missed wave is
a response without items, tagged `missed-wave`; a question that was not shown is not in the response.
"""

import hashlib
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from course.exchange.export.dataset import Cell, Dataset, Occasion, Variable
from course.exchange.export.missing import Missing

ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
REASONS = {Missing.SKIPPED: "asked-declined", Missing.NOT_REACHED: "not-asked", Missing.NO_SCORE: "unknown"}
STATUS = {"complete": "completed", "late": "completed"}
HERE = "urn:kindly"


def bundle(dataset: Dataset) -> dict[str, Any]:
    """A collection. Days stand in place of dates, so no response has an `authored`."""
    asked = _questionnaires(dataset)
    entries = [_questionnaire(name, variables) for name, variables in asked]
    entries += [
        _response(one, name, variables)
        for one in dataset.occasions
        for name, variables in asked
        if not _is_absent(one, variables)
    ]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": f"{HERE}:{each['resourceType']}:{each['id']}", "resource": each} for each in entries],
    }  # fmt: skip


def _questionnaires(dataset: Dataset) -> list[tuple[str, list[Variable]]]:
    items = [one for one in dataset.variables if one.is_item]
    grouped = groupby(items, key=lambda one: one.name.removesuffix(f"_{one.part.replace('-', '_')}"))
    return [(name.replace("_", "-"), list(mine)) for name, mine in grouped]


def _questionnaire(name: str, variables: list[Variable]) -> dict[str, Any]:
    return {
        "resourceType": "Questionnaire",
        "id": name,
        "url": f"{HERE}:questionnaire:{name}",
        "title": variables[0].form,
        "status": "active",
        "item": [
            {"linkId": one.part, "text": one.label, "type": "choice", "answerOption": list(_options(one))}
            for one in variables
        ],
    }


def _options(one: Variable) -> Iterator[dict[str, Any]]:
    for value in one.choices:
        yield {"valueCoding": _coding(one, value) | {"extension": [{"url": ORDINAL, "valueDecimal": value}]}}


def _coding(one: Variable, value: int) -> dict[str, Any]:
    return {"system": f"{HERE}:choices:{one.measure}", "code": str(value), "display": one.choices[value]}


def _response(one: Occasion, name: str, variables: list[Variable]) -> dict[str, Any]:
    items = [item for variable in variables if (item := _item(variable, one.value(variable)))]
    response: dict[str, Any] = {
        "resourceType": "QuestionnaireResponse",
        "id": _id(one, name),
        "questionnaire": f"{HERE}:questionnaire:{name}",
        "status": STATUS.get(one.status, "stopped"),
        "subject": {"identifier": {"system": f"{HERE}:person", "value": one.someone.code}},
        "meta": {"tag": [{"system": f"{HERE}:wave", "code": one.wave.key, "display": one.wave.title}]},
    }
    if one.values and not items:
        response["meta"]["tag"].append({"system": f"{HERE}:state", "code": "missed-wave"})
    return response | ({"item": items} if items else {})


def _item(variable: Variable, cell: Cell) -> dict[str, Any] | None:
    if not isinstance(cell, Missing):
        return {"linkId": variable.part, "answer": [{"valueCoding": _coding(variable, int(cell))}]}
    if cell in REASONS:
        return {"linkId": variable.part, "extension": [{"url": ABSENT, "valueCode": REASONS[cell]}]}
    return None


def _is_absent(one: Occasion, variables: list[Variable]) -> bool:
    """Not asked, or not shown: there is nothing to say, and nothing is made up."""
    return all(one.value(variable) in {Missing.NOT_SHOWN, Missing.NOT_ASKED} for variable in variables)


def _id(one: Occasion, name: str) -> str:
    return hashlib.sha256(f"{one.someone.code}|{one.wave.key}|{name}".encode()).hexdigest()[:32]

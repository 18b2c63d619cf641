"""A FHIR Questionnaire in JSON, R4 or R5, alone or in a Bundle with the lists of answers it points to.

Source: hl7.org/fhir/R4/questionnaire.html and /R5/, and the SDC guide for hidden items and worked-out values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from course.errors import Refused
from course.exchange.import_measure import labels, usable
from course.exchange.import_measure.fhir_answers import Answers
from course.exchange.import_measure.fhir_formulas import formulas
from course.exchange.import_measure.fhir_words import extension, flag, said_in
from course.exchange.import_measure.json_file import Node, nodes, number, parsed, text
from course.exchange.import_measure.questionnaire import (
    Broken,
    Heading,
    Item,
    Left,
    Option,
    Questionnaire,
    Row,
)
from course.exchange.import_measure.source import Source

ONE_ANSWER = frozenset({"choice", "open-choice", "coding"})
WITH_OPTIONS = frozenset({"string", "integer", "date", "time"})
"""R5 asks for these too with a list of answers to choose from."""


@dataclass(frozen=True)
class _Reading:
    """What is the same for every item: the language that is wanted, the file's own, and its lists of answers."""

    language: str
    own: str | None
    answers: Answers


def read(source: Source, language: str) -> Questionnaire:
    """Refused when there is not exactly one Questionnaire, or one linkId stands twice."""
    whole = parsed(source.name, source.only)
    resources = _resources(source.name, whole)
    form = _questionnaire(source.name, resources)
    own = text(form.get("language")) or None
    contained = nodes(form.get("contained", []))
    answers = Answers(contained, [one for one in resources if one is not form], language, own)
    reading = _Reading(language, own, answers)
    rows = list(_items(nodes(form.get("item", [])), "", reading))
    _refuse_twins(source.name, rows)
    title = said_in(form, "title", language, own) or text(form.get("title")) or text(form.get("name"))
    return Questionnaire(
        dialect="FHIR Questionnaire",
        title=labels.words(title),
        rows=(*rows, *_lists(rows, answers)),
        formulas=tuple(formulas(form, [row.id for row in rows if isinstance(row, Item)])),
        language=own,
        copyright=labels.words(text(form.get("copyright"))),
    )


def _resources(name: str, whole: Any) -> list[Node]:
    if not isinstance(whole, dict) or "resourceType" not in whole:
        raise Refused(f"{name} is JSON, but neither a FHIR resource nor a ReproSchema activity.")
    if whole["resourceType"] == "Bundle":
        return [found for entry in nodes(whole.get("entry", [])) for found in nodes(entry.get("resource"))]
    return [whole]


def _questionnaire(name: str, resources: list[Node]) -> Node:
    found = [one for one in resources if one.get("resourceType") == "Questionnaire"]
    if len(found) != 1:
        kinds = ", ".join(sorted({text(one.get("resourceType")) or "?" for one in resources})) or "nothing"
        raise Refused(f"{name} holds {len(found)} questionnaires ({kinds}), and one is needed.")
    return found[0]


def _refuse_twins(name: str, rows: Iterable[Row]) -> None:
    seen: dict[str, str] = {}
    for row in rows:
        if row.id and seen.setdefault(row.id, row.where) != row.where:
            raise Refused(f"{name}, {row.where}: the linkId {row.id} stands already at {seen[row.id]}.")


def _items(items: list[Node], path: str, reading: _Reading, heading: str = "") -> Iterator[Row]:
    for place, item in enumerate(items, start=1):
        where = f"{path}.{place}" if path else f"item {place}"
        below = nodes(item.get("item", []))
        kind = text(item.get("type"))
        if flag(item, "questionnaire-hidden"):
            yield from _hidden(item, where)
            continue
        if kind in {"group", "display"}:
            words = labels.words(said_in(item, "text", reading.language, reading.own))
            yield Heading(where, text(item.get("linkId")), words)
            heading = words or heading if kind == "display" else heading
            yield from _items(below, where, reading, words or heading)
            continue
        yield _question(item, where, reading, heading)
        yield from (_under(row) for row in _items(below, where, reading))


def _hidden(item: Node, where: str) -> Iterator[Row]:
    yield Left(where, text(item.get("linkId")), "is hidden")
    for place, below in enumerate(nodes(item.get("item", [])), start=1):
        yield from _hidden(below, f"{where}.{place}")


def _under(row: Row) -> Row:
    """Help texts and further questions below a question are no questions of the measure."""
    return row if isinstance(row, Left) else Left(row.where, row.id, "stands below another question")


def _question(item: Node, where: str, reading: _Reading, heading: str) -> Row:
    link, kind = text(item.get("linkId")), text(item.get("type"))
    has_options = "answerOption" in item or "answerValueSet" in item
    if extension(item, "sdc-questionnaire-calculatedExpression"):
        return Left(where, link, "is worked out; here the scoring key does that")
    if kind not in ONE_ANSWER and not (kind in WITH_OPTIONS and has_options):
        return Left(where, link, f"is of the type {kind or '(none)'}, and has no answers to choose from")
    if item.get("repeats") is True:
        return Left(where, link, "takes several answers at once")
    try:
        return _item(item, where, reading, heading)
    except Refused as refused:
        return Broken(where, link, refused.sentence)


def _item(item: Node, where: str, reading: _Reading, heading: str) -> Item:
    if not (link := text(item.get("linkId"))):
        raise Refused("has no linkId")
    words, changed = usable.question(said_in(item, "text", reading.language, reading.own))
    return Item(
        where=where,
        id=link,
        text=words,
        choices=reading.answers.of(item),
        heading=heading,
        number=text(item.get("prefix")),
        limits=(_limit(item, "minValue"), _limit(item, "maxValue")),
        changed=(*changed, *_lost(item)),
    )


def _limit(item: Node, name: str) -> float | None:
    found = extension(item, name)
    return next((number(found[key]) for key in found if key.startswith("value")), None) if found else None


def _lost(item: Node) -> Iterator[str]:
    if item.get("enableWhen") or extension(item, "sdc-questionnaire-enableWhenExpression"):
        yield "its condition is not kept: it is asked of everybody"
    if item.get("type") == "open-choice" or item.get("answerConstraint") == "optionsOrString":
        yield "an answer in free words is not offered here"


def _lists(rows: Iterable[Row], answers: Answers) -> Iterator[Row]:
    """A contained or bundled list of answers is a row too."""
    items = [row for row in rows if isinstance(row, Item)]
    for where, name, used_by in answers.lists():
        yield Option(where, name, frozenset(one.id for one in items if one.id in used_by))

"""The answers to a FHIR question: given with it, or in a ValueSet or CodeSystem that is in the same file.

Nothing is fetched: an address that is not in the file is refused with what would help.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from course.errors import Refused
from course.exchange.import_measure import labels, usable
from course.exchange.import_measure.fhir_words import is_language, said_in, scores
from course.exchange.import_measure.json_file import Node, nodes, number, text
from course.exchange.import_measure.questionnaire import Choice

DEEPEST = 8
WEIGHTS = frozenset({"itemWeight", "ordinalValue"})


class Answers:
    """`contained` are found by #id and by address, `bundled` by address alone."""

    def __init__(
        self, contained: Sequence[Node], bundled: Sequence[Node], language: str, own: str | None
    ) -> None:
        self.language, self.own = language, own
        self._resources = [(f"contained #{text(one.get('id'))}", one) for one in contained]
        self._resources += [(f"bundle, {text(one.get('resourceType'))}", one) for one in bundled]
        self._ids = {f"#{text(one.get('id'))}": one for one in contained if one.get("id")}
        self._used: dict[int, set[str]] = {}

    def of(self, item: Node) -> tuple[Choice, ...]:
        if "answerOption" in item:
            choices = [self._option(each) for each in nodes(item["answerOption"])]
        elif reference := text(item.get("answerValueSet")):
            choices = self._value_set(reference, text(item.get("linkId")), DEEPEST)
        else:
            raise Refused("has no answers to choose from in this file")
        return usable.answers(choices)

    def lists(self) -> Iterator[tuple[str, str, set[str]]]:
        """(where, name, linkIds of the items that use it) of every list of answers in the file."""
        for where, one in self._resources:
            yield where, text(one.get("url")) or text(one.get("name")), self._used.get(id(one), set())

    def _option(self, option: Node) -> Choice:
        coding = option.get("valueCoding")
        if isinstance(coding, dict):
            return self._choice(coding, "code", [*scores(option), *scores(coding)])
        key = next((key for key in option if key.startswith("value")), "")
        words = said_in(option, key, self.language, self.own) or text(option.get(key))
        code = words if key == "valueInteger" else ""
        return Choice(code, labels.words(words), _agreed(scores(option)))

    def _choice(self, concept: Node, code: str, found: list[float], name: str = "") -> Choice:
        words = _designated(concept, self.language) or said_in(concept, "display", self.language, self.own)
        return Choice(text(concept.get(code)), labels.words(words or name), _agreed(found))

    def _value_set(self, reference: str, link: str, depth: int) -> list[Choice]:
        found = self._find(reference, "ValueSet", link, depth)
        includes = nodes(_inside(found, "compose", "include"))
        if includes:
            left_out = {
                text(each.get("code"))
                for one in nodes(_inside(found, "compose", "exclude"))
                for each in nodes(one.get("concept", []))
            }
            included = [choice for one in includes for choice in self._include(one, link, depth)]
            return [choice for choice in included if choice.code not in left_out]
        return list(self._expanded(nodes(_inside(found, "expansion", "contains"))))

    def _include(self, include: Node, link: str, depth: int) -> Iterator[Choice]:
        if include.get("filter"):
            raise Refused("draws its answers by a filter; put the answers into the file one by one")
        system = text(include.get("system"))
        known = self._concepts(system, link)
        if concepts := nodes(include.get("concept", [])):
            for each in concepts:
                own = known.get(text(each.get("code")), {})
                found = scores(each) or scores(own) or _weights(own)
                yield self._choice(each, "code", found, name=self._choice(own, "code", []).text)
        elif nested := include.get("valueSet"):
            for each in nested if isinstance(nested, list) else [nested]:
                yield from self._value_set(text(each), link, depth - 1)
        elif known:
            for own in known.values():
                yield self._choice(own, "code", scores(own) or _weights(own))
        else:
            raise Refused(_not_here(system))

    def _expanded(self, contains: list[Node]) -> Iterator[Choice]:
        for each in contains:
            if each.get("abstract") is not True and each.get("code") is not None:
                yield self._choice(each, "code", scores(each))
            yield from self._expanded(nodes(each.get("contains", [])))

    def _concepts(self, system: str, link: str) -> dict[str, Node]:
        """The concepts of a code system that is in the file, by code; of another one, none."""
        try:
            found = self._find(system, "CodeSystem", link, DEEPEST)
        except Refused:
            return {}
        return {text(each.get("code")): each for each in _flat(nodes(found.get("concept", [])))}

    def _find(self, reference: str, kind: str, link: str, depth: int) -> Node:
        if depth <= 0:
            raise Refused("has lists of answers that point to one another without an end")
        address = reference.partition("|")[0]
        found = self._ids.get(address) or next(
            (one for _where, one in self._resources if address and text(one.get("url")) == address), None
        )
        if found is None or found.get("resourceType") != kind:
            raise Refused(_not_here(reference))
        self._used.setdefault(id(found), set()).add(link)
        return found


def _inside(resource: Node, part: str, name: str) -> Any:
    found = resource.get(part)
    return found.get(name, []) if isinstance(found, dict) else []


def _flat(concepts: list[Node]) -> Iterator[Node]:
    for each in concepts:
        yield each
        yield from _flat(nodes(each.get("concept", [])))


def _weights(concept: Node) -> list[float]:
    """In R5 a code system says it as a property."""
    found = [each for each in nodes(concept.get("property", [])) if text(each.get("code")) in WEIGHTS]
    values = [number(each.get("valueDecimal", each.get("valueInteger"))) for each in found]
    return [value for value in values if value is not None]


def _designated(concept: Node, language: str) -> str:
    found = [
        each
        for each in nodes(concept.get("designation", []))
        if is_language(text(each.get("language")), language)
    ]
    return text(found[0].get("value")) if found else ""


def _agreed(found: list[float]) -> float | None:
    if len(set(found)) > 1:
        both = " and ".join(f"{value:g}" for value in dict.fromkeys(found))
        raise Refused(f"has an answer that counts {both} at once (itemWeight and ordinalValue differ)")
    return found[0] if found else None


def _not_here(reference: str) -> str:
    return (
        f"takes its answers from {reference or 'nowhere'}, which is not in this file, and nothing is fetched; "
        "put that ValueSet into the file, contained or in a Bundle"
    )

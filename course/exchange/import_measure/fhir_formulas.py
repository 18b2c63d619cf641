"""Worked-out values of a FHIR Questionnaire, with every path that ends at one item written as [linkId].

Source: the SDC guide, calculatedExpression and variable, and the shape that form builders give to a total: one
variable for each item, and a guard that asks whether any of them was answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from course.exchange.import_measure.fhir_words import extension
from course.exchange.import_measure.json_file import Node, nodes, text
from course.exchange.import_measure.questionnaire import Formula

ROOTS = "resource|questionnaire|context|qitem"
INNER = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
PATH = re.compile(rf"%(?:{ROOTS})(?:\.[A-Za-z]+(?:{INNER})?)+")
VARIABLE = re.compile(rf"%(?!(?:{ROOTS})\b)(?:'([^']+)'|(\w+))")
IS = re.compile(r"linkId\s*=\s*'([^']*)'")
IS_NOT = re.compile(r"linkId\s*!=\s*'([^']*)'")
ENDINGS = (".sum()", ".exists()", ".empty()")
DEEPEST = 5
LONGEST = 100_000


def formulas(form: Node, links: Sequence[str]) -> Iterator[Formula]:
    """`links` are the items a sum over all answers would take in."""
    everything = [("the questionnaire", form), *_all_items(nodes(form.get("item", [])), "")]
    variables = {name: written for _where, node in everything for name, written in _variables(node)}
    for where, node in everything:
        found = extension(node, "sdc-questionnaire-calculatedExpression") or {}
        written = _expression(found)
        if written:
            yield Formula(where, text(node.get("linkId")), _by_items(written, variables, links, DEEPEST))


def _all_items(items: list[Node], path: str) -> Iterator[tuple[str, Node]]:
    for place, item in enumerate(items, start=1):
        where = f"{path}.{place}" if path else f"item {place}"
        yield where, item
        yield from _all_items(nodes(item.get("item", [])), where)


def _variables(node: Node) -> Iterator[tuple[str, str]]:
    for each in nodes(node.get("extension", [])):
        if text(each.get("url")).endswith("/variable"):
            value = each.get("valueExpression")
            yield text(value.get("name")) if isinstance(value, dict) else "", _expression(each)


def _expression(holder: Node) -> str:
    value = holder.get("valueExpression")
    return text(value.get("expression")) if isinstance(value, dict) else ""


def _by_items(written: str, variables: Mapping[str, str], links: Sequence[str], depth: int) -> str:
    def path(found: re.Match[str]) -> str:
        return _path(found[0], links)

    def variable(found: re.Match[str]) -> str:
        inner = variables.get(found[1] or found[2])
        if inner is None or depth == 0:
            return found[0]
        return f"({_by_items(inner, variables, links, depth - 1)})"

    named = VARIABLE.sub(variable, PATH.sub(path, written))
    return named if len(named) < LONGEST else written


def _path(path: str, links: Sequence[str]) -> str:
    """A path to one item is that item, whichever of its extensions it reads; one over all items is their list."""
    ending = next((end for end in ENDINGS if path.endswith(end)), "")
    named = list(dict.fromkeys(IS.findall(path)))
    if len(named) == 1 and ending != ".sum()":
        return f"[{named[0]}]{ending}"
    if ending == ".sum()":
        left_out = IS_NOT.findall(path)
        summed = named or [link for link in links if link not in left_out]
        return f"sum({', '.join(f'[{link}]' for link in summed)})"
    return path

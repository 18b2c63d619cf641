"""A ReproSchema activity with its items: a folder, a zip, or one of them packed into a single file.

Source: github.com/ReproNim/reproschema, releases 0.0.1 to 1.0.0: the same fields with and without a prefix. Addresses
that lead out of the files are refused and never fetched.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from course.errors import Refused
from course.exchange.import_measure import labels, usable
from course.exchange.import_measure.fhir_words import is_language
from course.exchange.import_measure.formula import with_names
from course.exchange.import_measure.json_file import Node, nodes, number, parsed, text
from course.exchange.import_measure.questionnaire import (
    Broken,
    Choice,
    Formula,
    Heading,
    Item,
    Left,
    Option,
    Questionnaire,
    Row,
)
from course.exchange.import_measure.source import Source

ASKED_BY = frozenset({"radio", "select"})


@dataclass(frozen=True)
class _Activity:
    """`path` is its file, `order` the paths of its items, `about` what it says of each of them."""

    path: str
    node: Node
    order: tuple[str, ...]
    about: Mapping[str, Node]
    files: Mapping[str, Node]
    language: str


def read(source: Source, language: str) -> Questionnaire:
    """Refused when there is not exactly one activity, or it names no items."""
    files = _json_files(source)
    found = [path for path, node in files.items() if _is(node, "Activity")]
    if len(found) != 1:
        several = f": {', '.join(found[:5])}" if found else ""
        raise Refused(f"{source.name} holds {len(found)} ReproSchema activities{several}, and one is needed.")
    activity = _activity(source.name, found[0], files, language)
    rows = list(_rows(activity))
    beside = [
        Left(path, path, "is not part of the activity")
        for path in source.files
        if path != activity.path and path not in {row.where for row in rows}
    ]
    preamble = labels.words(_said(_field(activity.node, "preamble"), language))
    head = Heading(activity.path, text(activity.node.get("@id")), preamble)
    return Questionnaire(
        dialect="ReproSchema",
        title=labels.words(_said(_field(activity.node, "prefLabel"), language)),
        rows=(head, *rows, *beside),
        formulas=tuple(_formulas(activity, [row.id for row in rows])),
        language=language,
        copyright=labels.words(_said(_field(activity.node, "citation"), language)),
    )


def _json_files(source: Source) -> dict[str, Node]:
    """Every file that holds a JSON object; its name often has no ending."""
    found = {}
    for path, content in source.files.items():
        if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            node = parsed(path, content)
            found[posixpath.normpath(path)] = node
    return found


def _activity(name: str, path: str, files: Mapping[str, Node], language: str) -> _Activity:
    node = files[path]
    ui = _node(_field(node, "ui"))
    properties = _listed(_field(ui, "addProperties")) or _listed(_field(node, "addProperties"))
    about = {_beside(path, _reference(_field(each, "isAbout"))): each for each in nodes(properties)}
    order = [
        _beside(path, _reference(each)) for each in _listed(_field(ui, "order") or _field(node, "order"))
    ]
    if not order:
        raise Refused(f"{name}, {path}: its ui has no order, so nothing says which items it asks.")
    if twins := sorted({each for each in order if order.count(each) > 1}):
        raise Refused(f"{name}, {path}: {', '.join(twins)} stands twice in its order.")
    return _Activity(path, node, tuple(order), about, files, language)


def _rows(activity: _Activity) -> Iterator[Row]:
    used: dict[str, set[str]] = {}
    for path in activity.order:
        row = _row(activity, path, used)
        yield row
    for path in activity.about:
        if path not in activity.order:
            yield Left(path, _name(activity, path), "is not in the order of the activity")
    for path, items in used.items():
        yield Option(path, posixpath.basename(path), frozenset(items))


def _row(activity: _Activity, path: str, used: dict[str, set[str]]) -> Row:
    name = _name(activity, path)
    found = _find(activity, path)
    if found is None:
        away = "is on another machine, and nothing is fetched" if "://" in path else "is not there"
        return Broken(path, name, f"{away}; put the file of this item beside the activity")
    where, node = found
    ui = _node(_field(node, "ui"))
    kind = text(_field(ui, "inputType")) or "(none)"
    if _field(activity.about.get(path, {}), "isVis") is False:
        return Left(where, name, "is hidden")
    try:
        options = _options(activity, where, node, name, used)
        if kind not in ASKED_BY and not (kind == "slider" and _field(options, "choices")):
            return Left(where, name, f"is asked by {kind}, and has no answers to choose from")
        if _field(options, "multipleChoice") is True:
            return Left(where, name, "takes several answers at once")
        return _item(activity, path, where, name, node, options)
    except Refused as refused:
        return Broken(where, name, refused.sentence)


def _item(activity: _Activity, path: str, where: str, name: str, node: Node, options: Node) -> Item:
    words, changed = usable.question(_said(_field(node, "question"), activity.language))
    own = _said(_field(node, "preamble"), activity.language)
    lost = ["its condition is not kept: it is asked of everybody"] * isinstance(
        _field(activity.about.get(path, {}), "isVis"), str
    )
    return Item(
        where=where,
        id=name,
        text=words,
        choices=_choices(options, activity.language),
        heading=labels.words(own or _said(_field(activity.node, "preamble"), activity.language)),
        limits=(number(_field(options, "minValue")), number(_field(options, "maxValue"))),
        changed=(*changed, *lost),
    )


def _options(activity: _Activity, where: str, node: Node, name: str, used: dict[str, set[str]]) -> Node:
    """Answers stand in the item, or in a file of their own that several items share."""
    given = _field(node, "responseOptions") or _field(node, "valueConstraints")
    shared = _reference(given) if not isinstance(given, dict) or set(given) == {"@id"} else ""
    if not shared:
        return _node(given)
    path = _beside(where, shared)
    found = _find(activity, path) or _find(activity, _beside(activity.path, shared))
    if found is None:
        raise Refused(f"takes its answers from {shared}, which is not in these files, and nothing is fetched")
    used.setdefault(found[0], set()).add(name)
    return found[1]


def _choices(options: Node, language: str) -> tuple[Choice, ...]:
    listed = nodes(_listed(_field(options, "choices") or _field(options, "itemListElement")))
    return usable.answers(
        Choice(
            text(_field(each, "value")),
            labels.words(_said(_field(each, "name"), language)),
            number(_field(each, "score")),
        )
        for each in listed
    )


def _formulas(activity: _Activity, names: Iterable[str]) -> Iterator[Formula]:
    known = set(names)
    ui = _node(_field(activity.node, "ui"))
    for each in nodes(_listed(_field(activity.node, "compute") or _field(ui, "compute"))):
        written = text(_field(each, "jsExpression"))
        yield Formula(activity.path, text(_field(each, "variableName")), with_names(written, known))


def _find(activity: _Activity, path: str) -> tuple[str, Node] | None:
    """A file by its path, with or without an ending."""
    tried = (path, f"{path}.jsonld", f"{path}.json", posixpath.splitext(path)[0])
    return next(((each, activity.files[each]) for each in tried if each in activity.files), None)


def _name(activity: _Activity, path: str) -> str:
    said = text(_field(activity.about.get(path, {}), "variableName"))
    return said or posixpath.splitext(posixpath.basename(path))[0]


def _beside(path: str, reference: str) -> str:
    if "://" in reference:
        return reference
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), reference))


def _field(node: Node, name: str) -> Any:
    """A field by its bare name: older releases write schema:name, and expanded files a whole address."""
    if name in node:
        return node[name]
    return next((value for key, value in node.items() if re.split(r"[:/#]", key)[-1] == name), None)


def _is(node: Node, kind: str) -> bool:
    types = node.get("@type")
    return any(
        re.split(r"[:/#]", each)[-1] == kind
        for each in (types if isinstance(types, list) else [types])
        if isinstance(each, str)
    )


def _node(value: Any) -> Node:
    return next(iter(nodes(value)), {})


def _listed(value: Any) -> list[Any]:
    if isinstance(value, dict) and "@list" in value:
        value = value["@list"]
    return value if isinstance(value, list) else [] if value is None else [value]


def _reference(value: Any) -> str:
    return text(value.get("@id")) if isinstance(value, dict) else text(value)


def _said(value: Any, language: str) -> str:
    """Words by language, as {"en": …} or as {"@value": …, "@language": …}; a bare string is in the one asked for."""
    if isinstance(value, str):
        return value
    for each in nodes(value):
        if "@value" in each and is_language(text(each.get("@language")) or language, language):
            return text(each["@value"])
        for tag, words in each.items():
            if not tag.startswith("@") and is_language(tag, language):
                return text(words)
    return ""

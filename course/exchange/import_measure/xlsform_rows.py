"""The rows of the sheet called survey: questions, groups, notes, and everything that is none of these."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from course.errors import Refused
from course.exchange.import_measure import labels, usable
from course.exchange.import_measure.languages import label_in
from course.exchange.import_measure.questionnaire import Broken, Choice, Heading, Item, Left, Row
from course.exchange.import_measure.xlsx import SheetRow

ONE = re.compile(
    r"^(?:select[_ ]one(?:[_ ]from)?|select1|mc|mc_button)(?:\s+(\S+))?(\s+or[_ ]other)?$", re.IGNORECASE
)
BEGIN = re.compile(r"^begin[_ ](?:group|repeat)$")
END = re.compile(r"^end[_ ](?:group|repeat)$")
WORKED_OUT = frozenset({"calculate", "calculate_here"})
LIMIT = re.compile(r"\.\s*([<>])=\s*(-?\d+(?:\.\d+)?)")
NUMBERED = re.compile(r"^choice(\d+)$")


@dataclass
class Reading:
    """`lists` are the answers by the name of their list, `over` the words over the next rows, group in group."""

    language: str
    default: str
    lists: Mapping[str, tuple[Choice, ...]]
    over: list[str] = field(default_factory=lambda: [""])

    def label(self, row: SheetRow, name: str = "label") -> str:
        return label_in(row.cells, name, self.language, self.default)


def kind_of(row: SheetRow) -> str:
    return " ".join(row.cells.get("type", "").split())


def list_of(row: SheetRow) -> str | None:
    """The list of answers that a question names."""
    found = ONE.match(kind_of(row))
    return found[1] if found else None


def is_end(row: SheetRow) -> bool:
    return bool(END.match(kind_of(row).lower()))


def row_of(row: SheetRow, reading: Reading) -> Row:
    where, called, kind = f"survey, row {row.number}", row.cells.get("name", ""), kind_of(row).lower()
    if row.cells.get("disabled", "").lower() in {"yes", "true"}:
        return Left(where, called, "is switched off (disabled)")
    if ONE.match(kind):
        return _question(row, where, called, reading)
    if BEGIN.match(kind) or kind in {"note", "mc_heading"}:
        return _heading(row, where, called, reading, opens=bool(BEGIN.match(kind)))
    if END.match(kind):
        reading.over[-1:] = [] if len(reading.over) > 1 else reading.over
        return Left(where, called, "is the end of a group")
    if kind in WORKED_OUT:
        return Left(where, called, "is worked out; here the scoring key does that")
    return Left(where, called, f"is of the type {kind or '(none)'}, and has no answers to choose from")


def _heading(row: SheetRow, where: str, called: str, reading: Reading, *, opens: bool) -> Heading:
    words = labels.words(reading.label(row))
    if opens:
        reading.over.append(words or reading.over[-1])
    elif words:
        reading.over[-1] = words
    return Heading(where, called, words)


def _question(row: SheetRow, where: str, called: str, reading: Reading) -> Row:
    if row.cells.get("appearance", "").split()[:1] == ["label"]:
        return Left(where, called, "is the heading of a table of questions")
    try:
        if not called:
            raise Refused("has no name")
        text, changed = usable.question(reading.label(row))
        choices = usable.answers(_choices(row, reading))
        if any(not choice.code for choice in choices):
            raise Refused("has an answer without a value")
    except Refused as refused:
        return Broken(where, called, refused.sentence)
    return Item(
        where=where,
        id=called,
        text=text,
        choices=choices,
        heading=reading.over[-1],
        limits=_limits(row.cells.get("constraint", "")),
        changed=(*changed, *_lost(row, reading)),
    )


def _choices(row: SheetRow, reading: Reading) -> tuple[Choice, ...]:
    """From the list the type names, or from columns whose names are the values."""
    called = list_of(row)
    if called:
        if called not in reading.lists:
            raise Refused(f"takes its answers from {called}, which is not in the sheet choices")
        return reading.lists[called]
    columns = [(found[1], words) for head, words in row.cells.items() if (found := NUMBERED.match(head))]
    return tuple(Choice(code, labels.words(words)) for code, words in columns if words)


def _limits(constraint: str) -> tuple[float | None, float | None]:
    """`. >= 1 and . <= 4`"""
    found = {sign: float(value) for sign, value in LIMIT.findall(constraint)}
    return found.get(">"), found.get("<")


def _lost(row: SheetRow, reading: Reading) -> Iterator[str]:
    if any(row.cells.get(name) for name in ("relevant", "relevance", "showif")):
        yield "its condition is not kept: it is asked of everybody"
    if row.cells.get("choice_filter"):
        yield "its filter of answers is not kept"
    if reading.label(row, "hint"):
        yield "its hint is not shown"
    if (found := ONE.match(kind_of(row))) and found[2]:
        yield "an answer in free words is not offered here"

"""A pasted list or a CSV of people to invite, as numbered lines for `course.people.inviting.fates`.

Understood are an address alone, "Name <address>", and columns in any order, with or without a first line of names.
Nothing is judged here and no line is lost: whatever has no address comes out with an empty one.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass

from course.exchange.table import DELIMITERS

ADDRESS_HEADS = frozenset({"email", "e-mail", "mail", "address", "email address", "e-mail address"})
NAME_HEADS = frozenset({"name", "full name", "called", "participant"})
FIRST_HEADS = frozenset({"first name", "given name", "firstname"})
LAST_HEADS = frozenset({"last name", "surname", "family name", "lastname"})
KNOWN_HEADS = ADDRESS_HEADS | NAME_HEADS | FIRST_HEADS | LAST_HEADS

Invited = tuple[int, str, str, str]
"""(line number from 1, the line as it was, address or "", name or "")."""


@dataclass(frozen=True)
class _Heads:
    """Where the columns stand that a first line names; empty where there is none."""

    address: tuple[int, ...] = ()
    name: tuple[int, ...] = ()

    @classmethod
    def of(cls, cells: list[str]) -> _Heads:
        words = [cell.lower() for cell in cells]
        whole = [i for i, word in enumerate(words) if word in NAME_HEADS]
        parts = [i for heads in (FIRST_HEADS, LAST_HEADS) for i, word in enumerate(words) if word in heads]
        address = [i for i, word in enumerate(words) if word in ADDRESS_HEADS]
        return cls(tuple(address[:1]), tuple(whole[:1] or parts))


def parse(text: str) -> list[Invited]:
    """Every line that holds anything. A line of several addresses, as a mail program copies them, gives several."""
    plain = text.removeprefix("\ufeff")
    delimiter = max(DELIMITERS, key=plain.count)
    heads, found = _Heads(), []
    numbered = [(number, line) for number, line in enumerate(plain.splitlines(), start=1) if line.strip()]
    for place, (number, line) in enumerate(numbered):
        cells = _cells(line, delimiter)
        if place == 0 and _is_first_line(cells):
            heads = _Heads.of(cells)
        else:
            found += [(number, line.strip(), *person) for person in _people(cells, heads)]
    return found


def _cells(line: str, delimiter: str) -> list[str]:
    """One line at a time, so that a quotation mark left open cannot swallow the lines below it."""
    return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]


def _is_first_line(cells: list[str]) -> bool:
    words = {cell.lower() for cell in cells if cell}
    return bool(words & KNOWN_HEADS) and not any("@" in word for word in words)


def _people(cells: list[str], heads: _Heads) -> list[tuple[str, str]]:
    """(address, name) of everybody in this line; one pair of nothing when there is nobody."""
    places = heads.address or tuple(i for i, cell in enumerate(cells) if "@" in cell)
    if len(places) > 1:
        return [_split(cells[i]) for i in places]
    if not places or places[0] >= len(cells):
        return [("", "")]
    address, before = _split(cells[places[0]])
    others = heads.name or tuple(i for i in range(len(cells)) if i not in places)
    return [(address, before or " ".join(cells[i] for i in others if i < len(cells) and cells[i]))]


def _split(cell: str) -> tuple[str, str]:
    """("address", "Name") of "Name <address>"; the name is empty for an address alone."""
    name, opened, rest = cell.partition("<")
    if opened:
        return rest.partition(">")[0].strip(), name.strip().strip("\"'").strip()
    return cell.strip().removeprefix("mailto:"), ""

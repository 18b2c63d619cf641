"""The list of participants that a video service gives out after a meeting, whichever of the usual shapes it has.

Read are the columns for name, address, joining, leaving and duration, under the names the services give them, in any
order; lines above them and whole sections after them are passed over. Who comes back after the line dropped stands in
several lines: they are one person, and the minutes add up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial

from course.cohorts.listed import LONGEST, Listed
from course.errors import Refused
from course.exchange.table import DELIMITERS, lines
from course.words import _

HEADS = {
    "name": (
        "name",
        "full name",
        "participant",
        "participant name",
        "display name",
        "user name",
        "teilnehmer",
    ),
    "first": ("first name", "given name", "vorname"),
    "last": ("last name", "surname", "family name", "nachname"),
    "email": ("email", "e-mail", "user email", "email address", "e-mail address", "e-mail-adresse"),
    "joined": ("join time", "joined", "time joined", "first join", "joined at"),
    "left": ("leave time", "left", "time exited", "last leave", "left at"),
    "minutes": (
        "duration",
        "total duration",
        "minutes",
        "in-meeting duration",
        "attended duration",
        "time in call",
    ),
}
"""Small letters, without what stands in brackets."""
MOMENTS = (
    "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p", "%m/%d/%y, %I:%M:%S %p", "%m/%d/%Y, %I:%M:%S %p",
    "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%H:%M:%S", "%H:%M", "%I:%M %p",
)  # fmt: skip
Reader = Callable[[str], datetime]
UNITS = {"h": 60.0, "m": 1.0, "s": 1 / 60}


def parse(text: str) -> list[Listed]:
    """Everybody on it, in its order. Refused when no line names the columns or nobody stands below it."""
    heads: dict[str, int] = {}
    found: dict[tuple[str, str], Listed] = {}
    for line in lines(text, delimiter=_delimiter(text)):
        if not heads:
            heads = _heads(line.cells)
        elif _begins_a_section(line.cells):
            break
        elif one := _person(line.cells, heads):
            key = one.name.casefold(), one.email.casefold()
            found[key] = _together(found.get(key), one)
    if not found:
        raise Refused(
            _("No column “Name” with people below it was found. The list of participants has one."),
            field="file",
        )
    return list(found.values())


def _delimiter(text: str) -> str:
    """That of the line which names the columns: what stands above it may have another one."""
    for line in text.splitlines():
        for delimiter in DELIMITERS:
            if len(line.split(delimiter)) > 1 and _heads(line.split(delimiter)):
                return delimiter
    return ","


def _heads(cells: Sequence[str]) -> dict[str, int]:
    """{what: its column}, for a line that names at least one with a name; nothing for any other."""
    words = [re.sub(r"\(.*?\)", "", cell).strip(' "\ufeff').casefold() for cell in cells]
    found = {
        what: words.index(name) for what, names in HEADS.items() for name in reversed(names) if name in words
    }
    return found if "name" in found or "first" in found else {}


def _begins_a_section(cells: Sequence[str]) -> bool:
    return bool(re.match(r"\d+\. ", cells[0])) and not any(cells[1:])


def _person(cells: Sequence[str], heads: dict[str, int]) -> Listed | None:
    cell = {what: cells[at] for what, at in heads.items() if at < len(cells)}
    name = cell.get("name") or " ".join(filter(None, (cell.get("first"), cell.get("last"))))
    name, email = " ".join(name.split())[: LONGEST["name"]], cell.get("email", "")[: LONGEST["email"]]
    return Listed(name, email, _minutes(cell)) if name or email else None


def _minutes(cell: dict[str, str]) -> int | None:
    """What the list says; else from joining to leaving; None when neither can be read."""
    said = _duration(cell.get("minutes", ""))
    if said is not None:
        return said
    with suppress(ValueError):
        joined, left = _moments(cell.get("joined", ""), cell.get("left", ""))
        return round((left - joined).total_seconds() / 60) if left >= joined else None
    return None


def _duration(said: str) -> int | None:
    """83, 83.5, 1:23:04, 1h 23m 4s, 1 hr 23 min."""
    if re.fullmatch(r"\d{1,4}([.,]\d+)?", said):
        return round(float(said.replace(",", ".")))
    if parts := re.fullmatch(r"(\d{1,2}):(\d\d)(?::(\d\d))?", said):
        return round(int(parts[1]) * 60 + int(parts[2]) + int(parts[3] or 0) / 60)
    spoken = re.findall(r"(\d{1,4})\s*([hms])", said.casefold())
    return round(sum(int(number) * UNITS[unit] for number, unit in spoken)) if spoken else None


def _moments(joined: str, left: str) -> tuple[datetime, datetime]:
    """Both read in the same way; day and month may stand in either order, as only what lies between them counts."""
    for read in _readers():
        with suppress(ValueError):
            return read(joined), read(left)
    raise ValueError("no way of writing a moment that is known here")


def _readers() -> Iterator[Reader]:
    yield lambda said: datetime.fromisoformat(said).replace(tzinfo=None)
    yield from (partial(_read, shape) for shape in MOMENTS)


def _read(shape: str, said: str) -> datetime:
    return datetime.strptime(said, shape)  # noqa: DTZ007  (only what lies between two of the same clock counts)


def _together(first: Listed | None, second: Listed) -> Listed:
    if first is None:
        return second
    known = first.minutes is not None and second.minutes is not None
    return Listed(first.name, first.email, (first.minutes or 0) + (second.minutes or 0) if known else None)

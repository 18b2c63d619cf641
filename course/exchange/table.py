"""A file or pasted text as a table: encoding, delimiter and quoted line breaks are found out."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from course.errors import Refused
from course.words import _

DELIMITERS = (",", ";", "\t", "|")
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LONGEST_CELL = 131_072


@dataclass(frozen=True)
class Line:
    """One record; `number` is the line of the text it begins on, counted from 1."""

    number: int
    cells: tuple[str, ...]


def decoded(content: bytes) -> str:
    """Text from a file: by its byte order mark, else UTF-8, else the old western encoding of spreadsheets."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def lines(text: str, *, delimiter: str | None = None, strict: bool = False) -> Iterator[Line]:
    """Every record that holds anything. Refused when a quotation mark is opened and never closed.

    With `strict` a text that ends inside quotation marks is refused too: it is half a file.
    """
    plain = io.StringIO(text.removeprefix("\ufeff"))
    reader = csv.reader(plain, delimiter=delimiter or likeliest(text), strict=strict)
    begins = 1
    try:
        for cells in reader:
            stripped = tuple(cell.strip() for cell in cells)
            if any(stripped):
                yield Line(begins, stripped)
            begins = reader.line_num + 1
    except csv.Error as error:
        sentence = _("From line %(number)d on this cannot be read as a table; is a quotation mark left open?")
        raise Refused(sentence % {"number": begins}) from error


def likeliest(text: str) -> str:
    """The delimiter that stands most often in the first line, outside quotation marks."""
    first = next((line for line in text.removeprefix("\ufeff").splitlines() if line.strip()), "")
    bare = "".join(first.split('"')[::2])
    return max(DELIMITERS, key=bare.count)

"""The sheets of a workbook as text, read by openpyxl after a look at what is inside."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from course.errors import Refused

WORKBOOK = "xl/workbook.xml"
MOST_ROWS = 5_000
MOST_COLUMNS = 200


@dataclass(frozen=True)
class SheetRow:
    """`number` is the row in the sheet, counted from 1; `cells` by the names in the sheet's first row, stripped."""

    number: int
    cells: dict[str, str]


Sheets = dict[str, list[SheetRow]]
"""By the sheet's name in small letters."""


def sheets(name: str, files: dict[str, bytes], wanted: tuple[str, ...]) -> Sheets:
    """Those of the wanted sheets that are there. Refused for what a spreadsheet program would not have written."""
    from openpyxl import load_workbook

    for path, content in files.items():
        if path.endswith((".xml", ".rels", ".vml")):
            _refuse_declarations(name, path, content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it says which decorations of a sheet it leaves out
            book = load_workbook(_zipped(files), read_only=True, data_only=True)
            found = {
                sheet.title.strip().lower(): list(_rows(name, sheet.title, _cells(sheet)))
                for sheet in book.worksheets
                if sheet.title.strip().lower() in wanted
            }
    except Refused:
        raise
    except (
        Exception
    ) as error:  # openpyxl raises whatever its parts do: KeyError, ValueError, ParseError and more
        raise Refused(f"{name} cannot be read as a workbook; open it and save it again as .xlsx.") from error
    return found


def _refuse_declarations(name: str, path: str, content: bytes) -> None:
    """A spreadsheet needs no document type and no entities; with them a small file can be made to fill a memory."""
    parser = expat.ParserCreate()

    def declared(*_about: object) -> None:
        raise Refused(f"{name} declares entities in {path}, which no spreadsheet program does.")

    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise Refused(f"{name}: {path} is broken in line {error.lineno}; save the workbook again.") from error


def _zipped(files: dict[str, bytes]) -> io.BytesIO:
    """What was unpacked within the limits, and nothing else."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    packed.seek(0)
    return packed


def _cells(sheet: Any) -> Iterator[tuple[object, ...]]:
    """`sheet` is openpyxl's, which has no published types."""
    rows: Iterator[tuple[object, ...]] = sheet.iter_rows(
        max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True
    )
    return rows


def _rows(name: str, title: str, cells: Iterator[tuple[object, ...]]) -> Iterator[SheetRow]:
    heads: list[str] | None = None
    for number, row in enumerate(cells, start=1):
        written = [_text(cell) for cell in row]
        if number > MOST_ROWS:
            raise Refused(
                f"{name}, sheet {title}: more than {MOST_ROWS} rows; a questionnaire is far smaller."
            )
        if not any(written):
            continue
        if heads is None:
            heads = [_head(cell) for cell in written]
            _refuse_twins(f"{name}, sheet {title}", heads)
        else:
            yield SheetRow(number, {head: cell for head, cell in zip(heads, written, strict=False) if head})


def _refuse_twins(where: str, heads: list[str]) -> None:
    if twins := sorted({head for head in heads if head and heads.count(head) > 1}):
        raise Refused(f"{where}: the column {', '.join(twins)} stands twice.")


def _head(cell: str) -> str:
    return " ".join(cell.lower().split())


def _text(cell: object) -> str:
    """A number as people write it: 1, not 1.0."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()

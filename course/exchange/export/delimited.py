"""CSV for people and for scripts, with the codebook that says what every column and every code means."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from course.exchange.export.grid import Grid, Plain
from course.exchange.export.missing import Missing
from course.outcomes.table import guarded

CODEBOOK = ("variable", "label", "asked as", "type", "values", "missing values")


def csv_text(heads: Iterable[str], rows: Iterable[Iterable[Plain | Missing]]) -> str:
    """RFC 4180. Text that a spreadsheet could run is guarded; a missing value is its code; None is empty."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([guarded(head) for head in heads])
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return out.getvalue()


def grid_csv(grid: Grid) -> str:
    return csv_text((column.name for column in grid.columns), grid.rows)


def codebook_csv(grid: Grid) -> str:
    return csv_text(CODEBOOK, _codebook(grid))


def missing_words() -> str:
    return "; ".join(f"{one.words} ({one.code})" for one in Missing)


def _codebook(grid: Grid) -> Iterator[tuple[str, ...]]:
    for column in grid.columns:
        values = "; ".join(f"{code} = {words}" for code, words in column.values.items())
        kind = "text" if column.text else column.level
        yield column.name, column.label, column.source, kind, values, missing_words() if column.source else ""


def _plain(cell: Plain | Missing) -> Plain:
    if isinstance(cell, Missing):
        return cell.code
    return guarded(cell) if isinstance(cell, str) else cell

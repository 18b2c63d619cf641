"""SPSS (.sav) and Stata (.dta) files with labels and user-missing values, written in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

from course.exchange.export.grid import Column, Grid
from course.exchange.export.missing import Missing

Kind = Literal["sav", "dta"]
WRITER = Path(__file__).parent / "labelled_file.py"
PATIENCE = 120
"""Seconds. Ten thousand people with 200 columns take about ten."""


def labelled_file(grid: Grid, kind: Kind, *, title: str) -> bytes:
    """The bytes of the file. RuntimeError when it cannot be written, subprocess.TimeoutExpired when it takes too long.

    The libraries that write these formats bring more memory than the whole site needs, so they are loaded in a
    process that ends with the file.
    """
    made = subprocess.run(  # noqa: S603  (our own program, with one of two words)
        [sys.executable, "-P", str(WRITER), kind],
        input=json.dumps(_message(grid, title)).encode(),
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    if made.returncode:
        raise RuntimeError(made.stderr.decode(errors="replace").strip())
    return made.stdout


def _message(grid: Grid, title: str) -> dict[str, Any]:
    """Plain values only; a missing value is {"missing": letter}."""
    return {
        "title": title,
        "missing": [[one.code, one.letter, one.words] for one in Missing],
        "columns": [_column(one) for one in grid.columns],
        "rows": [
            [{"missing": cell.letter} if isinstance(cell, Missing) else cell for cell in row]
            for row in grid.rows
        ],
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "label": column.label,
        "level": column.level,
        "text": column.text,
        "values": list(column.values.items()),
        "has_missing": bool(column.source),
    }

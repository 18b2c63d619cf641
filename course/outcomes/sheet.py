"""Figures for a spreadsheet: a header, then plain numbers, with no text that a spreadsheet would run."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO

from course.outcomes.table import Cell, guarded


@dataclass(frozen=True)
class Sheet:
    """None is an empty cell: unknown, or hidden."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def csv(self) -> str:
        """RFC 4180. Four decimals: more would be noise, and enough to set beside other software."""
        out = StringIO(newline="")
        csv.writer(out).writerows([[_safe(cell) for cell in row] for row in (self.heads, *self.rows)])
        return out.getvalue()


def _safe(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return guarded(cell)
    return round(cell, 4) + 0.0 if isinstance(cell, float) else cell

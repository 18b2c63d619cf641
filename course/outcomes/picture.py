"""A chart with the words that stand round it, the same on the page, in a file and on paper."""

from __future__ import annotations

from dataclasses import dataclass

from course.outcomes.drawing import Drawing
from course.outcomes.sheet import Sheet
from course.outcomes.table import Table


@dataclass(frozen=True)
class Picture:
    """`title` is a sentence, `unit` says what the marks mean, `method` how they were worked out.

    `narrow` is the form for a phone, None where one form serves both. `table` is the way to read the chart without
    seeing it, `sheet` the same as plain numbers for a spreadsheet.
    """

    key: str
    title: str
    unit: str
    method: str
    wide: Drawing
    narrow: Drawing | None
    table: Table
    sheet: Sheet

    @property
    def svg(self) -> str:
        """A file that stands for itself: the sentence above the drawing, the method below."""
        return self.wide.svg_with((self.title, self.unit), (self.method,))

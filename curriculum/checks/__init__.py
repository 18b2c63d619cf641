"""What content has to hold beyond its shape. Every check yields Problems; none of them stops at the first."""

from collections.abc import Iterator
from dataclasses import dataclass

Found = Iterator[tuple[str, str, str]]
"""(file below the course's folder, field, what is wrong)"""


@dataclass(frozen=True, slots=True)
class Problem:
    """`file` is relative to the curriculum folder; `field` is dotted, a line, or empty for a whole file.
    `line` counts from 1 and is None where the field has no place of its own."""

    file: str
    field: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        at = f", line {self.line}" if self.line and not self.field.startswith("line ") else ""
        field = f", {self.field}" if self.field else ""
        return f"{self.file}{at}{field}: {self.message}"

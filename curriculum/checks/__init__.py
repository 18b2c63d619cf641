"""What content has to hold beyond its shape. Every check yields Problems; none of them stops at the first."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """`file` is relative to the curriculum folder; `field` is dotted, a line, or empty for a whole file."""

    file: str
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}, {self.field}: {self.message}" if self.field else f"{self.file}: {self.message}"

"""The content files read with plain YAML and nothing of ours, so that a test of them believes no loader."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

COURSES = Path(__file__).parents[2] / "curriculum" / "courses"
EIGHT_WEEKS = COURSES / "eight-weeks"
ALL = ("eight-weeks", "six-meetings", "open-circle")


def fields(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def front(path: Path) -> dict[str, Any]:
    """The fields between the two lines of dashes."""
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])
    return found


def body(path: Path) -> str:
    """What stands below them."""
    return path.read_text(encoding="utf-8").split("---\n", 2)[2]


def headings(path: Path) -> list[str]:
    return re.findall(r"^## (.+)$", body(path), re.MULTILINE)


def below(path: Path, heading: str) -> str:
    """The text under one heading, up to the next."""
    return re.split(r"^## ", body(path).split(f"## {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def units(course: str) -> Iterator[tuple[str, dict[str, Any], list[dict[str, Any]]]]:
    """(course/unit, what unit.yaml says, the parts of its outline) in the course's order."""
    folder = COURSES / course
    for key in fields(folder / "course.yaml")["units"]:
        agenda = fields(folder / key / "outline.yaml")["agenda"]
        yield f"{course}/{key}", fields(folder / key / "unit.yaml"), agenda


def every_unit() -> Iterator[tuple[str, dict[str, Any], list[dict[str, Any]]]]:
    for course in ALL:
        yield from units(course)

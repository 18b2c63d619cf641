"""The keys inside a text: of form fields and choices, goals, parts of a meeting, home practice, waves and packs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from curriculum.errors import ContentError
from curriculum.files import read_front_matter, read_yaml


def inner_keys(path: Path, root: Path) -> frozenset[str] | None:
    """Each as `fields/how/choices/not-yet`. None when the file cannot be read, which is told elsewhere."""
    try:
        fields = read_front_matter(path, root)[0] if path.suffix == ".md" else read_yaml(path, root)
    except ContentError:
        return None
    return frozenset(_keys(fields, ""))


def _keys(value: Any, where: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _keys(inner, f"{where}{name}/")
    if isinstance(value, list):
        for one in value:
            if isinstance(one, dict) and isinstance(one.get("key"), str):
                yield f"{where}{one['key']}"
                yield from _keys(one, f"{where}{one['key']}/")

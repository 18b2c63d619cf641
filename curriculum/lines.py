"""Where in its file a field stands, so that an error can name the line."""

import re
from pathlib import Path

import yaml

from curriculum.files import PlainLoader

Node = yaml.Node


def line_of(path: Path, field: str) -> int | None:
    """The 1-based line of a field such as `agenda.3.minutes`, `agenda, welcome, minutes` or `## Steps`.

    The deepest step that is found counts; None when not even the first one is, or the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    if field.startswith("line "):
        return int(field.removeprefix("line "))
    if field.startswith("## "):
        return _heading(text, field)
    return _field(text, path.suffix == ".md", re.split(r", |\.", field)) if field else None


def _heading(text: str, heading: str) -> int | None:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() == heading.strip():
            return number
    return None


def _field(text: str, is_markdown: bool, steps: list[str]) -> int | None:
    above, body = front_matter(text) if is_markdown else ("", text)
    try:
        node: Node | None = yaml.compose(body, Loader=PlainLoader)
    except yaml.YAMLError:
        return None
    found = None
    for step in steps:
        node, line = _step(node, step)
        found = found if line is None else line
    return found + 1 + above.count("\n") if found is not None else None


def front_matter(text: str) -> tuple[str, str]:
    """The lines of a Markdown file up to its fields, and the fields as YAML; both empty when it has none."""
    parts = re.split(r"(^---[ \t]*$\n?)", text, maxsplit=2, flags=re.MULTILINE)
    return (parts[0] + parts[1], parts[2]) if len(parts) == 5 else ("", "")


def _step(node: Node | None, step: str) -> tuple[Node | None, int | None]:
    """The node one step further down, and the 0-based line it begins on."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return value, key.start_mark.line
    if isinstance(node, yaml.SequenceNode):
        numbered = {str(at): item for at, item in enumerate(node.value)}
        found = numbered.get(step) or next((item for item in node.value if _named(item) == step), None)
        if found is not None:
            return found, found.start_mark.line
    return node, None


def _named(item: Node) -> str | None:
    """The key or name of a thing in a list; a plain text is its own name."""
    if isinstance(item, yaml.ScalarNode):
        return str(item.value)
    if not isinstance(item, yaml.MappingNode):
        return None
    names = {key.value: value.value for key, value in item.value if isinstance(value, yaml.ScalarNode)}
    return names.get("key") or names.get("name")

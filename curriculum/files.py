"""Reading single files: YAML without its traps, and Markdown with front matter and headed sections."""

import json
import re
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from curriculum.errors import ContentError, from_validation
from curriculum.text import Content

ROOT = Path(__file__).parent
Shape = TypeVar("Shape", bound=Content)


class PlainLoader(yaml.CSafeLoader):
    """YAML as people mean it: no dates or times guessed from text, only true and false are booleans.

    YAML 1.1 reads `on` as true, 18:30 as 1110 and 2026-01-01 as a date; here all three stay text. A key that
    stands twice is refused instead of silently losing the first one.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twins = [key for key in keys if keys.count(key) > 1]
        if twins:
            raise yaml.constructor.ConstructorError(
                None, None, f"the field {twins[0]} stands twice", node.start_mark
            )
        return super().construct_mapping(node, deep)


PlainLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("int", r"^-?[0-9]+$", "-0123456789"),
    ("float", r"^-?[0-9]+\.[0-9]+$", "-0123456789"),
):
    PlainLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))


def shown(path: Path, root: Path) -> str:
    """The file as an error names it: relative to the curriculum folder."""
    return path.relative_to(root).as_posix()


def read_text(path: Path, root: Path) -> str:
    """The file's text. ContentError when it is not there or not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ContentError(shown(path, root), "", "this file is named elsewhere but is not there.") from None
    except UnicodeDecodeError:
        raise ContentError(shown(path, root), "", "this file is not UTF-8 text.") from None


def read_yaml(path: Path, root: Path) -> dict[str, Any]:
    """The fields of one YAML file."""
    return parse_yaml(read_text(path, root), shown(path, root))


def parse_yaml(text: str, file: str, first_line: int = 1) -> dict[str, Any]:
    """Fields from YAML text; `first_line` is where the text starts in its file, for errors."""
    try:
        fields = yaml.load(text, Loader=PlainLoader)  # noqa: S506 - a SafeLoader that guesses less
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark.line if error.problem_mark else 0) + first_line
        raise ContentError(file, f"line {line}", f"this is not valid YAML: {error.problem}.") from None
    except yaml.YAMLError as error:  # a control character, which has no line
        raise ContentError(file, "", f"this is not valid YAML: {str(error).splitlines()[0]}.") from None
    if not isinstance(fields, dict):
        raise ContentError(file, "", "needs fields with values, such as `title: Welcome`.")
    return fields


def read_front_matter(path: Path, root: Path) -> tuple[dict[str, Any], str]:
    """The fields between the two `---` lines at the top, and the Markdown below them."""
    text, file = read_text(path, root), shown(path, root)
    parts = re.split(r"^---[ \t]*$\n?", text, maxsplit=2, flags=re.MULTILINE)
    if len(parts) != 3 or parts[0].strip():
        raise ContentError(file, "line 1", "needs fields between two lines of --- at the top.")
    return parse_yaml(parts[1], file, first_line=parts[0].count("\n") + 2), parts[2].strip()


def sections(markdown: str, file: str) -> dict[str, str]:
    """Second-level headings with the text below each. Text above the first heading has no place."""
    above, *rest = re.split(r"^## +(.+?) *$", markdown, flags=re.MULTILINE)
    if above.strip():
        raise ContentError(
            file, "", f"put the text before the first ## heading under one: {above.strip()[:40]!r}."
        )
    names = rest[0::2]
    if len(set(names)) < len(names):
        raise ContentError(file, "", "two headings have the same name.")
    return {name: body.strip() for name, body in zip(names, rest[1::2], strict=True)}


def shaped(shape: type[Shape], fields: dict[str, Any], file: str, *, under: str = "") -> Shape:
    """The fields as one strict shape; ContentError names the first field that does not fit, `under` before it."""
    try:
        return shape.model_validate_json(json.dumps(fields))
    except ValidationError as error:
        raise from_validation(error, file, under=under) from None


def same_key(fields: dict[str, Any], key: str, file: str) -> None:
    """ContentError unless the file says the key that its name or folder has."""
    if fields.get("key") != key:
        raise ContentError(file, "key", f"needs to be {key}, like the name of its file or folder.")

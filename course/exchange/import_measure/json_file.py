"""JSON from a file, with the line where it stops being that."""

from __future__ import annotations

import json
from typing import Any

from course.errors import Refused
from course.exchange.import_measure.text_file import text_of

Node = dict[str, Any]
MOST = 1e9


def parsed(name: str, content: bytes) -> Any:
    """Refused when it is not JSON, ends midway, says one thing twice, or is nested deeper than anybody writes."""
    try:
        return json.loads(text_of(name, content), object_pairs_hook=lambda pairs: _once(name, pairs))
    except json.JSONDecodeError as error:
        raise Refused(
            f"{name}, line {error.lineno}: this is not JSON ({error.msg}); is it cut off?"
        ) from error
    except ValueError as error:
        raise Refused(f"{name} holds a number that is longer than any score.") from error
    except RecursionError as error:
        raise Refused(f"{name} is nested too deeply to be a questionnaire.") from error


def nodes(value: Any) -> list[Node]:
    """The objects in a list; one alone stands for a list of one."""
    several = value if isinstance(value, list) else [value]
    return [each for each in several if isinstance(each, dict)]


def text(value: Any) -> str:
    """A string, or a number as it is written; "" for everything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)


def number(value: Any) -> float | None:
    """None as well for one that no answer could count, such as 1e400."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < MOST:
        return None
    return float(value)


def _once(name: str, pairs: list[tuple[str, Any]]) -> Node:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [key for key, _value in pairs]
        twins = sorted({key for key in names if names.count(key) > 1})
        raise Refused(f"{name} says {', '.join(twins)} twice in one place, so nobody knows which is meant.")
    return found

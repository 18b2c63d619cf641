"""One error for every content file that cannot be read, in a sentence that names file and field."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError


class ContentError(Exception):
    """`file` is relative to the curriculum folder; `field` is dotted, or empty for the whole file."""

    def __init__(self, file: str, field: str, message: str) -> None:
        self.file, self.field, self.message = file, field, message
        super().__init__(f"{file}, {field}: {message}" if field else f"{file}: {message}")


SENTENCES = {
    "missing": "this field is needed.",
    "extra_forbidden": "this field is not known here; check its spelling.",
    "int_type": "needs a whole number without quotes, and this is {input}.",
    "float_type": "needs a number without quotes, and this is {input}.",
    "string_type": "needs text (put it in quotes), and this is {input}.",
    "bool_type": "needs true or false, and this is {input}.",
    "tuple_type": "needs a list, one item per line with a dash, and this is {input}.",
    "dict_type": "needs fields with values, and this is {input}.",
    "model_type": "needs fields with values, and this is {input}.",
    "literal_error": "needs one of {expected}, and this is {input}.",
    "greater_than_equal": "needs to be at least {ge}, and this is {input}.",
    "less_than_equal": "needs to be at most {le}, and this is {input}.",
    "too_long": "has {actual_length} items, and at most {max_length} fit.",
    "too_short": "needs at least {min_length} item(s).",
    "string_too_short": "needs some text.",
    "string_too_long": "is longer than {max_length} characters.",
}
PATTERNS = {r"^[^\n]*$": "needs to be one line of text."}


def from_validation(error: ValidationError, file: str, *, under: str = "") -> ContentError:
    """The first thing pydantic found, as a plain sentence. `under` is where in the file the checked fields stand."""
    first = error.errors()[0]
    steps = [under, *(str(step) for step in first["loc"])]
    return ContentError(file, ".".join(step for step in steps if step), _sentence(first))


def _sentence(found: Mapping[str, Any]) -> str:
    context: Mapping[str, Any] = found.get("ctx", {})
    if found["type"] == "string_pattern_mismatch":
        key_rule = "needs a key of small letters, digits and hyphens, and this is {input}."
        sentence = PATTERNS.get(context["pattern"], key_rule)
    elif found["type"] == "value_error":
        return f"{context['error']}."
    else:
        sentence = SENTENCES.get(found["type"], f"{found['msg'].lower()}, and this is {{input}}.")
    return sentence.format(**{**context, "input": _shown(found["input"])})


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return "a group of fields"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "a list"
    return "empty" if value is None else repr(value)[:60]

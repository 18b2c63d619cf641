"""A unit's folder: unit.yaml, outline.yaml, and the handout and letters it has."""

from typing import Any

from curriculum.errors import ContentError
from curriculum.files import same_key, shaped
from curriculum.reading.shelf import Shelf
from curriculum.schema import Outline, Reading, Unit, UnitLetter

LETTERS = {"letter_before": "letter-before.md", "letter_after": "letter-after.md"}


def read_unit(shelf: Shelf, key: str) -> Unit:
    """The whole unit. ContentError for anything missing, unknown or misspelt."""
    file = shelf.named(f"{key}/unit.yaml")
    fields = shelf.yaml(f"{key}/unit.yaml", "unit")
    same_key(fields, key, file)
    fields |= _outline(shelf, key, fields.get("minutes"))
    if shelf.has(f"{key}/handout.md"):
        head, body = shelf.markdown(f"{key}/handout.md", "handout")
        reading = shaped(Reading, {**head, "markdown": body}, shelf.named(f"{key}/handout.md"))
        fields["reading"] = reading.model_dump(mode="json")
    for field, name in LETTERS.items():
        if shelf.has(f"{key}/{name}"):
            fields[field] = _letter(shelf, f"{key}/{name}")
    return shaped(Unit, fields, file)


def _letter(shelf: Shelf, name: str) -> dict[str, Any]:
    head, body = shelf.markdown(name, "letter")
    return shaped(UnitLetter, {**head, "markdown": body}, shelf.named(name)).model_dump(mode="json")


def _outline(shelf: Shelf, key: str, minutes: object) -> dict[str, Any]:
    file = shelf.named(f"{key}/outline.yaml")
    fields = shelf.yaml(f"{key}/outline.yaml", "outline")
    parts = fields.get("agenda")
    if isinstance(parts, list):
        fields["agenda"] = [_timed(part, at, minutes, file) for at, part in enumerate(parts)]
    try:
        return shaped(Outline, fields, file).model_dump(mode="json")
    except ContentError as error:
        raise ContentError(file, error.field.replace("by_length", "minutes"), error.message) from None


def _timed(part: object, at: int, minutes: object, file: str) -> object:
    """`minutes: {120: 10, 165: 15}` becomes the minutes in the unit's own length, and those of every length."""
    if not isinstance(part, dict) or not isinstance(part.get("minutes"), dict):
        return part
    by_length = part["minutes"]
    if not isinstance(minutes, int):  # what is wrong in unit.yaml is told from there
        return {**part, "minutes": next(iter(by_length.values()), None)}
    if minutes not in by_length:
        missing = (
            f"needs a number for {minutes}, the minutes in unit.yaml; a shorter outline may leave a part out."
        )
        raise ContentError(file, f"agenda.{at}.minutes", missing)
    return {**part, "minutes": by_length[minutes], "by_length": by_length}

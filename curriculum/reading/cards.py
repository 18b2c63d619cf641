"""Cards and guides: fields on top, Markdown below."""

from curriculum.files import same_key, shaped
from curriculum.reading.shelf import Shelf
from curriculum.schema import Card, Guide


def read_card(shelf: Shelf, key: str, *, pack: str | None = None) -> Card:
    """One card of the course, or of a pack. The week a borrowed one is offered in is a week of the other course."""
    name = f"cards/{key}.md"
    file, (fields, body) = shelf.named(name), shelf.markdown(name, "card")
    same_key(fields, key, file)
    if shelf.is_borrowed(name):
        fields.pop("unit", None)
    return shaped(Card, {**fields, "pack": pack, "markdown": body}, file)


def read_guide(shelf: Shelf, key: str) -> Guide:
    """One guide for facilitators."""
    name = f"guides/{key}.md"
    file, (fields, body) = shelf.named(name), shelf.markdown(name, "guide")
    same_key(fields, key, file)
    return shaped(Guide, {**fields, "markdown": body}, file)

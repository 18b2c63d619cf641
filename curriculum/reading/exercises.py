"""One exercise from its Markdown file: its form on top, how it is done below."""

from curriculum.errors import ContentError
from curriculum.files import same_key, sections, shaped
from curriculum.reading.shelf import Shelf
from curriculum.schema import Exercise

HEADINGS = {
    "What it asks of you": "before",
    "Steps": "steps",
    "If it is hard": "hard_note",
    "In the group": "in_group",
}


def read_exercise(shelf: Shelf, key: str, *, unit: str | None = None, pack: str | None = None) -> Exercise:
    """The exercise, first done in `unit`; at any time when it belongs to none."""
    name = f"exercises/{key}.md"
    file, (fields, body) = shelf.named(name), shelf.markdown(name, "exercise")
    same_key(fields, key, file)
    for heading, text in sections(body, file).items():
        if heading not in HEADINGS:
            raise ContentError(
                file, f"## {heading}", f"this heading is not known; known are: {', '.join(HEADINGS)}."
            )
        fields[HEADINGS[heading]] = text
    for heading, field in HEADINGS.items():
        if field != "in_group" and not fields.get(field):
            raise ContentError(file, f"## {heading}", "this heading is needed, with text below it.")
    return shaped(Exercise, {**fields, "unit": unit, "pack": pack}, file)

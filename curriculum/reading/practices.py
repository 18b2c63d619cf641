"""One practice from its Markdown file: fields on top, known headings below, scripts with their silences."""

import re

from curriculum.errors import ContentError
from curriculum.files import same_key, sections, shaped
from curriculum.reading.shelf import Shelf
from curriculum.schema import Practice

PAUSE = re.compile(r"\s*\[pause (\d+)\]\s*$")
ASKS = re.compile(r"\s*\[asks ([a-z, -]+)\]\s*$")
SCRIPT_HEADING = re.compile(r"^Read along, (\d+) minutes$")
NEEDED = {"What it asks of you": "before", "Steps": "steps", "If it is hard": "hard_note"}
KNOWN = {
    **NEEDED,
    "Why": "why",
    "One minute": "one_minute",
    "Longer": "longer",
    "When not to": "not_when",
    "What people often meet": "often_met",
}


def read_practice(shelf: Shelf, key: str, *, unit: str, pack: str | None = None) -> Practice:
    """The practice, first taught in `unit`, or opening with it as part of a pack."""
    name = f"practices/{key}.md"
    file, (fields, body) = shelf.named(name), shelf.markdown(name, "practice")
    same_key(fields, key, file)
    texts = sections(body, file)
    for heading in NEEDED:
        if not texts.get(heading):
            raise ContentError(file, f"## {heading}", "this heading is needed, with text below it.")
    scripts = []
    for heading, text in texts.items():
        if script := SCRIPT_HEADING.match(heading):
            scripts.append({"minutes": int(script[1]), "paragraphs": _paragraphs(text)})
        elif heading in KNOWN:
            fields[KNOWN[heading]] = text
        else:
            known = ", ".join([*KNOWN, "Read along, 5 minutes"])
            raise ContentError(file, f"## {heading}", f"this heading is not known; known are: {known}.")
    return shaped(Practice, {**fields, "unit": unit, "pack": pack, "scripts": scripts}, file)


def _paragraphs(text: str) -> list[dict[str, object]]:
    """Paragraphs of a script; `[pause 20]` at the end of one is twenty seconds of silence after it, and
    `[asks touch, body]` before that what these sentences ask for."""
    found = []
    for block in re.split(r"\n\s*\n", text.strip()):
        pause = PAUSE.search(block)
        said = PAUSE.sub("", block)
        asks = ASKS.search(said)
        found.append(
            {
                "text": " ".join(ASKS.sub("", said).split()),
                "pause": int(pause[1]) if pause else 0,
                "asks": re.split(r",\s*", asks[1]) if asks else [],
            }
        )
    return found

"""Courses and measures read from their files. Every fault is a ContentError that names file and field."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from curriculum.errors import ContentError
from curriculum.files import ROOT, read_front_matter, read_yaml, sections, shaped, shown
from curriculum.measure import Measure, Wording
from curriculum.schema import Card, Course, Outline, Practice, Reading, Unit
from curriculum.text import Content

__all__ = [
    "ContentError", "course_keys", "load_course", "load_measure", "load_wording", "measure_keys",
]  # fmt: skip

PAUSE = re.compile(r"\s*\[pause (\d+)\]\s*$")
SCRIPT_HEADING = re.compile(r"^Read along, (\d+) minutes$")
SECTION_FIELDS = {
    "What it asks of you": "before",
    "Steps": "steps",
    "If it is hard": "hard_note",
}


def course_keys(root: Path = ROOT) -> tuple[str, ...]:
    """Keys of the courses that have a folder here, sorted."""
    return tuple(sorted(path.parent.name for path in root.glob("courses/*/course.yaml")))


def measure_keys(root: Path = ROOT) -> tuple[str, ...]:
    """Keys of the measures that have a file here, sorted."""
    return tuple(sorted(path.stem for path in root.glob("measures/*.yaml")))


def load_course(key: str, root: Path = ROOT) -> Course:
    """The whole course from its folder. ContentError for anything missing, unknown or misspelt."""
    folder = root / "courses" / key
    file = folder / "course.yaml"
    fields = read_yaml(file, root)
    _same_key(fields, key, shown(file, root))
    units = [_unit(folder / each, root) for each in _names(fields, "units", shown(file, root))]
    cards = [
        _card(folder / "cards" / f"{each}.md", root) for each in _names(fields, "cards", shown(file, root))
    ]
    practices = [
        _practice(folder / "practices" / f"{each}.md", root, unit.key)
        for unit in units
        for each in unit.practices
    ]
    parts = {"units": _dumped(units), "cards": _dumped(cards), "practices": _dumped(practices)}
    return shaped(Course, {**fields, **parts}, shown(file, root))


def load_measure(key: str, root: Path = ROOT) -> Measure:
    """The scoring key of one measure."""
    file = root / "measures" / f"{key}.yaml"
    fields = read_yaml(file, root)
    _same_key(fields, key, shown(file, root))
    return shaped(Measure, fields, shown(file, root))


def load_wording(key: str, language: str = "en", root: Path = ROOT) -> Wording:
    """The sentences of one measure in one language. ContentError when that language is not written."""
    file = root / "measures" / "wording" / f"{key}.{language}.yaml"
    return shaped(Wording, read_yaml(file, root), shown(file, root))


def _unit(folder: Path, root: Path) -> Unit:
    """A unit's folder: unit.yaml, outline.yaml (the agenda) and, if there is one, handout.md."""
    file = folder / "unit.yaml"
    fields = read_yaml(file, root)
    _same_key(fields, folder.name, shown(file, root))
    outline = folder / "outline.yaml"
    agenda = shaped(Outline, read_yaml(outline, root), shown(outline, root))
    fields |= agenda.model_dump(mode="json")
    handout = folder / "handout.md"
    if handout.exists():
        head, body = read_front_matter(handout, root)
        reading = shaped(Reading, {**head, "markdown": body}, shown(handout, root))
        fields["reading"] = reading.model_dump(mode="json")
    return shaped(Unit, fields, shown(file, root))


def _practice(path: Path, root: Path, unit_key: str) -> Practice:
    fields, body = read_front_matter(path, root)
    file = shown(path, root)
    _same_key(fields, path.stem, file)
    scripts = []
    texts = sections(body, file)
    for heading in SECTION_FIELDS:
        if not texts.get(heading):
            raise ContentError(file, f"## {heading}", "this heading is needed, with text below it.")
    for heading, text in texts.items():
        if script := SCRIPT_HEADING.match(heading):
            scripts.append({"minutes": int(script[1]), "paragraphs": _paragraphs(text)})
        elif heading in SECTION_FIELDS:
            fields[SECTION_FIELDS[heading]] = text
        else:
            known = ", ".join([*SECTION_FIELDS, "Read along, 5 minutes"])
            raise ContentError(file, f"## {heading}", f"this heading is not known; known are: {known}.")
    return shaped(Practice, {**fields, "unit": unit_key, "scripts": scripts}, file)


def _paragraphs(text: str) -> list[dict[str, object]]:
    """Paragraphs of a script; `[pause 20]` at the end of one is twenty seconds of silence after it."""
    found = []
    for block in re.split(r"\n\s*\n", text.strip()):
        pause = PAUSE.search(block)
        spoken = " ".join(PAUSE.sub("", block).split())
        found.append({"text": spoken, "pause": int(pause[1]) if pause else 0})
    return found


def _card(path: Path, root: Path) -> Card:
    fields, body = read_front_matter(path, root)
    _same_key(fields, path.stem, shown(path, root))
    return shaped(Card, {**fields, "markdown": body}, shown(path, root))


def _dumped(parts: Iterable[Content]) -> list[dict[str, Any]]:
    return [part.model_dump(mode="json") for part in parts]


def _names(fields: dict[str, Any], field: str, file: str) -> list[str]:
    names = fields.get(field)
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ContentError(file, field, "needs a list of keys, one per line with a dash.")
    return names


def _same_key(fields: dict[str, Any], key: str, file: str) -> None:
    if fields.get("key") != key:
        raise ContentError(file, "key", f"needs to be {key}, like the name of its file or folder.")

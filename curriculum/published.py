"""What has been published: a version, a day and a hash for every text, so that no key is renamed and no edit is silent.

`published.yaml` stands in each course's folder and is written by `python -m curriculum publish`, never by hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import yaml

from curriculum.errors import ContentError
from curriculum.files import read_yaml, shown

FILE = "published.yaml"
HEAD = "# Written by `python -m curriculum publish`. Lines stay for ever: a cohort may be running on what they name.\n"


@dataclass(frozen=True, slots=True)
class Published:
    """`on` is an ISO date, `sha256` the hash of the file's bytes when this version was published."""

    version: int
    on: str
    sha256: str


def published(folder: Path, root: Path) -> Mapping[str, Published]:
    """{file below the course's folder: its newest published version}; empty before the first time."""
    file = folder / FILE
    if not file.exists():
        return {}
    return {name: _line(name, line, shown(file, root)) for name, line in read_yaml(file, root).items()}


def texts_in(folder: Path) -> list[str]:
    """Every text of a course's folder, sorted, as published.yaml names it."""
    files = (path for path in folder.rglob("*") if path.suffix in (".md", ".yaml") and path.name != FILE)
    return sorted(path.relative_to(folder).as_posix() for path in files)


def publish(folder: Path, root: Path, *, today: date) -> list[str]:
    """Give every new or changed text its next version; returns their names. What was published stays listed."""
    known = dict(published(folder, root))
    changed = [name for name in texts_in(folder) if _digest(folder / name) != _hash_of(known.get(name))]
    for name in changed:
        version = known[name].version + 1 if name in known else 1
        known[name] = Published(version, today.isoformat(), _digest(folder / name))
    if changed:
        _write(folder / FILE, known)
    return changed


def unpublished(folder: Path, root: Path) -> list[tuple[str, str]]:
    """(file, what is wrong) for every text that is gone, or differs from the version it says it is."""
    known, there = published(folder, root), texts_in(folder)
    gone = [(name, "was published and is gone; a key is never renamed or taken away.") for name in known]
    changed = "differs from its published version; run `python -m curriculum publish` when it is ready."
    return [found for found in gone if found[0] not in there] + [
        (name, changed if name in known else "is new; run `python -m curriculum publish` when it is ready.")
        for name in there
        if _digest(folder / name) != _hash_of(known.get(name))
    ]


def _line(name: str, line: object, file: str) -> Published:
    try:
        version, on, digest = str(line).split()
        return Published(int(version), date.fromisoformat(on).isoformat(), digest)
    except ValueError:
        raise ContentError(
            file, name, "needs a version, a day and a hash; let the command write it."
        ) from None


def _write(file: Path, known: Mapping[str, Published]) -> None:
    lines = {name: f"{one.version} {one.on} {one.sha256}" for name, one in sorted(known.items())}
    file.write_text(HEAD + yaml.safe_dump(lines, width=200, allow_unicode=True), encoding="utf-8")


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _hash_of(known: Published | None) -> str | None:
    return known.sha256 if known else None

"""What has been published: version, day, hash and inner keys of every text, so no key is renamed and no edit is silent.

`published.yaml` stands in each course's folder and is written by `python -m curriculum publish`, never by hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import yaml

from curriculum.errors import ContentError
from curriculum.files import read_yaml, shown
from curriculum.inner_keys import inner_keys

FILE = "published.yaml"
HEAD = "# Written by `python -m curriculum publish`. Lines stay for ever: a cohort may be running on what they name.\n"
NEVER = "a key is never renamed or taken away."


@dataclass(frozen=True, slots=True)
class Published:
    """`on` is an ISO date, `sha256` the hash of the file's bytes in this version, `keys` the keys inside it then."""

    version: int
    on: str
    sha256: str
    keys: frozenset[str] = frozenset()


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
    """Give every new or changed text its next version; returns their names. What was published stays listed.

    ContentError when a published key is gone from one of them; then nothing is written.
    """
    before = published(folder, root)
    known, changed = dict(before), _changed(folder, before)
    for name in changed:
        if gone := _gone_from(folder, name, before, root):
            raise ContentError(shown(folder / name, root), "", gone[0])
        version = known[name].version + 1 if name in known else 1
        known[name] = Published(version, today.isoformat(), _digest(folder / name))
    for name in texts_in(folder):
        known[name] = replace(known[name], keys=_keys(folder, name, root) or frozenset())
    if known != before:
        _write(folder / FILE, known)
    return changed


def unpublished(folder: Path, root: Path) -> list[tuple[str, str]]:
    """(file, what is wrong) for every text or key that is gone, and every text that differs from its version."""
    known, there = published(folder, root), texts_in(folder)
    found = [(name, f"was published and is gone; {NEVER}") for name in known if name not in there]
    for name in _changed(folder, known):
        found += [(name, says) for says in _gone_from(folder, name, known, root)]
        says = "differs from its published version" if name in known else "is new"
        found.append((name, f"{says}; run `python -m curriculum publish` when it is ready."))
    return found


def _changed(folder: Path, known: Mapping[str, Published]) -> list[str]:
    return [name for name in texts_in(folder) if _digest(folder / name) != _hash_of(known.get(name))]


def _gone_from(folder: Path, name: str, known: Mapping[str, Published], root: Path) -> list[str]:
    """A sentence for each published key that this text no longer has."""
    keys = _keys(folder, name, root)
    if name not in known or keys is None:
        return []
    return [f"{key} was published and is gone; {NEVER}" for key in sorted(known[name].keys - keys)]


def _keys(folder: Path, name: str, root: Path) -> frozenset[str] | None:
    """None of a translation, which may leave some out: it has those of the text that it mirrors."""
    mirrored = name.partition("/")[2]
    if mirrored and (folder / mirrored).exists():
        return frozenset()
    return inner_keys(folder / name, root)


def _line(name: str, line: object, file: str) -> Published:
    try:
        version, on, digest, *keys = str(line).split()
        return Published(int(version), date.fromisoformat(on).isoformat(), digest, frozenset(keys))
    except ValueError:
        raise ContentError(
            file, name, "needs a version, a day and a hash; let the command write it."
        ) from None


def _write(file: Path, known: Mapping[str, Published]) -> None:
    lines = {
        name: " ".join([str(one.version), one.on, one.sha256, *sorted(one.keys)])
        for name, one in sorted(known.items())
    }
    file.write_text(HEAD + yaml.safe_dump(lines, width=200, allow_unicode=True), encoding="utf-8")


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _hash_of(known: Published | None) -> str | None:
    return known.sha256 if known else None

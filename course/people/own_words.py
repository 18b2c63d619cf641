"""What somebody writes beside her choices: each answer hers alone, unless she shares it with her facilitators.

Both kinds are sealed with her own key, apart from each other: what opens the shared ones never touches the others.
Nothing is scanned.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlmodel import Field, Session, SQLModel

from course.errors import Refused
from course.people.key import Keyring
from course.people.person import Person
from course.words import _

LONGEST = 5_000
"""Characters of one answer."""


class WithWords(SQLModel):
    """Columns of a row that holds such words; each is nonce and ciphertext of {question: words} as JSON."""

    key_id: int | None = Field(default=None, foreign_key="data_key.id")
    sealed: bytes | None = None
    shared: bytes | None = None


@dataclass(frozen=True)
class OwnWords:
    """{question: words}: `alone` for their writer, `shared` for the facilitators of her cohort as well."""

    alone: Mapping[str, str]
    shared: Mapping[str, str]

    @property
    def all(self) -> Mapping[str, str]:
        return {**self.alone, **self.shared}


def own_words(words: Mapping[str, str], share: Collection[str]) -> OwnWords:
    """What was written, apart by whether it is shared; Refused when one is too long."""
    written = {key: text for key, text in words.items() if text.strip()}
    for key, text in written.items():
        if len(text) > LONGEST:
            raise Refused(_("This is longer than one answer can hold. The journal has more room."), field=key)
    return OwnWords(
        {key: text for key, text in written.items() if key not in share},
        {key: text for key, text in written.items() if key in share},
    )


def seal(db: Session, ring: Keyring, person: Person, row: WithWords, words: OwnWords, *, place: str) -> None:
    """Put them into the row. `place` names it: sealed words cannot be moved to another row or column."""
    row.key_id = row.sealed = row.shared = None
    if words.alone:
        row.key_id, row.sealed = ring.seal(db, person, _as_json(words.alone), place=f"{place}|sealed")
    if words.shared:
        row.key_id, row.shared = ring.seal(db, person, _as_json(words.shared), place=f"{place}|shared")


def read(db: Session, ring: Keyring, row: WithWords, *, place: str) -> OwnWords:
    """All of them, for their writer."""
    return OwnWords(
        _opened(db, ring, row, row.sealed, f"{place}|sealed"), read_shared(db, ring, row, place=place)
    )


def read_shared(db: Session, ring: Keyring, row: WithWords, *, place: str) -> Mapping[str, str]:
    """Those that she shared, for her facilitators."""
    return _opened(db, ring, row, row.shared, f"{place}|shared")


def _opened(
    db: Session, ring: Keyring, row: WithWords, sealed: bytes | None, place: str
) -> Mapping[str, str]:
    if sealed is None or row.key_id is None:
        return {}
    found: Mapping[str, str] = json.loads(ring.open(db, row.key_id, sealed, place=place))
    return found


def _as_json(words: Mapping[str, str]) -> str:
    return json.dumps(dict(words), ensure_ascii=False)

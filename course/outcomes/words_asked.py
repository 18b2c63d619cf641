"""Which words somebody was asked in: two scores make a change only when both were asked in the same ones."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from course.cohorts import bundle
from curriculum.loader import load_measure
from curriculum.measure import Measure, Wording

OURS = "ours"
OFFICIAL = "official"


@dataclass(frozen=True)
class WordsAsked:
    """`version` is that of the words in their language, `key_version` that of the scoring key.

    `form` is "ours", or the name of the published form. Cohorts asked in one form may be set side by side, whatever
    the language; two scores of one person need everything to be the same.
    """

    form: str
    language: str = ""
    version: int = 0
    key_version: int = 0


def words_asked(db: Session, measure_key: str, definition_hash: str, wording_hash: str | None) -> WordsAsked:
    """Of one assessment, by what it pinned. Results brought in from elsewhere pinned no words."""
    key_version = bundle.read(db, definition_hash, Measure).version
    if wording_hash is None:
        form = OURS if load_measure(measure_key).askable else OFFICIAL
        return WordsAsked(form, key_version=key_version)
    words = bundle.read(db, wording_hash, Wording)
    form = OURS if words.ours else words.form or OFFICIAL
    return WordsAsked(form, words.language, words.version, key_version)

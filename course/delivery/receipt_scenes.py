"""What a letter about a press speaks of: which step it was, or what was asked and what she said to it."""

from collections.abc import Iterable
from typing import Any

from sqlmodel import Session

from course.delivery.receipt_facts import STEP, ReceiptFacts, step_in
from course.letters.scene import AgreedScene
from course.people import consent
from course.people.consent import Consent, ConsentTo
from course.people.consent_text import as_asked

VERSION = 12
"""So many letters of a text's hash name it on paper."""


def said_of(db: Session, facts: ReceiptFacts) -> dict[str, Any]:
    if facts.letter == STEP:
        return {"step": step_in(facts.about)}
    newest = consent.newest(db, facts.request_id)
    rows = [newest[purpose] for purpose in ConsentTo if purpose in newest]
    return {"agreed": tuple(_agreed(row) for row in rows), "signed": _signed(rows)}


def _agreed(row: Consent) -> AgreedScene:
    asked = as_asked(row)
    return AgreedScene(
        title=asked.title,
        text=asked.text,
        more=asked.more,
        given=row.given,
        version=row.text_hash[:VERSION],
        at=row.at,
    )


def _signed(rows: Iterable[Consent]) -> str:
    """The name of the newest that bears one."""
    return next((row.signed_as for row in sorted(rows, key=_number, reverse=True) if row.signed_as), "")


def _number(row: Consent) -> int:
    return row.stored_id

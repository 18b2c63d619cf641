"""What letters to somebody who waits for a place depend on."""

from collections.abc import Sequence
from typing import TypedDict

from sqlmodel import Session, col, select

from course.cohorts.waiting import Waiting
from course.delivery.facts import OfferFacts


class Waits(TypedDict):
    waits: bool
    offer: OfferFacts | None


def waiting_of(db: Session, invitations: Sequence[int]) -> dict[int, Waits]:
    """{invitation: what it adds to its facts}, for each that waits, in one statement."""
    rows = db.exec(select(Waiting).where(col(Waiting.invitation_id).in_(invitations))).all()
    return {row.invitation_id: Waits(waits=True, offer=_offer(row)) for row in rows}


def _offer(row: Waiting) -> OfferFacts | None:
    if row.offered_at is None or row.ends_at is None or row.skipped_at is not None:
        return None
    return OfferFacts(row.offers, row.offered_at, row.ends_at)

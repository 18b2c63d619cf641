"""What people chose about hours and number, and what left to them lately: two statements for a batch."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select as core_select
from sqlmodel import Session, col, or_, select

from course import clock
from course.delivery.hours import USUAL, Awake
from course.delivery.ledger import Delivery, Status
from course.delivery.rules import KIND_OF
from course.people.letter_limits import USUAL_MOST, LetterLimits

ON_ITS_WAY = (Status.PENDING, Status.CLAIMED, Status.TRANSMITTING)
COUNTED = (*ON_ITS_WAY, Status.SENT, Status.UNKNOWN)
COUNTED_FOR = timedelta(days=9)
"""Seven local days are never longer, wherever she was and is."""


@dataclass(frozen=True)
class Limits:
    """As the facts of a subject have them; what each means is said there."""

    awake: Awake
    weekly: int
    left: dict[str, datetime]


def of_people(db: Session, people: Iterable[int]) -> dict[int, Limits]:
    """{person: limits} for each of these people."""
    wanted = list(people)
    chosen = db.exec(select(LetterLimits).where(col(LetterLimits.person_id).in_(wanted))).all()
    mine = {one.person_id: one for one in chosen}
    left = _left(db, wanted)
    return {one: _limits(mine.get(one), left[one]) for one in wanted}


def _limits(chosen: LetterLimits | None, left: dict[str, datetime]) -> Limits:
    if chosen is None:
        return Limits(USUAL, USUAL_MOST, left)
    return Limits(Awake(chosen.begins, chosen.ends), chosen.weekly, left)


def _left(db: Session, people: list[int]) -> dict[int, dict[str, datetime]]:
    """What waits to leave counts as leaving now; of what may have arrived only the hour it was due is known."""
    now = clock.now(db)
    kinds = [letter for letter, kind in KIND_OF.items() if kind is not None]
    lately = or_(
        col(Delivery.status).in_(ON_ITS_WAY),
        col(Delivery.sent_at) > now - COUNTED_FOR,
        col(Delivery.sent_at).is_(None) & (col(Delivery.due_at) > now - COUNTED_FOR),
    )
    rows = db.execute(
        core_select(
            col(Delivery.person_id),
            col(Delivery.key),
            col(Delivery.status),
            col(Delivery.due_at),
            col(Delivery.sent_at),
        )
        .where(col(Delivery.person_id).in_(people), col(Delivery.letter).in_(kinds))
        .where(col(Delivery.status).in_(COUNTED), lately)
        .order_by(col(Delivery.id))
    ).all()
    found: dict[int, dict[str, datetime]] = defaultdict(dict)
    for person_id, key, status, due_at, sent_at in rows:
        if person_id is not None:
            found[person_id][key] = now if status in ON_ITS_WAY else sent_at or due_at
    return found

"""The one letter that a request asks for itself: it cannot wait for the next tick."""

import uuid
from datetime import datetime

from sqlmodel import Session

from course import clock
from course.delivery.ledger import Delivery
from course.people.sign_in import LIFETIME, SignInRequest


def queue(db: Session, asked: SignInRequest, *, now: datetime) -> Delivery:
    """A ledger row for this request; link and code are minted when the letter is handed over."""
    row = Delivery(
        key=f"sign_in|request:{asked.id}|person:{asked.person_id}|1",
        letter="sign_in",
        about=f"request:{asked.id}",
        occurrence="1",
        person_id=asked.person_id,
        urgent=True,
        due_at=now,
        useful_until=now + LIFETIME,
        next_try_at=clock.real_now(db),
        message_id=str(uuid.uuid4()),
    )
    db.add(row)
    db.flush()
    return row

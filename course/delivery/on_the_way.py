"""Letters that are being handed over while somebody leaves, pauses or is erased: she is told once they have landed."""

import time
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from course import clock
from course.delivery.claim import LEASE
from course.delivery.ledger import Delivery, Status
from course.people.invitation import Invitation
from course.people.person import Person
from course.store import reading

LOOKS_EVERY = 0.05
"""Seconds."""


def letters_to(db: Session, who: Person | Invitation) -> list[int]:
    """Rows that a mail server may be taking now. Asked in the transaction that changes what this reader gets.

    A hand-off locks its readers first: it has either committed and is found here, or waits and sees the change.
    """
    table = type(who)
    db.execute(select(table.id).where(col(table.id) == who.id).with_for_update())
    hers = Delivery.person_id if isinstance(who, Person) else Delivery.invitation_id
    mine = select(Delivery.id).where(col(hers) == who.id, col(Delivery.status) == Status.TRANSMITTING)
    return [key for key in db.exec(mine).all() if key is not None]


def wait_until_landed(engine: Engine, rows: Sequence[int], *, lease: timedelta = LEASE) -> None:
    """Until none of these is being handed over: moments, never longer than their lease, also where the database's clock
    was set back meanwhile. Call it after the commit."""
    ends = time.monotonic() + lease.total_seconds()
    while rows and _in_hand(engine, rows) and time.monotonic() < ends:
        time.sleep(LOOKS_EVERY)


def _in_hand(engine: Engine, rows: Sequence[int]) -> bool:
    """Past its lease nobody may begin a letter, so there is nothing left to wait for."""
    with reading(engine) as db:
        living = select(Delivery.id).where(
            col(Delivery.id).in_(rows),
            col(Delivery.status) == Status.TRANSMITTING,
            col(Delivery.lease_until) > clock.real_now(db),
        )
        return db.exec(living.limit(1)).first() is not None

"""Who works on which row: leases on the database's clock, and transitions that only the holder can make.

A lease that ends while a row is claimed gives it back; one that ends while it is being transmitted leaves it
unknown, because the mail server may have taken it. An unknown letter is never sent again by itself.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, update
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from course import clock
from course.delivery.ledger import Delivery, Status
from course.store import reading, writing

LEASE = timedelta(seconds=90)
"""Longer than twice the longest wait for a mail server: after half of it nothing more is begun."""

GROUP = 10
"""So many letters at most share one `transmitting` commit, and so many at most are uncertain after a kill."""

LOT = 100
"""So many rows are claimed at once. Those that are not reached in time go back by themselves when their lease ends."""


def claim(
    engine: Engine, *, urgent: bool, limit: int = GROUP, lease: timedelta = LEASE
) -> tuple[str, list[int]]:
    """(owner, ids) of rows that are ours until the lease ends, the longest waiting first."""
    with reading(engine) as db:
        if db.exec(_waiting(clock.real_now(db), urgent, 1)).first() is None:
            return "", []
    owner = secrets.token_hex(16)
    with writing(engine) as db:
        now = clock.real_now(db)
        mine = _waiting(now, urgent, limit).with_for_update(skip_locked=True)
        taken = (
            update(Delivery)
            .where(col(Delivery.id).in_(mine))
            .values(status=Status.CLAIMED, lease_owner=owner, lease_until=now + lease)
            .returning(col(Delivery.id))
            .execution_options(synchronize_session=False)
        )
        return owner, sorted(key for key in db.execute(taken).scalars().all() if key is not None)


def urgent_waits(engine: Engine) -> bool:
    """Whether a letter that goes before all others waits to be claimed."""
    return what_waits(engine)[0]


def what_waits(engine: Engine) -> tuple[bool, bool]:
    """(whether a letter that goes before all others waits to be claimed, whether any other does)."""
    with reading(engine) as db:
        now = clock.real_now(db)
        urgent, others = db.execute(
            core_select(_waiting(now, True, 1).exists(), _waiting(now, False, 1).exists())
        ).one()
    return bool(urgent), bool(others)


def move(
    db: Session, owner: str, ids: Sequence[int], *, frm: Sequence[Status], values: Mapping[str, Any]
) -> frozenset[int]:
    """A transition by the holder of the lease; returns the rows that were still ours."""
    if not ids:
        return frozenset()
    ours = (
        update(Delivery)
        .where(col(Delivery.id).in_(ids), col(Delivery.lease_owner) == owner, col(Delivery.status).in_(frm))
        .values(**values)
        .returning(col(Delivery.id))
        .execution_options(synchronize_session=False)
    )
    return frozenset(key for key in db.execute(ours).scalars().all() if key is not None)


def reap(engine: Engine) -> int:
    """End the leases of processes that stopped: claimed rows wait again, transmitting ones become unknown."""
    with reading(engine) as db:
        if db.exec(_expired(db).limit(1)).first() is None:
            return 0
    with writing(engine) as db:
        ids = list(db.exec(_expired(db).with_for_update(skip_locked=True)).all())
        ended = 0
        for was, values in (
            (Status.CLAIMED, {"status": Status.PENDING, "reason": ""}),
            (Status.TRANSMITTING, {"status": Status.UNKNOWN, "reason": "interrupted"}),
        ):
            rows = update(Delivery).where(col(Delivery.id).in_(ids), col(Delivery.status) == was)
            free: dict[str, Any] = {"lease_owner": None, "lease_until": None, **values}
            done = db.exec(rows.values(**free).execution_options(synchronize_session=False))
            ended += done.rowcount
        return ended


def _waiting(now: datetime, urgent: bool, limit: int) -> Any:
    return (
        select(Delivery.id)
        .where(
            col(Delivery.status) == Status.PENDING,
            col(Delivery.urgent).is_(urgent),
            col(Delivery.next_try_at) <= now,
        )
        .order_by(col(Delivery.next_try_at), col(Delivery.id))
        .limit(limit)
    )


def _expired(db: Session) -> Any:
    return select(Delivery.id).where(
        col(Delivery.status).in_([Status.CLAIMED, Status.TRANSMITTING]),
        col(Delivery.lease_until) < clock.real_now(db),
    )

"""Who works on which row: leases on the database's clock, and transitions that only the holder can make.

A lease that ends while a row is claimed gives it back; one that ends while it is being transmitted leaves it
unknown, because the mail server may have taken it. An unknown letter is never sent again by itself.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine, Select, Update, bindparam, or_, update
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from course import clock
from course.delivery.ledger import Delivery, Status
from course.store import reading, table, writing

LEASE = timedelta(seconds=90)
"""Longer than twice the longest wait for a mail server: after half of it nothing more is begun."""

GROUP = 10
"""So many letters at most share one `transmitting` commit, and so many at most are uncertain after a kill."""

LOT = 100
"""So many rows are claimed at once. Those that are not reached in time go back by themselves when their lease ends."""

_ROWS = table(Delivery)


@dataclass(frozen=True)
class Claim:
    """Whose a row is until when, on the database's clock."""

    owner: str
    until: datetime


def claimant() -> str:
    """A name that nobody else claims under."""
    return secrets.token_hex(16)


def claim(
    engine: Engine, *, urgent: bool, limit: int = GROUP, lease: timedelta = LEASE
) -> tuple[str, list[int]]:
    """(owner, ids) of rows that are ours until the lease ends, the longest waiting first."""
    with reading(engine) as db:
        if db.exec(_waiting(clock.real_now(db), urgent, 1)).first() is None:
            return "", []
    owner = claimant()
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


def urgent_waits(db: Session, now: datetime) -> bool:
    """Whether a letter that goes before all others waits to be claimed. `now`: real time."""
    return db.connection().execute(_URGENT, {"now": now}).first() is not None


def what_waits(engine: Engine) -> tuple[bool, bool]:
    """(whether a letter that goes before all others waits to be claimed, whether any other does)."""
    with reading(engine) as db:
        now = clock.real_now(db)
        urgent, others = db.connection().execute(_WAITS, {"now": now}).one()
    return bool(urgent), bool(others)


def is_wanted(db: Session, now: datetime) -> bool:
    """Whether a letter waits, or a lease has ended. `now`: real time."""
    return any(db.connection().execute(_WANTED, {"now": now}).one())


def move(
    db: Session, owner: str, ids: Sequence[int], *, frm: Sequence[Status], values: Mapping[str, Any]
) -> frozenset[int]:
    """A transition by the holder of the lease; returns the rows that were still ours."""
    if not ids:
        return frozenset()
    new: dict[str, Any] = {f"new_{name}": value for name, value in values.items()}
    asked = {"ids": list(ids), "owner": owner, **new}
    moved = _transition(tuple(frm), frozenset(values))
    return frozenset(db.connection().execute(moved, asked).scalars().all())


@lru_cache
def _transition(frm: tuple[Status, ...], names: frozenset[str]) -> Update:
    """The transition that sets these columns: put together once, since every letter takes two of them."""
    new: dict[str, Any] = {name: bindparam(f"new_{name}") for name in sorted(names)}
    return (
        update(_ROWS)
        .where(
            _ROWS.c.id.in_(bindparam("ids", expanding=True)),
            _ROWS.c.lease_owner == bindparam("owner"),
            or_(*(_ROWS.c.status == one for one in frm)),
        )
        .values(new)
        .returning(_ROWS.c.id)
    )


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


def _there(urgent: bool) -> Select[Any]:
    """One that waits at `now`."""
    now = bindparam("now", type_=_ROWS.c.next_try_at.type)
    waits = (_ROWS.c.status == Status.PENDING, _ROWS.c.urgent.is_(urgent), _ROWS.c.next_try_at <= now)
    return core_select(_ROWS.c.id).where(*waits).limit(1)


_URGENT = _there(True)
_WAITS = core_select(_there(True).exists(), _there(False).exists())
_ENDED = core_select(_ROWS.c.id).where(
    _ROWS.c.status.in_([Status.CLAIMED, Status.TRANSMITTING]),
    _ROWS.c.lease_until < bindparam("now", type_=_ROWS.c.lease_until.type),
)
_WANTED = core_select(_there(True).exists(), _there(False).exists(), _ENDED.exists())


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

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

from sqlalchemy import ColumnElement, Engine, Select, Update, bindparam, or_, update
from sqlalchemy import select as core_select
from sqlalchemy.sql.dml import ReturningUpdate
from sqlmodel import Session

from course import clock
from course.delivery.ledger import Delivery, Status
from course.people.last_letter import LastLetter
from course.store import reading, table, writing

LEASE = timedelta(seconds=90)
"""Longer than twice the longest wait for a mail server: after half of it nothing more is begun."""

GROUP = 10
"""So many letters at most share one `transmitting` commit, and so many at most are uncertain after a kill."""

LOT = 250
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
    """(owner, ids) of rows that are ours until the lease ends, the longest waiting first. Ask `what_waits` before."""
    owner = claimant()
    with writing(engine) as db:
        now = clock.real_now(db)
        asked = {"now": now, "most": limit, "owner": owner, "until": now + lease}
        return owner, sorted(db.connection().execute(_CLAIMED[urgent], asked).scalars().all())


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
    """Whether a letter waits, also one to somebody erased, or a lease has ended. `now`: real time."""
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
    with writing(engine) as db:
        mine = core_select(_ROWS.c.id).where(*_ENDED).with_for_update(skip_locked=True)
        ids = list(db.connection().execute(mine, {"now": clock.real_now(db)}).scalars().all())
        ended = 0
        for was, values in (
            (Status.CLAIMED, {"status": Status.PENDING, "reason": ""}),
            (Status.TRANSMITTING, {"status": Status.UNKNOWN, "reason": "interrupted"}),
        ):
            free: dict[str, Any] = {"lease_owner": None, "lease_until": None, **values}
            rows = update(_ROWS).where(_ROWS.c.id.in_(ids), _ROWS.c.status == was)
            ended += db.connection().execute(rows.values(free)).rowcount
        return ended


def _waits(urgent: bool) -> tuple[ColumnElement[bool], ...]:
    """Of a row that may be claimed at `now`."""
    now = bindparam("now", type_=_ROWS.c.next_try_at.type)
    return _ROWS.c.status == Status.PENDING, _ROWS.c.urgent.is_(urgent), _ROWS.c.next_try_at <= now


def _there(*which: ColumnElement[bool]) -> Select[Any]:
    return core_select(_ROWS.c.id).where(*which).limit(1)


def _to_claim(urgent: bool) -> ReturningUpdate[Any]:
    longest = core_select(_ROWS.c.id).where(*_waits(urgent)).order_by(_ROWS.c.next_try_at, _ROWS.c.id)
    mine = longest.limit(bindparam("most")).with_for_update(skip_locked=True)
    values = {"status": Status.CLAIMED, "lease_owner": bindparam("owner"), "lease_until": bindparam("until")}
    return update(_ROWS).where(_ROWS.c.id.in_(mine)).values(values).returning(_ROWS.c.id)


_ENDED = (
    _ROWS.c.status.in_([Status.CLAIMED, Status.TRANSMITTING]),
    _ROWS.c.lease_until < bindparam("now", type_=_ROWS.c.lease_until.type),
)
_CLAIMED = {urgent: _to_claim(urgent) for urgent in (True, False)}
_URGENT = _there(*_waits(True))
_WAITS = core_select(_there(*_waits(True)).exists(), _there(*_waits(False)).exists())
_LAST = table(LastLetter)
_WANTED = _WAITS.add_columns(
    _there(*_ENDED).exists(),
    core_select(_LAST.c.id)
    .where(_LAST.c.next_try_at <= bindparam("now", type_=_LAST.c.next_try_at.type))
    .exists(),
)

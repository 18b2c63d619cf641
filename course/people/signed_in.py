"""A signed-in browser: a row that dies at sign-out, so a copied cookie opens nothing afterwards.

Times: a person's own device 30 days idle and 90 in all, a shared device 12 hours (and its cookie ends with the
browser), staff 12 hours.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, update
from sqlalchemy import select as core_select
from sqlmodel import Field, Session, col, select

from course import clock
from course.people.person import Person
from course.people.token import digest
from course.store import Row, choice


class Device(StrEnum):
    OWN = "own"
    SHARED = "shared"
    STAFF = "staff"


IDLE = {Device.OWN: timedelta(days=30), Device.SHARED: timedelta(hours=2), Device.STAFF: timedelta(hours=6)}
LONGEST = {
    Device.OWN: timedelta(days=90),
    Device.SHARED: timedelta(hours=12),
    Device.STAFF: timedelta(hours=12),
}
JOURNAL_OPEN = timedelta(minutes=15)
SEEN_EVERY = timedelta(minutes=5)


class SignedIn(Row, table=True):
    """`journal_until`: the journal asks again after 15 quiet minutes, on every device."""

    __tablename__ = "signed_in"

    hash: str = Field(max_length=64, unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    device: Device = Field(sa_type=choice(Device))
    began_at: datetime
    seen_at: datetime
    journal_until: datetime
    ended_at: datetime | None = None


def begin(db: Session, person: Person, device: Device) -> tuple[SignedIn, str]:
    """A new row and the secret its cookie carries."""
    secret, at = secrets.token_urlsafe(32), clock.real_now(db)
    row = SignedIn(
        hash=digest(secret),
        person_id=person.stored_id,
        device=device,
        began_at=at,
        seen_at=at,
        journal_until=at + JOURNAL_OPEN,
    )
    db.add(row)
    db.flush()
    return row, secret


@dataclass(frozen=True)
class Visit:
    """A living sign-in, whose it is, and when it was looked up: `at` in real time, `now` in course time."""

    row: SignedIn
    person: Person
    at: datetime
    now: datetime

    @property
    def is_worth_noting(self) -> bool:
        """A page view is rarely a write: at most every five minutes."""
        return self.at - self.row.seen_at > SEEN_EVERY


def find(db: Session, secret: str) -> Visit | None:
    """One statement; None when the sign-in has ended in any way."""
    found = db.execute(_with_its_time(db.get_bind().dialect.name), {"hash": digest(secret)}).first()
    if found is None:
        return None
    now, at = clock.moment(found[2], found[3])
    visit = Visit(found[0], found[1], at, now)
    return visit if _lives(visit.row, visit.at) and visit.person.erased_at is None else None


@lru_cache
def _with_its_time(database: str) -> Select[Any]:
    """Every page of hers begins with this statement: it is built once."""
    hers = core_select(SignedIn, Person, *clock.columns(database)).join(Person)
    return hers.where(col(SignedIn.hash) == bindparam("hash"))


def touch(db: Session, row_id: int) -> None:
    """Remember that it was used just now."""
    db.exec(update(SignedIn).where(col(SignedIn.id) == row_id).values(seen_at=clock.real_now(db)))


def end(db: Session, row: SignedIn) -> None:
    row.ended_at = clock.real_now(db)
    db.add(row)


def end_all(db: Session, person_id: int) -> None:
    """Sign out everywhere: after a role changed, a wish to, or an erasure."""
    living = select(SignedIn).where(SignedIn.person_id == person_id, col(SignedIn.ended_at).is_(None))
    for row in db.exec(living).all():
        end(db, row)


def _lives(row: SignedIn, at: datetime) -> bool:
    return (
        row.ended_at is None
        and at - row.seen_at < IDLE[row.device]
        and at - row.began_at < LONGEST[row.device]
    )

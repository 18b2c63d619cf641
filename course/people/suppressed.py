"""Addresses that letters do not reach: since when, and why. A row is about an address, whoever has it at present.

Nothing but a letter to that address puts one here. It is lifted by whoever shows that letters arrive again.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BindParameter, ColumnElement, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col, select

from course.cohorts.look import look_again, look_at_everybody
from course.people.invitation import Invitation
from course.people.person import Person
from course.people.token import digest
from course.store import choice
from course.words import _


class Why(StrEnum):
    NO_MAILBOX = "no-mailbox"
    CLOSED = "closed"
    NO_DOMAIN = "no-domain"
    COMES_BACK = "comes-back"
    COMPLAINT = "complaint"
    """Only of somebody who was invited: she has no kinds of letters yet that she could stop."""


class SuppressedAddress(SQLModel, table=True):
    """Course time. `lifted_at`: since then it is written to again, and letters that left before say nothing of it."""

    __tablename__ = "suppressed_address"

    email_hash: str = Field(primary_key=True, max_length=64)
    since: datetime
    why: Why = Field(sa_type=choice(Why))
    lifted_at: datetime | None = None


def suppress(db: Session, address: str, why: Why, *, now: datetime) -> bool:
    """Write to it no more; False when that was so already, which keeps its date and its reason."""
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    new = {"since": now, "why": why, "lifted_at": None}
    row = insert(SuppressedAddress).values(email_hash=digest(address), **new)
    written = row.on_conflict_do_update(
        index_elements=["email_hash"], set_=new, where=col(SuppressedAddress.lifted_at).is_not(None)
    )
    if db.execute(written.returning(col(SuppressedAddress.email_hash))).first() is None:
        return False
    _ask_anew(db, address, now)
    return True


def lift(db: Session, address: str | None, *, now: datetime, unless: Why | None = None) -> bool:
    """Letters arrive there again, or somebody asks to try: whoever has it is asked anew what she is due."""
    if address is None:
        return False
    held = update(SuppressedAddress).where(
        col(SuppressedAddress.email_hash) == digest(address), col(SuppressedAddress.lifted_at).is_(None)
    )
    if unless is not None:
        held = held.where(col(SuppressedAddress.why) != unless)
    if db.execute(held.values(lifted_at=now).returning(col(SuppressedAddress.why))).first() is None:
        return False
    _ask_anew(db, address, now)
    return True


def lift_all(db: Session, *, since: datetime, now: datetime) -> int:
    """Of everybody suppressed since then: a mail server was mended that had said of all that nobody was there."""
    held = update(SuppressedAddress).where(
        col(SuppressedAddress.since) >= since,
        col(SuppressedAddress.lifted_at).is_(None),
        col(SuppressedAddress.why) != Why.COMPLAINT,
    )
    count = db.exec(held.values(lifted_at=now)).rowcount
    if count:
        look_at_everybody(db, now=now)
    return count


def moved(db: Session, *, was: str | None, to: str, now: datetime) -> None:
    """A person has another address, to which a letter came: what is known of the old one goes with it."""
    lift(db, to, now=now)
    if was is None:
        return
    is_asked = select(Invitation.id).where(
        Invitation.email == was, col(Invitation.accepted_at).is_(None), col(Invitation.withdrawn_at).is_(None)
    )
    if db.exec(is_asked).first() is None:
        db.execute(delete(SuppressedAddress).where(col(SuppressedAddress.email_hash) == digest(was)))


def suppressed(db: Session, addresses: Collection[str | None]) -> Mapping[str, SuppressedAddress]:
    """{address: what is wrong with it} of those among these that are not written to."""
    by_hash = {digest(one): one for one in addresses if one is not None}
    if not by_hash:
        return {}
    held = select(SuppressedAddress).where(col(SuppressedAddress.email_hash).in_(by_hash), _stands())
    return {by_hash[row.email_hash]: row for row in db.exec(held).all()}


def holds(email_hash: BindParameter[str]) -> ColumnElement[bool]:
    """Whether a row says that this address is not written to, for a statement that asks more than that."""
    return (col(SuppressedAddress.email_hash) == email_hash) & _stands()


def _stands() -> ColumnElement[bool]:
    return col(SuppressedAddress.lifted_at).is_(None)


def lifted_at(db: Session, address: str) -> datetime | None:
    """When it was last lifted, if it is written to."""
    row = db.get(SuppressedAddress, digest(address), populate_existing=True)
    return row.lifted_at if row else None


def in_words(why: Why) -> str:
    """The second half of "letters do not reach this address: …"."""
    return {
        Why.NO_MAILBOX: _("the mailbox does not exist"),
        Why.CLOSED: _("the mailbox is closed"),
        Why.NO_DOMAIN: _("what stands after the @ takes no letters"),
        Why.COMES_BACK: _("three letters in a row came back"),
        Why.COMPLAINT: _("its reader asked for no such letters"),
    }[why]


def _ask_anew(db: Session, address: str, now: datetime) -> None:
    """What is due to whoever has it; a letter to her that is written already is then asked about once more."""
    for person_id in db.exec(select(Person.id).where(Person.email == address)).all():
        look_again(db, person_id=person_id, now=now)
    db.execute(update(Invitation).where(col(Invitation.email) == address).values(look_at=now))

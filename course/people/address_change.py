"""A new address for somebody who is signed in: it counts once its link was pressed in a letter that came there."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Field, Session, col, func, select, update

from course import audit, clock
from course.address import clean_address
from course.cohorts.look import look_again
from course.errors import NotFound, Refused
from course.people.person import Person, by_address
from course.people.suppressed import moved
from course.people.token import Purpose, look, redeem
from course.store import Row
from course.words import _

LIFETIME = timedelta(days=1)
PER_DAY = 5


class AddressChange(Row, table=True):
    """Real times. `ended_at`: it was used, or asked again for another address."""

    __tablename__ = "address_change"

    person_id: int = Field(foreign_key="person.id", index=True)
    email: str = Field(max_length=254)
    asked_at: datetime
    ended_at: datetime | None = None

    def is_alive(self, real: datetime) -> bool:
        return self.ended_at is None and real < self.asked_at + LIFETIME


def ask(db: Session, person: Person, *, email: str) -> AddressChange:
    """Nothing changes yet. Whether somebody else has this address already is told to nobody but its reader."""
    address, at = clean_address(email), clock.real_now(db)
    if address == person.email:
        raise Refused(_("This is the address you have already."), field="email")
    lately = select(func.count()).where(
        AddressChange.person_id == person.id, AddressChange.asked_at > at - timedelta(days=1)
    )
    if db.exec(lately).one() >= PER_DAY:
        raise Refused(_("Several addresses were tried today. Please go on tomorrow."), field="email")
    earlier = update(AddressChange).where(
        col(AddressChange.person_id) == person.id, col(AddressChange.ended_at).is_(None)
    )
    db.exec(earlier.values(ended_at=at))
    change = AddressChange(person_id=person.stored_id, email=address, asked_at=at)
    db.add(change)
    db.flush()
    return change


def living(db: Session, secret: str) -> AddressChange:
    """The change that a letter's link is about, as long as it may be made; looking uses nothing up."""
    token = look(db, secret, purpose=Purpose.ADDRESS)
    change = (
        db.get(AddressChange, _number(token.about)) if token.about.startswith("address-change:") else None
    )
    if change is None or not change.is_alive(clock.real_now(db)):
        raise NotFound
    return change


def take(db: Session, secret: str, *, now: datetime) -> Person:
    """From now on letters and sign-ins go to the new address. Refused when somebody else has it."""
    change = living(db, secret)
    person = db.get_one(Person, change.person_id)
    if person.erased_at is not None:
        raise NotFound
    if by_address(db, change.email) is not None:
        raise Refused(
            _("Somebody has signed up here with this address already. Please write to your facilitator.")
        )
    redeem(db, secret, purpose=Purpose.ADDRESS)
    was, change.ended_at, person.email = person.email, clock.real_now(db), change.email
    db.flush()
    moved(db, was=was, to=change.email, now=now)
    look_again(db, person_id=person.stored_id, now=now)
    audit.record(db, "person.address", f"person:{person.id}", by=person.id)
    db.flush()
    return person


def addresses(db: Session, abouts: Collection[str]) -> dict[str, str]:
    """{about: the address to write to} of the letters among these that are about a change."""
    ids = {_number(about) for about in abouts if about.startswith("address-change:")}
    if not ids:
        return {}
    rows = db.exec(select(AddressChange).where(col(AddressChange.id).in_(ids))).all()
    return {about_change(row): row.email for row in rows}


def about_change(change: AddressChange) -> str:
    """How the ledger and a link name it."""
    return f"address-change:{change.stored_id}"


def _number(about: str) -> int:
    return int(about.removeprefix("address-change:"))

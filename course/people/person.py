"""A person. Participant, facilitator and lead are roles in a cohort or programme, not kinds of person."""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import ColumnElement, UniqueConstraint, case, false
from sqlmodel import Field, Session, col, select

from course import clock
from course.address import clean_address
from course.errors import Refused
from course.store import Row, json_column
from course.words import _, one_line

EMPTY, NO = {"server_default": "[]"}, {"server_default": false()}


class Person(Row, table=True):
    """An imported person has a source and external id and no address: nothing can ever be sent to them.

    `goes_on`: where questions come one at a time, a tap on an answer goes on to the next.
    """

    __table_args__ = (UniqueConstraint("source", "external_id"),)

    email: str | None = Field(default=None, max_length=254, unique=True)
    name: str = Field(max_length=120)
    called: str = Field(max_length=60)
    zone: str = Field(default="UTC", max_length=64)
    locale: str = Field(default="en", max_length=16)
    theme: str = Field(default="system", max_length=8)
    ways: list[str] = Field(default_factory=list, sa_type=json_column(), sa_column_kwargs=EMPTY)
    goes_on: bool = Field(default=False, sa_column_kwargs=NO)
    source: str | None = Field(default=None, max_length=64)
    external_id: str | None = Field(default=None, max_length=64)
    created_at: datetime
    erased_at: datetime | None = None

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


def called_in(who: type[Person]) -> ColumnElement[str]:
    """What this person is called, in a statement that needs no more of her; empty once she is erased."""
    return case((col(who.erased_at).is_(None), col(who.called)), else_="")


def by_address(db: Session, address: str) -> Person | None:
    return db.exec(select(Person).where(Person.email == address.strip().lower())).first()


def with_account(db: Session, addresses: Collection[str]) -> frozenset[str]:
    """Those of these addresses that somebody here has."""
    plain = {one.strip().lower(): one for one in addresses}
    known = db.exec(select(Person.email).where(col(Person.email).in_(plain))).all() if plain else ()
    return frozenset(plain[one] for one in known if one is not None)


def welcome(db: Session, *, email: str, name: str, zone: str, locale: str = "en") -> Person:
    """The person with this address, made if new; an existing person is left as they are."""
    address = clean_address(email)
    if known := by_address(db, address):
        return known
    person = Person(
        email=address,
        name=clean_name(name),
        called=clean_name(name).split()[0][:60],
        zone=checked_zone(zone),
        locale=locale,
        created_at=clock.real_now(db),
    )
    db.add(person)
    db.flush()
    return person


def clean_name(name: str) -> str:
    """One line, without control characters: names go into letters."""
    line = one_line(name)
    if not line:
        raise Refused(_("Please give a name to call you by."), field="name")
    return line[:120]


@lru_cache(maxsize=1)
def zones() -> frozenset[str]:
    """Every zone that is known here; read from the disk once."""
    return frozenset(available_timezones())


def checked_zone(zone: str) -> str:
    if zone in zones():
        return zone
    raise Refused(_("There is no time zone of this name. Europe/Lisbon is one, for example."), field="zone")

"""The ledger of letters: a letter goes out once because this says so.

A row enters when its letter falls due, under a unique key. States and hand-off: docs/delivery.md. Leases and
backoff use the database's real clock; `due_at` and `useful_until` are course time.
"""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Index, text
from sqlmodel import Field

from course.store import Row, choice

MAIL = "mail"


class Status(StrEnum):
    PENDING = "pending"
    CLAIMED = "claimed"
    TRANSMITTING = "transmitting"
    SENT = "sent"
    UNKNOWN = "unknown"
    DEAD = "dead"
    STALE = "stale"
    CANCELLED = "cancelled"


class Entered(NamedTuple):
    """A row that has just been written down, as plain values: an object of the session costs more than its letter.

    `owner`: whose it is already, if anybody's.
    """

    stored_id: int
    key: str
    letter: str
    about: str
    occurrence: str
    person_id: int | None
    enrolment_id: int | None
    invitation_id: int | None
    programme_id: int | None
    urgent: bool
    message_id: str
    owner: str | None
    attempts: int = 0

    @property
    def recipient(self) -> str:
        return recipient_in(self.key)


def recipient_in(key: str) -> str:
    """Who gets it, as the key names it."""
    return key.split("|")[2]


def _where_there_is(name: str) -> Index:
    """Most rows have none, and on PostgreSQL each step of a letter writes into every index that knows its row."""
    there = text(f"{name} IS NOT NULL")
    return Index(f"ix_delivery_{name}", name, sqlite_where=there, postgresql_where=there)


class Delivery(Row, table=True):
    """`key` is "letter|about|recipient|occurrence", without channel. A person or an invitation is the recipient; where
    neither is, it is an address of the programme's safety plan. The body is never stored: it is rendered at the
    hand-off, from the facts of that moment. `sent_at` is course time, `reason` a word of course.delivery.reasons or
    what the mail server answered. `channel` is the way it went, or, while it waits, has to go: "mail", "push" or a
    name from the settings; empty until the hand-off.
    """

    __table_args__ = (
        Index("ix_delivery_status_next_try_at", "status", "urgent", "next_try_at"),
        Index("ix_delivery_person_id_letter", "person_id", "letter"),
        *(_where_there_is("lease_until"), _where_there_is("invitation_id"), _where_there_is("programme_id")),
    )

    key: str = Field(max_length=200, unique=True)
    letter: str = Field(max_length=40)
    about: str = Field(max_length=120)
    occurrence: str = Field(max_length=64)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    enrolment_id: int | None = Field(default=None, foreign_key="enrolment.id", index=True)
    invitation_id: int | None = Field(default=None, foreign_key="invitation.id")
    programme_id: int | None = Field(default=None, foreign_key="programme.id")
    urgent: bool = False
    due_at: datetime
    useful_until: datetime | None = None
    status: Status = Field(default=Status.PENDING, sa_type=choice(Status))
    attempts: int = 0
    lease_owner: str | None = Field(default=None, max_length=64)
    lease_until: datetime | None = None
    next_try_at: datetime
    message_id: str = Field(max_length=120, unique=True)
    reason: str = Field(default="", max_length=200)
    sent_at: datetime | None = None
    channel: str | None = Field(default=None, max_length=20)

    @property
    def recipient(self) -> str:
        return recipient_in(self.key)


Line = Delivery | Entered
"""A row of the ledger, as those read it who write a letter and hand it over."""

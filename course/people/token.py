"""Scoped tokens: a secret in a link that opens one thing. Only its hash is kept."""

import hashlib
import secrets
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypedDict

from sqlalchemy import insert, update
from sqlmodel import Field, Session, col, select

from course import clock
from course.errors import NotFound
from course.store import Row, choice, table


class Purpose(StrEnum):
    SIGN_IN = "sign-in"
    INVITATION = "invitation"
    WAVE = "wave"
    WEEK = "week"
    STOP = "stop"
    CALENDAR = "calendar"
    ADDRESS = "address"
    ROOM = "room"
    AWAY = "away"


LIFETIME: dict[Purpose, timedelta | None] = {
    Purpose.SIGN_IN: timedelta(minutes=10),
    Purpose.INVITATION: timedelta(days=7),
    Purpose.WAVE: timedelta(days=200),  # longer than any wave is open: the wave itself says when it is over
    Purpose.WEEK: timedelta(days=14),
    Purpose.STOP: None,
    Purpose.CALENDAR: None,
    Purpose.ADDRESS: timedelta(days=45),
    Purpose.ROOM: timedelta(hours=3),
    Purpose.AWAY: timedelta(days=14),  # the meeting itself says when it is too late
}


class Token(Row, table=True):
    """`about` says which one thing, for example "wave:12:after" (enrolment 12, wave "after")."""

    hash: str = Field(max_length=64, unique=True)
    purpose: Purpose = Field(sa_type=choice(Purpose))
    about: str = Field(max_length=120)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    created_at: datetime
    expires_at: datetime | None = None
    used_at: datetime | None = None


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


class Unkept(TypedDict):
    """What the row of a secret will hold. As plain values it costs next to nothing, and most are written in groups."""

    hash: str
    purpose: Purpose
    about: str
    person_id: int | None
    created_at: datetime
    expires_at: datetime | None


def fresh(purpose: Purpose, *, about: str, person_id: int | None, at: datetime) -> tuple[str, Unkept]:
    """A secret of 256 bits, which opens nothing until its row is kept. `at`: real time."""
    secret, lifetime = secrets.token_urlsafe(32), LIFETIME[purpose]
    row = Unkept(
        hash=digest(secret),
        purpose=purpose,
        about=about,
        person_id=person_id,
        created_at=at,
        expires_at=at + lifetime if lifetime else None,
    )
    return secret, row


_KEPT = insert(table(Token))


def keep(db: Session, rows: Iterable[Unkept]) -> None:
    """In one statement: from the commit on, these secrets open what they are about."""
    if values := list(rows):
        # not as objects of the session: nobody asks for the numbers of these rows, and finding them costs the most
        db.connection().execute(_KEPT, values)


def mint(
    db: Session, purpose: Purpose, *, about: str, person_id: int | None, at: datetime | None = None
) -> str:
    """A new secret; call it where the link is rendered, the row keeps only the hash.

    `at`: the real time, where it has been read already.
    """
    secret, row = fresh(purpose, about=about, person_id=person_id, at=at or clock.real_now(db))
    db.add(Token(**row))
    return secret


def look(db: Session, secret: str, *, purpose: Purpose) -> Token:
    """The living token; uses nothing up, so a mail scanner may look as often as it likes."""
    return look_any(db, secret, purposes=[purpose])


def look_any(db: Session, secret: str, *, purposes: Collection[Purpose]) -> Token:
    """The same for a thing that is opened in several ways."""
    both = select(Token, clock.real(db))
    row = db.exec(both.where(Token.hash == digest(secret), col(Token.purpose).in_(purposes))).first()
    if row is None:
        raise NotFound
    found, at = row
    if found.used_at or (found.expires_at and found.expires_at <= clock.aware(at)):
        raise NotFound
    return found


def remember(db: Session, secret: str, *, purpose: Purpose) -> Token | None:
    """What a secret was once made for, also when it opens nothing any more: it lets nobody in."""
    return db.exec(select(Token).where(Token.hash == digest(secret), Token.purpose == purpose)).first()


def is_out(db: Session, purpose: Purpose, *, about: str) -> bool:
    """Whether a secret for this thing was handed out that has not been ended."""
    living = select(Token.id).where(
        Token.purpose == purpose, Token.about == about, col(Token.used_at).is_(None)
    )
    return db.exec(living).first() is not None


def newest(db: Session, purpose: Purpose, *, about: str) -> Token | None:
    mine = select(Token).where(Token.purpose == purpose, Token.about == about)
    return db.exec(mine.order_by(col(Token.id).desc())).first()


def redeem(db: Session, secret: str, *, purpose: Purpose) -> Token:
    """Use the token up. Of many at once exactly one gets it; the others find nothing."""
    token = look(db, secret, purpose=purpose)
    used = update(Token).where(col(Token.id) == token.id, col(Token.used_at).is_(None))
    if db.exec(used.values(used_at=clock.real_now(db))).rowcount != 1:
        raise NotFound
    return token


def cancel(db: Session, purpose: Purpose, *, about: str) -> None:
    """Everything handed out for this thing so far stops opening it."""
    living = update(Token).where(
        col(Token.purpose) == purpose, col(Token.about) == about, col(Token.used_at).is_(None)
    )
    db.exec(living.values(used_at=clock.real_now(db)))

"""What a person wants to hear: each kind of letter can be stopped, and everything paused until a date."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from course import clock
from course.cohorts.look import look_again
from course.people.role import Facilitator
from course.store import Row, choice


class Kind(StrEnum):
    """Kinds a person can stop. What she needs to take part (sign-in, invitation, meeting moved) has no kind."""

    WEEKS = "weeks"
    NUDGES = "nudges"
    MEETINGS = "meetings"
    MEASURES = "measures"
    WORDS = "words"
    DIGEST = "digest"


FOR_STAFF = frozenset({Kind.DIGEST})
"""Kinds that reach only whoever runs a cohort."""


class LetterStop(Row, table=True):
    __tablename__ = "letter_stop"
    __table_args__ = (UniqueConstraint("person_id", "kind"),)

    person_id: int = Field(foreign_key="person.id", index=True)
    kind: Kind = Field(sa_type=choice(Kind))
    stopped_at: datetime


class LetterPause(SQLModel, table=True):
    """No letter that can be stopped before this local day."""

    __tablename__ = "letter_pause"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    until: date


def stop(db: Session, person_id: int, kind: Kind, *, now: datetime) -> None:
    if kind not in stopped(db, person_id):
        db.add(LetterStop(person_id=person_id, kind=kind, stopped_at=clock.real_now(db)))
        db.flush()
        look_again(db, person_id=person_id, now=now)


def resume(db: Session, person_id: int, kind: Kind, *, now: datetime) -> None:
    for row in db.exec(
        select(LetterStop).where(LetterStop.person_id == person_id, LetterStop.kind == kind)
    ).all():
        db.delete(row)
        look_again(db, person_id=person_id, now=now)
    db.flush()


def offered(db: Session, person_id: int) -> frozenset[Kind]:
    """The kinds that may reach her: the weekly counts only where she runs a cohort."""
    runs = select(Facilitator.id).where(
        Facilitator.person_id == person_id, col(Facilitator.ended_at).is_(None)
    )
    return frozenset(Kind) if db.exec(runs).first() is not None else frozenset(Kind) - FOR_STAFF


def stopped(db: Session, person_id: int) -> frozenset[Kind]:
    return frozenset(
        Kind(kind) for kind in db.exec(select(LetterStop.kind).where(LetterStop.person_id == person_id))
    )

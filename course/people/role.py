"""Who leads a programme and who facilitates a cohort. A role that ended stays as a row with its end."""

from datetime import datetime

from sqlalchemy import ColumnElement, Index
from sqlmodel import Field, Session, col, select

from course import clock
from course.errors import NotFound, Refused
from course.store import Row
from course.words import _


class Lead(Row, table=True):
    """A programme lead: sees every cohort of the programme, its settings and its outcomes."""

    __tablename__ = "programme_lead"

    programme_id: int = Field(foreign_key="programme.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    since: datetime
    ended_at: datetime | None = None


class Facilitator(Row, table=True):
    """A facilitator of one cohort; those who share a cohort are co-facilitators, with the same doors.

    A subject of due, like an enrolment: `look_at` says when to ask again what she should be told. A substitute's
    role has days: it begins with `since` and ends by itself with `lasts_until`, both in course time.
    """

    __table_args__ = (Index("ix_facilitator_look_at", "look_at"),)

    cohort_id: int = Field(foreign_key="cohort.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    since: datetime
    ended_at: datetime | None = None
    lasts_until: datetime | None = None
    look_at: datetime | None = None


def make_lead(db: Session, *, programme_id: int, person_id: int) -> None:
    if not is_lead(db, programme_id=programme_id, person_id=person_id):
        db.add(Lead(programme_id=programme_id, person_id=person_id, since=clock.real_now(db)))
        db.flush()


def make_facilitator(db: Session, *, cohort_id: int, person_id: int) -> None:
    if not _is_permanent(db, cohort_id=cohort_id, person_id=person_id):
        now = clock.now(db)
        db.add(Facilitator(cohort_id=cohort_id, person_id=person_id, since=now, look_at=now))
        db.flush()


def end_lead(db: Session, *, programme_id: int, person_id: int) -> None:
    """A programme keeps at least one lead."""
    leads = db.exec(
        select(Lead).where(Lead.programme_id == programme_id, col(Lead.ended_at).is_(None)).with_for_update()
    ).all()
    ending = [lead for lead in leads if lead.person_id == person_id]
    if not ending:
        raise NotFound
    if len(leads) == len(ending):
        raise Refused(_("A programme keeps at least one lead. Invite another one first."))
    for lead in ending:
        lead.ended_at = clock.real_now(db)


def end_facilitator(db: Session, *, cohort_id: int, person_id: int) -> None:
    living = select(Facilitator).where(
        Facilitator.cohort_id == cohort_id,
        Facilitator.person_id == person_id,
        col(Facilitator.ended_at).is_(None),
    )
    for facilitator in db.exec(living).all():
        facilitator.ended_at = clock.real_now(db)


def is_lead(db: Session, *, programme_id: int, person_id: int) -> bool:
    living = select(Lead.id).where(
        Lead.programme_id == programme_id, Lead.person_id == person_id, col(Lead.ended_at).is_(None)
    )
    return db.exec(living).first() is not None


def is_facilitator(db: Session, *, cohort_id: int, person_id: int) -> bool:
    """Within the days of her role."""
    mine = select(Facilitator.id).where(
        Facilitator.cohort_id == cohort_id, Facilitator.person_id == person_id, runs_now(db)
    )
    return db.exec(mine).first() is not None


def runs_now(db: Session) -> ColumnElement[bool]:
    """That a facilitator's role has not ended; a substitute's has begun as well, and its days are not over."""
    now = clock.course(db)
    in_days = (col(Facilitator.since) <= now) & (col(Facilitator.lasts_until) > now)
    return col(Facilitator.ended_at).is_(None) & (col(Facilitator.lasts_until).is_(None) | in_days)


def _is_permanent(db: Session, *, cohort_id: int, person_id: int) -> bool:
    living = select(Facilitator.id).where(
        Facilitator.cohort_id == cohort_id,
        Facilitator.person_id == person_id,
        col(Facilitator.ended_at).is_(None),
        col(Facilitator.lasts_until).is_(None),
    )
    return db.exec(living).first() is not None

"""The practice log: one tap makes a row, undo takes it away, and the same tap sent twice makes one row."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, Session, col, func, select

from course.cohorts.enrolment import Enrolment
from course.errors import NotFound
from course.store import Row, choice


class PracticeKind(StrEnum):
    FORMAL = "formal"
    INFORMAL = "informal"


class PracticeLog(Row, table=True):
    """`practised_on` is the person's own local day. `minutes` may be blank: missing is missing, not zero.

    A row taken back keeps its client id and nothing else counts it, so a late replay cannot bring it back.
    """

    __tablename__ = "practice_log"
    __table_args__ = (Index("ix_practice_log_enrolment_day", "enrolment_id", "practised_on"),)

    client_id: UUID = Field(unique=True)
    enrolment_id: int = Field(foreign_key="enrolment.id")
    practice_key: str | None = Field(default=None, max_length=64)
    kind: PracticeKind = Field(sa_type=choice(PracticeKind))
    minutes: int | None = None
    practised_on: date
    logged_at: datetime
    taken_back_at: datetime | None = None


def log(
    db: Session,
    enrolment: Enrolment,
    *,
    client_id: UUID,
    kind: PracticeKind,
    minutes: int | None,
    practised_on: date,
    practice_key: str | None = None,
    now: datetime,
) -> PracticeLog:
    """Record a practice; the same client id again returns the row that is there."""
    if known := db.exec(select(PracticeLog).where(PracticeLog.client_id == client_id)).first():
        if known.enrolment_id != enrolment.id:
            raise NotFound
        return known
    row = PracticeLog(
        client_id=client_id,
        enrolment_id=enrolment.stored_id,
        practice_key=practice_key,
        kind=kind,
        minutes=minutes,
        practised_on=practised_on,
        logged_at=now,
    )
    db.add(row)
    enrolment.look_at = now  # the note about practice need not come any more
    db.flush()
    return row


def take_back(db: Session, row: PracticeLog, *, now: datetime) -> None:
    row.taken_back_at = row.taken_back_at or now
    db.get_one(Enrolment, row.enrolment_id).look_at = now


def practice_days(
    db: Session, enrolment_ids: Iterable[int], *, since: date, until: date
) -> dict[int, frozenset[date]]:
    """{enrolment id: local days with any practice, `since` and `until` included}, in one statement."""
    rows = db.exec(
        select(col(PracticeLog.enrolment_id), col(PracticeLog.practised_on))
        .where(
            col(PracticeLog.enrolment_id).in_(list(enrolment_ids)),
            col(PracticeLog.taken_back_at).is_(None),
            col(PracticeLog.practised_on).between(since, until),
        )
        .distinct()
    ).all()
    days: dict[int, set[date]] = {}
    for enrolment_id, day in rows:
        days.setdefault(enrolment_id, set()).add(day)
    return {key: frozenset(value) for key, value in days.items()}


def logged_on(db: Session, enrolment: Enrolment, day: date) -> list[PracticeLog]:
    """What stands in the log for this local day, oldest first."""
    mine = select(PracticeLog).where(
        PracticeLog.enrolment_id == enrolment.id,
        PracticeLog.practised_on == day,
        col(PracticeLog.taken_back_at).is_(None),
    )
    return list(db.exec(mine.order_by(col(PracticeLog.id))).all())


def newest(db: Session, enrolment: Enrolment) -> datetime | None:
    """When she last logged anything."""
    mine = select(func.max(PracticeLog.logged_at)).where(
        PracticeLog.enrolment_id == enrolment.id, col(PracticeLog.taken_back_at).is_(None)
    )
    return db.exec(mine).one()

"""Who was there. One mark per person and meeting; no mark means nobody has said yet."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, select

from course.cohorts.meeting import Meeting
from course.store import Row, choice


class Mark(StrEnum):
    HERE = "here"
    VIDEO = "video"
    AWAY_TOLD = "away-told"
    AWAY = "away"


CAME = frozenset({Mark.HERE, Mark.VIDEO})


class Attendance(Row, table=True):
    __table_args__ = (UniqueConstraint("meeting_id", "enrolment_id"),)

    meeting_id: int = Field(foreign_key="meeting.id")
    enrolment_id: int = Field(foreign_key="enrolment.id", index=True)
    mark: Mark = Field(sa_type=choice(Mark))
    marked_by: int | None = Field(default=None, foreign_key="person.id")
    marked_at: datetime


def record(
    db: Session, meeting: Meeting, enrolment_id: int, mark: Mark | None, *, by: int | None, now: datetime
) -> None:
    """Set the mark; None takes it away."""
    known = db.exec(
        select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.enrolment_id == enrolment_id)
    ).first()
    if mark is None:
        if known:
            db.delete(known)
        return
    row = known or Attendance(
        meeting_id=meeting.stored_id, enrolment_id=enrolment_id, mark=mark, marked_by=by, marked_at=now
    )
    row.mark, row.marked_by, row.marked_at = mark, by, now
    db.add(row)


def marks(db: Session, meeting_ids: Iterable[int]) -> dict[tuple[int, int], Mark]:
    """{(meeting id, enrolment id): mark} for these meetings, in one statement."""
    rows = db.exec(select(Attendance).where(col(Attendance.meeting_id).in_(list(meeting_ids)))).all()
    return {(row.meeting_id, row.enrolment_id): row.mark for row in rows}

"""Who was there. One mark per person and meeting; no mark means nobody has said yet."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, col, select

from course.cohorts.meeting import Meeting
from course.store import Row, choice


class Mark(StrEnum):
    """`PART`: she was there for a part of it, in the room or by video. `MADE_UP`: she came to the same session of
    another group, as the facilitators say; who was in the room that evening does not count her."""

    HERE = "here"
    VIDEO = "video"
    PART = "part"
    MADE_UP = "made-up"
    AWAY_TOLD = "away-told"
    AWAY = "away"


CAME = frozenset({Mark.HERE, Mark.VIDEO, Mark.PART, Mark.MADE_UP})
"""Whoever was there for a part came, and who made it up; only a certificate's rule counts a part as half."""


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
    """Set the mark; None takes it away. One statement: two people may mark the same seat at once.

    `now` is when it was pressed. What somebody has marked since stays: this one waited on a phone.
    """
    seat = {"meeting_id": meeting.stored_id, "enrolment_id": enrolment_id}
    is_older = col(Attendance.marked_at) <= now
    if mark is None:
        db.execute(delete(Attendance).filter_by(**seat).where(is_older))
        return
    said = {"mark": mark, "marked_by": by, "marked_at": now}
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    fresh = insert(Attendance).values(**seat, **said)
    db.execute(fresh.on_conflict_do_update(index_elements=list(seat), set_=said, where=is_older))


def marks(db: Session, meeting_ids: Iterable[int]) -> dict[tuple[int, int], Mark]:
    """{(meeting id, enrolment id): mark} for these meetings, in one statement."""
    columns = select(col(Attendance.meeting_id), col(Attendance.enrolment_id), col(Attendance.mark))
    rows = db.exec(columns.where(col(Attendance.meeting_id).in_(list(meeting_ids)))).all()
    return {(meeting_id, enrolment_id): mark for meeting_id, enrolment_id, mark in rows}

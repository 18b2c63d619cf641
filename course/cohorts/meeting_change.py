"""What a meeting was before each change of it: whoever knew that state is told of the one now, and nobody twice."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from course.store import Row


class MeetingChange(Row, table=True):
    """`sequence` is that of the calendar entry after the change, `was_at`, `was_cancelled` and
    `was_place` are from before it.
    `person_id`: who changed it."""

    __tablename__ = "meeting_change"
    __table_args__ = (UniqueConstraint("meeting_id", "sequence"),)

    meeting_id: int = Field(foreign_key="meeting.id")
    sequence: int
    was_at: datetime
    was_cancelled: bool
    was_place: str | None = Field(default=None, max_length=200)
    changed_at: datetime
    person_id: int = Field(foreign_key="person.id")

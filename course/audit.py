"""Who did what, append-only: the database itself refuses to change or remove a line."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, Session

from course import clock
from course.store import Row, json_column


class AuditEvent(Row, table=True):
    """`actor_id` is a person's id without a foreign key: an erased person leaves a number and nothing else."""

    __tablename__ = "audit_event"

    at: datetime
    actor_id: int | None = Field(default=None, index=True)
    programme_id: int | None = Field(default=None, index=True)
    what: str = Field(max_length=64)
    about: str = Field(max_length=64)
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=json_column())


def record(
    db: Session, what: str, about: str, *, by: int | None, programme_id: int | None = None, **detail: Any
) -> None:
    """`what` is a verb ("meeting.move"), `about` a row ("meeting:12"); `detail` holds no text of a participant."""
    db.add(
        AuditEvent(
            at=clock.real_now(db),
            actor_id=by,
            programme_id=programme_id,
            what=what,
            about=about,
            detail=detail,
        )
    )

"""An invitation: an address asked to take part in a cohort, to facilitate it, or to lead a programme."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field

from course.store import Row, choice


class Role(StrEnum):
    PARTICIPANT = "participant"
    FACILITATOR = "facilitator"
    LEAD = "lead"


class Invitation(Row, table=True):
    """A subject of due: `look_at` says when to ask again what this address should be told.

    `cohort_id` is set for participants and facilitators; a lead is invited to the programme.
    """

    __table_args__ = (Index("ix_invitation_look_at", "look_at"),)

    programme_id: int = Field(foreign_key="programme.id", index=True)
    cohort_id: int | None = Field(default=None, foreign_key="cohort.id", index=True)
    role: Role = Field(sa_type=choice(Role))
    email: str = Field(max_length=254, index=True)
    name: str = Field(max_length=120)
    invited_by: int = Field(foreign_key="person.id")
    invited_at: datetime
    asked_again: int = 0
    accepted_at: datetime | None = None
    withdrawn_at: datetime | None = None
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    look_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None

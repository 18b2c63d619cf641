"""Months after the course, before the last questions: is this still her address? Her yes, and when she said it."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel

from course.cohorts.enrolment import Enrolment


class AddressCheck(SQLModel, table=True):
    """She said that the letters of this place reach her."""

    __tablename__ = "address_check"

    enrolment_id: int = Field(foreign_key="enrolment.id", primary_key=True)
    at: datetime


def confirm(db: Session, enrolment: Enrolment, *, now: datetime) -> None:
    if db.get(AddressCheck, enrolment.id) is None:
        db.add(AddressCheck(enrolment_id=enrolment.stored_id, at=now))
        enrolment.look_at = now
        db.flush()

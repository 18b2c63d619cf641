"""A person's place in a cohort."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, Session, col, select

from course import audit
from course.people.person import Person
from course.store import Row


class Enrolment(Row, table=True):
    """`ready_at`: consent is given and the course may begin for her. `left_at` ends every letter at once.

    `look_at` is course time; None means that nothing will ever be due again.
    """

    __table_args__ = (UniqueConstraint("cohort_id", "person_id"), Index("ix_enrolment_look_at", "look_at"))

    cohort_id: int = Field(foreign_key="cohort.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    joined_at: datetime
    ready_at: datetime | None = None
    left_at: datetime | None = None
    left_reason: str = Field(default="", max_length=64)
    paused_until: date | None = None
    shares_practice: bool = False
    look_at: datetime | None = None

    @property
    def is_active(self) -> bool:
        return self.left_at is None


def enrol(db: Session, *, cohort_id: int, person: Person, now: datetime) -> Enrolment:
    """The person's place in this cohort; the same one when there is one already."""
    mine = select(Enrolment).where(Enrolment.cohort_id == cohort_id, Enrolment.person_id == person.id)
    if known := db.exec(mine).first():
        return known
    enrolment = Enrolment(cohort_id=cohort_id, person_id=person.stored_id, joined_at=now, look_at=now)
    db.add(enrolment)
    db.flush()
    audit.record(db, "enrolment.begin", f"enrolment:{enrolment.id}", by=person.id)
    return enrolment


def leave(db: Session, enrolment: Enrolment, *, now: datetime, by: int | None, reason: str = "") -> None:
    """She keeps what she wrote and the weeks that were open; nothing more is sent."""
    if enrolment.left_at is None:
        enrolment.left_at, enrolment.left_reason, enrolment.look_at = now, reason[:64], now
        audit.record(db, "enrolment.leave", f"enrolment:{enrolment.id}", by=by)


def come_back(db: Session, enrolment: Enrolment, *, now: datetime, by: int | None) -> None:
    if enrolment.left_at is not None:
        enrolment.left_at, enrolment.left_reason, enrolment.look_at = None, "", now
        audit.record(db, "enrolment.come_back", f"enrolment:{enrolment.id}", by=by)


def people_in(db: Session, cohort_id: int) -> list[tuple[Enrolment, Person]]:
    """Everyone who ever joined, by the name they are called."""
    both = select(Enrolment, Person).join(Person).where(Enrolment.cohort_id == cohort_id)
    return list(db.exec(both.order_by(col(Person.called), col(Person.id))).all())

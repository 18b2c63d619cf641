"""A person's place in a cohort."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, Session, col, select

from course import audit
from course.cohorts.waiting import look_at_list
from course.errors import Refused
from course.people.person import Person
from course.store import Row
from course.words import _

DIED = "died"
"""Why a place ended, where it ended with a death."""


class Enrolment(Row, table=True):
    """`ready_at`: consent is given and the course may begin for her. `left_at` ends every letter at once,
    `left_by` is the number of whoever ended it. `came_from` is the number of the cohort she was in until `came_at`,
    `kept_open` the keys of the weeks that were open to her there and stay so, with a space between them.

    `look_at` is course time; None means that nothing will ever be due again. `looks`: how often the pump has looked.
    """

    __table_args__ = (UniqueConstraint("cohort_id", "person_id"), Index("ix_enrolment_look_at", "look_at"))

    cohort_id: int = Field(foreign_key="cohort.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    joined_at: datetime
    ready_at: datetime | None = None
    left_at: datetime | None = None
    left_by: int | None = None
    left_reason: str = Field(default="", max_length=64)
    paused_until: date | None = None
    shares_practice: bool = False
    came_from: int | None = None
    came_at: datetime | None = None
    kept_open: str | None = Field(default=None, max_length=400)
    look_at: datetime | None = None
    looks: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})

    @property
    def is_active(self) -> bool:
        return self.left_at is None

    @property
    def has_left(self) -> bool:
        """By a choice, hers or somebody's: a death is no leaving."""
        return self.left_at is not None and self.left_reason != DIED

    @property
    def ended_with_death(self) -> bool:
        return self.left_reason == DIED

    @property
    def here_since(self) -> datetime:
        """In this cohort: from joining on, or from the day her group went on in it."""
        return self.came_at or self.joined_at


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
        enrolment.left_at, enrolment.left_by, enrolment.left_reason = now, by, reason[:64]
        enrolment.look_at = now
        look_at_list(db, enrolment.cohort_id, now=now)
        audit.record(db, "enrolment.leave", f"enrolment:{enrolment.id}", by=by)


def come_back(db: Session, enrolment: Enrolment, *, now: datetime, by: int | None) -> None:
    """Who left by herself comes back by herself: letters do not start again without her asking."""
    if enrolment.left_by == enrolment.person_id and by != enrolment.person_id:
        raise Refused(_("This person left by choice and can come back under Me, or by a new invitation."))
    if enrolment.ended_with_death:
        raise Refused(
            _("It is recorded that this person has died. If that is a mistake, take it back first.")
        )
    take_up_again(db, enrolment, now=now, by=by)


def take_up_again(db: Session, enrolment: Enrolment, *, now: datetime, by: int | None) -> None:
    """The place is there again, with everything in it."""
    if enrolment.left_at is not None:
        enrolment.left_at, enrolment.left_by, enrolment.left_reason = None, None, ""
        enrolment.look_at = now
        audit.record(db, "enrolment.come_back", f"enrolment:{enrolment.id}", by=by)


def people_in(db: Session, cohort_id: int) -> list[tuple[Enrolment, Person]]:
    """Everyone who ever joined, by the name they are called."""
    both = select(Enrolment, Person).join(Person).where(Enrolment.cohort_id == cohort_id)
    return list(db.exec(both.order_by(col(Person.called), col(Person.id))).all())


def people_from(db: Session, cohort_id: int) -> list[tuple[Enrolment, Person]]:
    """Who was in this cohort until it went on in another one."""
    both = select(Enrolment, Person).join(Person).where(Enrolment.came_from == cohort_id)
    return list(db.exec(both.order_by(col(Person.called), col(Person.id))).all())

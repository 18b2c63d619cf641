"""Going along with one other person of the group: only for those who asked for it, and put together by a facilitator.

Two who go together learn each other's first name, and nothing else of each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Field, Session, col, select

from course import audit
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.errors import Refused
from course.people.person import Person
from course.store import Row
from course.words import _


class GroupBuddy(Row, table=True):
    """She would like to go along with somebody. `with_id`: the place of whoever she goes with."""

    __tablename__ = "group_buddy"

    enrolment_id: int = Field(foreign_key="enrolment.id", unique=True)
    asked_at: datetime
    with_id: int | None = Field(default=None, foreign_key="enrolment.id")


@dataclass(frozen=True)
class Wish:
    """Somebody who asked, for whoever runs the group; `beside` is the place of whoever she goes with."""

    enrolment_id: int
    called: str
    beside: int | None


def ask(db: Session, enrolment: Enrolment, *, now: datetime) -> None:
    """The same again changes nothing."""
    _one_at_a_time(db, enrolment.cohort_id)
    if _of(db, enrolment.stored_id) is None:
        db.add(GroupBuddy(enrolment_id=enrolment.stored_id, asked_at=now))
        db.flush()


def stop(db: Session, enrolment: Enrolment) -> None:
    """She would rather go by herself. Whoever went with her is free again, and reads no reason."""
    _one_at_a_time(db, enrolment.cohort_id)
    _part(db, enrolment.stored_id)
    row = _of(db, enrolment.stored_id)
    if row is not None:
        db.delete(row)
        db.flush()


def together(db: Session, cohort: Cohort, places: Sequence[int], *, by: Person) -> None:
    """Refused unless these are two who asked, take part and go with nobody yet."""
    _one_at_a_time(db, cohort.stored_id)
    free = {one.enrolment_id for one in wishes(db, cohort) if one.beside is None}
    if len(set(places)) != 2 or not set(places) <= free:
        raise Refused(_("Please choose two people who asked for it and go with nobody yet."), field="one")
    one, other = places
    for here, there in ((one, other), (other, one)):
        row = _of(db, here)
        if row is not None:
            row.with_id = there
            db.add(row)
    db.flush()
    audit.record(db, "group_buddy.together", f"cohort:{cohort.id}", by=by.id)


def apart(db: Session, cohort: Cohort, place: int, *, by: Person) -> None:
    """Both are free again."""
    if place in {one.enrolment_id for one in wishes(db, cohort)}:
        _part(db, place)
        audit.record(db, "group_buddy.apart", f"cohort:{cohort.id}", by=by.id)


def has_asked(db: Session, enrolment: Enrolment) -> bool:
    return _of(db, enrolment.stored_id) is not None


def beside(db: Session, enrolment: Enrolment) -> Person | None:
    """Whoever she goes with, while both are in the group and nobody was put together with somebody else meanwhile."""
    both = (
        select(Person)
        .join(Enrolment, col(Enrolment.person_id) == col(Person.id))
        .join(GroupBuddy, col(GroupBuddy.enrolment_id) == col(Enrolment.id))
        .where(GroupBuddy.with_id == enrolment.id, Enrolment.cohort_id == enrolment.cohort_id)
        .where(
            col(Enrolment.id).in_(select(GroupBuddy.with_id).where(GroupBuddy.enrolment_id == enrolment.id))
        )
        .where(col(Enrolment.left_at).is_(None), col(Person.erased_at).is_(None))
    )
    return db.exec(both).first() if enrolment.is_active else None


def wishes(db: Session, cohort: Cohort) -> list[Wish]:
    """Everybody who asked and takes part, by name. Whoever went with somebody who left is free."""
    rows = db.exec(
        select(GroupBuddy, Person)
        .join(Enrolment, col(Enrolment.id) == col(GroupBuddy.enrolment_id))
        .join(Person, col(Person.id) == col(Enrolment.person_id))
        .where(Enrolment.cohort_id == cohort.id, col(Enrolment.left_at).is_(None))
        .where(col(Person.erased_at).is_(None))
        .order_by(Person.called, col(Person.id))
    ).all()
    goes_with = {row.enrolment_id: row.with_id for row, _who in rows}
    return [
        Wish(one, who.called, row.with_id if goes_with.get(row.with_id or 0) == one else None)
        for row, who in rows
        if (one := row.enrolment_id)
    ]


def _part(db: Session, place: int) -> None:
    theirs = select(GroupBuddy).where((col(GroupBuddy.with_id) == place) | (GroupBuddy.enrolment_id == place))
    for row in db.exec(theirs).all():
        row.with_id = None
        db.add(row)
    db.flush()


def _of(db: Session, place: int) -> GroupBuddy | None:
    return db.exec(select(GroupBuddy).where(GroupBuddy.enrolment_id == place)).first()


def _one_at_a_time(db: Session, cohort_id: int) -> None:
    """Two facilitators who put people together at once: the second waits here, and sees what the first did."""
    db.exec(select(Cohort.id).where(Cohort.id == cohort_id).with_for_update()).one()

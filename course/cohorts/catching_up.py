"""A plan for whoever joined late: which weeks to read, and round about when. Nothing reminds her of it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, select

from course import audit
from course.cohorts.attendance import CAME
from course.cohorts.enrolment import Enrolment
from course.cohorts.place import Place
from course.errors import Refused
from course.people.person import Person
from course.store import Row
from course.words import _
from curriculum.schema import Unit

APART = 3
"""Days between two weeks of the plan that is offered."""
LONGEST = timedelta(days=366)


class CatchUpStep(Row, table=True):
    """One week of hers, with the day round which she may read it."""

    __tablename__ = "catch_up_step"
    __table_args__ = (UniqueConstraint("enrolment_id", "unit_key"),)

    enrolment_id: int = Field(foreign_key="enrolment.id")
    unit_key: str = Field(max_length=64)
    on: date
    planned_by: int | None = Field(default=None, foreign_key="person.id")
    planned_at: datetime


def held_before(place: Place, now: datetime) -> list[Unit]:
    """Units whose pages are open and whose meeting was over before she was here, and to which she did not come."""
    since = place.enrolment.here_since
    return [
        one.unit
        for one in place.openings
        if one.unit.kind != "orientation"
        and place.is_open(one, now)
        and one.meeting.ends_at <= since
        and place.marks.get(one.meeting.stored_id) not in CAME
    ]


def offer(place: Place, today: date, now: datetime) -> dict[str, date]:
    """{unit: a day}, every third day from tomorrow on: a place to begin from, before anybody decides."""
    units = held_before(place, now)
    return {unit.key: today + timedelta(days=1 + APART * number) for number, unit in enumerate(units)}


def plan(
    db: Session, place: Place, days: Mapping[str, date], *, today: date, now: datetime, by: Person
) -> None:
    """These weeks and no others. Refused for a week that is not open to her, and for a day that is over or far away."""
    opened = {one.unit.key for one in place.openings if place.is_open(one, now)}
    if not days.keys() <= opened:
        raise Refused(_("One of these weeks is not open yet."), field="days")
    if any(not today <= day <= today + LONGEST for day in days.values()):
        raise Refused(_("Please choose days from today on, within a year."), field="days")
    known = {row.unit_key: row for row in _rows(db, place.enrolment)}
    for key in known.keys() - days.keys():
        db.delete(known[key])
    for key, day in days.items():
        row = known.get(key) or CatchUpStep(
            enrolment_id=place.enrolment_id, unit_key=key, on=day, planned_at=now
        )
        row.on, row.planned_by, row.planned_at = day, by.id, now
        db.add(row)
    db.flush()
    audit.record(db, "catch_up.plan", f"enrolment:{place.enrolment_id}", by=by.id, weeks=sorted(days))


def planned(db: Session, enrolment: Enrolment) -> dict[str, date]:
    """{unit: the day}, in order of days."""
    return {row.unit_key: row.on for row in _rows(db, enrolment)}


def _rows(db: Session, enrolment: Enrolment) -> list[CatchUpStep]:
    mine = select(CatchUpStep).where(CatchUpStep.enrolment_id == enrolment.id)
    return list(db.exec(mine.order_by(col(CatchUpStep.on), col(CatchUpStep.id))).all())

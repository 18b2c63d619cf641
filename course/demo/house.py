"""The house itself: a programme with its staff, who answers, and where help is found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from course.cohorts import programme as programmes
from course.cohorts.programme import Programme
from course.demo import cast
from course.people.person import Person, welcome
from course.safety import plan
from curriculum.loader import load_course
from curriculum.schema import Course


@dataclass(frozen=True)
class House:
    programme: Programme
    course: Course
    lead: Person
    staff: dict[str, Person]


def build(db: Session, *, now: datetime) -> House:
    lead = welcome(db, email=cast.LEAD, name=cast.LEAD_NAME, zone=cast.ZONE)
    programme = programmes.create(db, name=cast.HOUSE, zone=cast.ZONE, country=cast.COUNTRY, by=lead)
    programme.created_at = lead.created_at = now - timedelta(weeks=115)
    plan.set_plan(db, programme, cast.ANSWERING, by=lead)
    _add_resources(db, programme, lead, now)
    staff = {name: welcome(db, email=email, name=name, zone=cast.ZONE) for name, email in cast.STAFF.items()}
    return House(programme, load_course(cast.COURSE), lead, staff)


def _add_resources(db: Session, programme: Programme, lead: Person, now: datetime) -> None:
    checked = (now - timedelta(days=20)).date()
    for name, phone, hours, is_emergency in (
        ("Emergency services", "999", "Day and night", True),
        ("Emotional support line", "116 123", "Day and night, free of charge", False),
        (f"{cast.HOUSE} duty phone", "01632 960120", "Monday to Friday, 9 to 17", False),
    ):
        plan.add_resource(
            db,
            programme,
            name=name,
            phone=phone,
            hours=hours,
            is_emergency=is_emergency,
            checked_on=checked,
            by=lead,
        )

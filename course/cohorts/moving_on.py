"""A meeting and all that follow go to another day or hour: each by as many days as the first."""

from datetime import date, datetime, time

from sqlmodel import Session

from course import audit
from course.cohorts import meeting as moving
from course.cohorts.cohort import Cohort, content, meetings
from course.cohorts.meeting import Meeting
from course.errors import Refused
from course.people.person import Person
from course.words import _


def move_on(
    db: Session,
    cohort: Cohort,
    meeting: Meeting,
    *,
    on: date,
    at: time,
    place: str | None = None,
    now: datetime,
    by: Person,
) -> None:
    """Sessions take the new hour; a retreat moves by the same days and keeps its own. What is cancelled stays. `place`
    is for the first of them alone."""
    if meeting.is_cancelled:
        raise Refused(_("This meeting is cancelled. Please put it back first."))
    course, days = content(db, cohort), on - meeting.starts_on
    following = [
        one for one in meetings(db, cohort) if not one.is_cancelled and one.starts_at >= meeting.starts_at
    ]
    for one in following:
        is_session = course.unit(one.unit_key).kind == "session"
        new = one.starts_on + days, at if is_session or one is meeting else one.at
        there = place if one is meeting else None
        if new != (one.starts_on, one.at) or there not in (None, one.place):
            moving.move(db, one, on=new[0], at=new[1], zone=cohort.zone, place=there, now=now, by=by)
    db.flush()
    audit.record(db, "cohort.move_on", f"cohort:{cohort.id}", by=by.id, days=days.days, at=f"{at:%H:%M}")

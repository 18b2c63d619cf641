"""Who may mark and look after somebody at a meeting: the staff of its group, for its own people and for its guests."""

from sqlmodel import Session

from course.access import meeting_for
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.cohorts.roll import roll
from course.errors import NotFound
from course.people.person import Person


def seat_for(db: Session, person: Person, meeting: Meeting, enrolment_id: int) -> Enrolment:
    """Somebody who has a place in the meeting's group, or a seat at it."""
    meeting_for(db, person, meeting.stored_id)
    enrolment = db.get(Enrolment, enrolment_id)
    if enrolment is None:
        raise NotFound
    if enrolment.cohort_id == meeting.cohort_id:
        return enrolment
    if enrolment.id in {one.enrolment_id for one in roll(db, meeting)}:
        return enrolment
    raise NotFound

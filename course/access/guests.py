"""Who may mark and look after somebody at a meeting: the staff of its group, for its own people and for its guests."""

from sqlmodel import Session, col, select

from course.access import cohort_run_by, meeting_for
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.make_up import MakeUp
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


def guest_in(db: Session, person: Person, cohort: Cohort, enrolment_id: int) -> Enrolment:
    """Somebody of another group who makes up a session in this one, for those who run it."""
    cohort_run_by(db, person, cohort.stored_id)
    visits = (
        select(Enrolment)
        .join(MakeUp, col(MakeUp.enrolment_id) == Enrolment.id)
        .join(Meeting, col(Meeting.id) == MakeUp.meeting_id)
    )
    found = db.exec(visits.where(Enrolment.id == enrolment_id, Meeting.cohort_id == cohort.id)).first()
    if found is None:
        raise NotFound
    return found

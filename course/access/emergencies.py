"""Whom to call for somebody at a meeting: for those who run the group, for its own people and its guests."""

from sqlmodel import Session

from course.access import cohort_run_by, meeting_for
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.cohorts.roll import Seat, roll
from course.errors import NotFound
from course.people.person import Person


def meeting_run_by(db: Session, person: Person, cohort_id: int, meeting_id: int) -> tuple[Meeting, Cohort]:
    """Under the address of its own cohort."""
    meeting, cohort = meeting_for(db, person, meeting_id)
    if cohort.id != cohort_id:
        raise NotFound
    return meeting, cohort_run_by(db, person, cohort_id)


def person_at(db: Session, meeting: Meeting, enrolment_id: int) -> tuple[Seat, Person]:
    """Somebody with a seat at a meeting that whoever asks has been let into."""
    found = next((one for one in roll(db, meeting) if one.enrolment_id == enrolment_id), None)
    if found is None:
        raise NotFound
    enrolment = db.get_one(Enrolment, enrolment_id)
    return found, db.get_one(Person, enrolment.person_id)

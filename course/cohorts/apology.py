"""Somebody says ahead that she cannot come to a meeting, and that she can after all."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from course.cohorts import attendance
from course.cohorts.attendance import Attendance, Mark
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.make_up import MakeUp
from course.cohorts.meeting import Meeting
from course.errors import NotFound, Refused
from course.people.person import Person
from course.words import _


@dataclass(frozen=True)
class Seat:
    """Hers in a meeting of her own group, or of a sister group that she visits. `cohort` is the meeting's."""

    enrolment: Enrolment
    meeting: Meeting
    cohort: Cohort
    mark: Mark | None

    @property
    def is_guest(self) -> bool:
        return self.enrolment.cohort_id != self.meeting.cohort_id

    @property
    def is_away(self) -> bool:
        return self.mark is Mark.AWAY_TOLD


def seat(db: Session, person: Person, meeting_id: int) -> Seat:
    """NotFound where she is not expected, in one statement."""
    visits = select(MakeUp.id).where(MakeUp.meeting_id == Meeting.id, MakeUp.enrolment_id == Enrolment.id)
    is_expected = (col(Meeting.cohort_id) == Enrolment.cohort_id) | visits.exists()
    hers = (col(Attendance.meeting_id) == Meeting.id) & (col(Attendance.enrolment_id) == Enrolment.id)
    found = db.exec(
        select(Enrolment, Meeting, Cohort, col(Attendance.mark))
        .select_from(Enrolment)
        .join(Meeting, is_expected)
        .join(Cohort, col(Cohort.id) == col(Meeting.cohort_id))
        .outerjoin(Attendance, hers)
        .where(Enrolment.person_id == person.id, col(Enrolment.left_at).is_(None), Meeting.id == meeting_id)
    ).first()
    if found is None:
        raise NotFound
    return Seat(*found)


def say(db: Session, seat: Seat, *, is_away: bool, now: datetime, by: Person) -> Mark | None:
    """Her mark from now on. Refused once the meeting is over, and where somebody wrote down that she was there."""
    if seat.meeting.is_over(now):
        raise Refused(_("This session is over, so this stays as it is."))
    if seat.mark not in (None, Mark.AWAY_TOLD):
        raise Refused(_("Your facilitators have already written down that you were there."))
    mark = Mark.AWAY_TOLD if is_away else None
    attendance.record(db, seat.meeting, seat.enrolment.stored_id, mark, by=by.id, now=now)
    return mark

"""Who took part, by name, for the staff of a programme: presence and completion, never an answer or a score."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session, col, func, select

from course.cohorts import cohort as cohorts
from course.cohorts.attendance import CAME, Attendance
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.cohorts.programme import Programme
from course.errors import Refused
from course.exchange.export.delimited import csv_text
from course.measures.asked import Asked
from course.measures.wave import state
from course.people.person import Person
from course.words import _

HEADS = ("name", "called", "cohort", "joined on", "left on", "meetings attended", "wave", "questions")
SHORTEST_REASON = 10


def checked_reason(reason: str) -> str:
    """A few words that somebody can make sense of in a year."""
    said = " ".join(reason.split())[:200]
    if len(said) < SHORTEST_REASON:
        raise Refused(_("Please say in a few words what the names are needed for."), field="reason")
    return said


def participation_csv(db: Session, programme: Programme, *, now: datetime) -> str:
    """One line for each person and wave, people in the order of cohorts and names."""
    return csv_text(HEADS, _rows(db, programme, now))


def _rows(db: Session, programme: Programme, now: datetime) -> Iterator[tuple[str | int | None, ...]]:
    mine = select(Cohort).where(Cohort.programme_id == programme.id, col(Cohort.imported_from).is_(None))
    for cohort in db.exec(mine.order_by(col(Cohort.starts_on), col(Cohort.id))).all():
        yield from _cohort_rows(db, cohort, now)


def _cohort_rows(db: Session, cohort: Cohort, now: datetime) -> Iterator[tuple[str | int | None, ...]]:
    course, meetings = cohorts.content(db, cohort), cohorts.meetings(db, cohort)
    known = Asked(db, select(Enrolment.id).where(Enrolment.cohort_id == cohort.id))
    came = _came(db, cohort)
    both = select(Enrolment, Person).join(Person).where(Enrolment.cohort_id == cohort.id)
    living = both.where(col(Person.erased_at).is_(None))
    for enrolment, person in db.exec(living.order_by(col(Person.name), col(Person.id))).all():
        for wave in course.waves:
            found = state(known.wave(wave, enrolment, person.zone, meetings), now)
            yield (
                person.name,
                person.called,
                cohort.name,
                enrolment.joined_at.date().isoformat(),
                enrolment.left_at.date().isoformat() if enrolment.left_at and enrolment.has_left else "",
                came.get(enrolment.stored_id, 0),
                wave.title,
                found.value,
            )


def _came(db: Session, cohort: Cohort) -> dict[int, int]:
    counted = (
        select(Attendance.enrolment_id, func.count(func.distinct(col(Meeting.unit_key))))
        .join(Meeting, col(Meeting.id) == col(Attendance.meeting_id))
        .join(Enrolment, col(Enrolment.id) == col(Attendance.enrolment_id))
        .where(Enrolment.cohort_id == cohort.id, col(Attendance.mark).in_(CAME))
    )
    return dict(db.exec(counted.group_by(col(Attendance.enrolment_id))).all())

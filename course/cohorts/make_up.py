"""A meeting of a sister group that somebody comes to in place of one of her own. She is marked there, and it counts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, select

from course import audit
from course.cohorts.attendance import CAME, Attendance, Mark, marks
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.look import look_again
from course.cohorts.meeting import Meeting
from course.errors import NotFound, Refused
from course.people.person import Person
from course.store import Row
from course.words import _

LATELY = timedelta(days=28)
"""So long afterwards it can still be written down that she was there."""


class MakeUp(Row, table=True):
    """`meeting_id` is the sister group's; both groups' facilitators see it."""

    __tablename__ = "make_up"
    __table_args__ = (UniqueConstraint("meeting_id", "enrolment_id"),)

    meeting_id: int = Field(foreign_key="meeting.id")
    enrolment_id: int = Field(foreign_key="enrolment.id", index=True)
    arranged_by: int | None = Field(default=None, foreign_key="person.id")
    arranged_at: datetime


@dataclass(frozen=True)
class Visit:
    """A make-up with the sister group's meeting, and her mark there."""

    row: MakeUp
    meeting: Meeting
    cohort: Cohort
    mark: Mark | None = None

    @property
    def is_away(self) -> bool:
        return self.mark is Mark.AWAY_TOLD


def arrange(db: Session, enrolment: Enrolment, meeting: Meeting, *, now: datetime, by: Person) -> MakeUp:
    """Pressed twice it is one. The evening before she gets the letter that the group gets."""
    if meeting.stored_id not in {one.stored_id for one, _cohort in offered(db, enrolment, now=now)}:
        raise Refused(_("That meeting cannot stand in for one of this group."), field="meeting_id")
    mine = select(MakeUp).where(MakeUp.meeting_id == meeting.id, MakeUp.enrolment_id == enrolment.id)
    if known := db.exec(mine).first():
        return known
    row = MakeUp(
        meeting_id=meeting.stored_id,
        enrolment_id=enrolment.stored_id,
        arranged_by=by.stored_id,
        arranged_at=now,
    )
    db.add(row)
    look_again(db, person_id=enrolment.person_id, now=now)
    db.flush()
    audit.record(db, "make_up.arrange", f"enrolment:{enrolment.id}", by=by.id, meeting=meeting.id)
    return row


def take_back(db: Session, enrolment: Enrolment, meeting_id: int, *, now: datetime, by: Person) -> None:
    """Refused once somebody has marked her there: then it has happened."""
    row = db.exec(
        select(MakeUp).where(MakeUp.meeting_id == meeting_id, MakeUp.enrolment_id == enrolment.id)
    ).first()
    if row is None:
        raise NotFound
    if marks(db, [meeting_id]).get((meeting_id, enrolment.stored_id)) not in (None, Mark.AWAY_TOLD):
        raise Refused(_("There is a mark for it already, so it stays."))
    db.delete(row)
    look_again(db, person_id=enrolment.person_id, now=now)
    db.flush()
    audit.record(db, "make_up.take_back", f"enrolment:{enrolment.id}", by=by.id, meeting=meeting_id)


def offered(db: Session, enrolment: Enrolment, *, now: datetime) -> list[tuple[Meeting, Cohort]]:
    """Meetings of other groups of her programme and course that are ahead or were held lately, in order of time."""
    if not enrolment.is_active:
        return []
    home = db.get_one(Cohort, enrolment.cohort_id)
    both = select(Meeting, Cohort).join(Cohort, col(Cohort.id) == Meeting.cohort_id)
    theirs = both.where(
        Cohort.programme_id == home.programme_id,
        Cohort.course_key == home.course_key,
        Cohort.id != home.id,
        col(Cohort.imported_from).is_(None),
        col(Meeting.cancelled_at).is_(None),
        col(Meeting.starts_at) > now - LATELY,
    )
    return list(db.exec(theirs.order_by(col(Meeting.starts_at), col(Meeting.id))).all())


def visits(db: Session, enrolments: Collection[int]) -> dict[int, list[Visit]]:
    """{enrolment: where she makes up, or did}, in one statement."""
    hers = (col(Attendance.meeting_id) == MakeUp.meeting_id) & (
        col(Attendance.enrolment_id) == MakeUp.enrolment_id
    )
    rows = db.exec(
        select(MakeUp, Meeting, Cohort, col(Attendance.mark))
        .join(Meeting, col(Meeting.id) == MakeUp.meeting_id)
        .join(Cohort, col(Cohort.id) == Meeting.cohort_id)
        .outerjoin(Attendance, hers)
        .where(col(MakeUp.enrolment_id).in_(enrolments))
        .order_by(col(Meeting.starts_at))
    ).all()
    found: dict[int, list[Visit]] = {}
    for row, meeting, cohort, mark in rows:
        found.setdefault(row.enrolment_id, []).append(Visit(row, meeting, cohort, mark))
    return found


def ahead(db: Session, enrolment_id: int, *, now: datetime) -> list[Visit]:
    """Those of hers that are not over."""
    return [one for one in visits(db, [enrolment_id]).get(enrolment_id, []) if not one.meeting.is_over(now)]


def guests_of(db: Session, cohort_ids: Collection[int]) -> list[int]:
    """Enrolments of other groups that come, or came, to a meeting of these."""
    theirs = select(col(MakeUp.enrolment_id)).join(Meeting, col(Meeting.id) == MakeUp.meeting_id)
    others = theirs.join(Enrolment, col(Enrolment.id) == MakeUp.enrolment_id).where(
        col(Meeting.cohort_id).in_(cohort_ids), col(Enrolment.cohort_id).not_in(cohort_ids)
    )
    return list(db.exec(others.distinct().order_by(col(MakeUp.enrolment_id))).all())


def guests(db: Session, meeting_id: int) -> list[tuple[Enrolment, Person, Cohort]]:
    """Whoever comes to this meeting from another group, with that group."""
    rows = (
        select(Enrolment, Person, Cohort)
        .join(MakeUp, col(MakeUp.enrolment_id) == Enrolment.id)
        .join(Person, col(Person.id) == Enrolment.person_id)
        .join(Cohort, col(Cohort.id) == Enrolment.cohort_id)
        .where(MakeUp.meeting_id == meeting_id)
    )
    return list(db.exec(rows.order_by(col(Person.called), col(Person.id))).all())


def all_marks(
    db: Session, cohort_id: int, meeting_ids: Collection[int]
) -> tuple[dict[tuple[int, int], Mark], dict[tuple[str, int], Mark]]:
    """{(meeting, enrolment): mark} of these meetings, and {(unit, enrolment): mark} of what people of this cohort came
    to in other groups, in one statement."""
    is_elsewhere = (
        (col(Enrolment.cohort_id) == cohort_id)
        & (col(Meeting.cohort_id) != cohort_id)
        & col(Meeting.cancelled_at).is_(None)
        & col(Attendance.mark).in_(CAME)
    )
    rows = db.exec(
        select(Attendance, Meeting)
        .join(Meeting, col(Meeting.id) == col(Attendance.meeting_id))
        .join(Enrolment, col(Enrolment.id) == col(Attendance.enrolment_id))
        .where(col(Attendance.meeting_id).in_(meeting_ids) | is_elsewhere)
    ).all()
    own, elsewhere = {}, {}
    for row, meeting in rows:
        if row.meeting_id in meeting_ids:
            own[row.meeting_id, row.enrolment_id] = row.mark
        else:
            elsewhere[meeting.unit_key, row.enrolment_id] = row.mark
    return own, elsewhere

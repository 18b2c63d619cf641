"""Taking attendance: everybody of a meeting in alphabetical order, and one mark after another."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from course import audit
from course.cohorts.attendance import CAME, Attendance, Mark, marks, record
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment, people_from, people_in
from course.cohorts.make_up import guests
from course.cohorts.meeting import Meeting
from course.errors import Refused
from course.people.person import Person
from course.words import _

ORDER: tuple[Mark | None, ...] = (None, Mark.HERE, Mark.VIDEO, Mark.PART, Mark.AWAY_TOLD, Mark.AWAY)
"""Each tap goes on to the next, and from the last back to blank. `MADE_UP` is chosen from the whole list only."""
AMONG_US = CAME - {Mark.MADE_UP}
"""Who is counted in the room and on the screen of this meeting."""


@dataclass(frozen=True)
class Seat:
    enrolment_id: int
    name: str
    called: str
    mark: Mark | None
    guest_of: str = ""
    """The group that somebody comes from as a guest."""
    came_elsewhere: bool = False
    """She came to this session in another group, as a guest or before she went on in this one."""
    email: str | None = None

    @property
    def came(self) -> bool:
        return self.mark in AMONG_US

    @property
    def following(self) -> Mark | None:
        """What the next tap makes of it."""
        return ORDER[(ORDER.index(self.mark) + 1) % len(ORDER)] if self.mark in ORDER else None


def roll(db: Session, meeting: Meeting) -> list[Seat]:
    """Everybody who had a place when it was held, whoever has a mark, and guests who make up a meeting of their own."""
    told = marks(db, [meeting.stored_id])
    own = [*people_in(db, meeting.cohort_id), *people_from(db, meeting.cohort_id)]
    known = [
        (enrolment, person)
        for enrolment, person in own
        if (meeting.stored_id, enrolment.stored_id) in told or had_a_place(enrolment, meeting)
    ]
    found = {one.stored_id: (one, person, "") for one, person in [*_marked(db, meeting), *known]}
    for one, person, home in guests(db, meeting.stored_id):
        found[one.stored_id] = one, person, home.name if home.id != meeting.cohort_id else ""
    made_up = _came_elsewhere(db, meeting, list(found))
    seats = [
        Seat(
            key,
            person.name,
            person.called,
            told.get((meeting.stored_id, key)),
            guest_of,
            key in made_up,
            person.email,
        )
        for key, (_one, person, guest_of) in found.items()
    ]
    return sorted(seats, key=lambda seat: (seat.called.casefold(), seat.name.casefold(), seat.enrolment_id))


def seat(db: Session, meeting: Meeting, enrolment: Enrolment) -> Seat:
    """One of them."""
    person = db.get_one(Person, enrolment.person_id)
    mark = marks(db, [meeting.stored_id]).get((meeting.stored_id, enrolment.stored_id))
    visiting = {one.stored_id: home.name for one, _who, home in guests(db, meeting.stored_id)}
    is_guest = enrolment.cohort_id != meeting.cohort_id
    guest_of = visiting.get(enrolment.stored_id, "") if is_guest else ""
    made_up = bool(_came_elsewhere(db, meeting, [enrolment.stored_id]))
    return Seat(enrolment.stored_id, person.name, person.called, mark, guest_of, made_up)


def can_be_taken(meeting: Meeting, cohort: Cohort, now: datetime) -> bool:
    """From the morning of its day on, in the cohort's zone; never for a cancelled one."""
    return not meeting.is_cancelled and now.astimezone(ZoneInfo(cohort.zone)).date() >= meeting.starts_on


def had_a_place(enrolment: Enrolment, meeting: Meeting) -> bool:
    """In this group, while it was held."""
    was_here = meeting.cohort_id == enrolment.came_from
    since, until = (
        (enrolment.joined_at, enrolment.came_at) if was_here else (enrolment.here_since, enrolment.left_at)
    )
    return since < meeting.ends_at and (until is None or until > meeting.starts_at)


def mark_one(
    db: Session,
    meeting: Meeting,
    cohort: Cohort,
    enrolment_id: int,
    mark: Mark | None,
    *,
    by: Person,
    now: datetime,
) -> None:
    _refuse_early(meeting, cohort, now)
    record(db, meeting, enrolment_id, mark, by=by.id, now=now)
    _look_again(db, [enrolment_id], now)
    db.flush()


def mark_the_rest_here(db: Session, meeting: Meeting, cohort: Cohort, *, by: Person, now: datetime) -> int:
    """Everybody without a mark is here; who told to be away stays away. Returns how many were marked."""
    _refuse_early(meeting, cohort, now)
    blank: Sequence[Seat] = [one for one in roll(db, meeting) if one.mark is None]
    for one in blank:
        record(db, meeting, one.enrolment_id, Mark.HERE, by=by.id, now=now)
    _look_again(db, [one.enrolment_id for one in blank], now)
    db.flush()
    audit.record(db, "attendance.all_here", f"meeting:{meeting.id}", by=by.id, count=len(blank))
    return len(blank)


def take_back_all_here(
    db: Session, meeting: Meeting, cohort: Cohort, *, at: datetime, by: Person, now: datetime
) -> int:
    """Those who were marked here together at that moment, by the same person, are blank again unless somebody has
    marked them since. Returns how many they were."""
    together = {"meeting_id": meeting.stored_id, "mark": Mark.HERE, "marked_at": at, "marked_by": by.id}
    found = list(db.exec(select(Attendance.enrolment_id).filter_by(**together)).all())
    db.execute(delete(Attendance).filter_by(**together))
    _look_again(db, found, now)
    audit.record(db, "attendance.not_all_here", f"meeting:{meeting.id}", by=by.id, count=len(found))
    return len(found)


def _marked(db: Session, meeting: Meeting) -> list[tuple[Enrolment, Person]]:
    """Whoever has a mark, also when she has gone on in other groups since."""
    both = (
        select(Enrolment, Person)
        .join(Person, col(Person.id) == Enrolment.person_id)
        .join(Attendance, col(Attendance.enrolment_id) == Enrolment.id)
    )
    return list(db.exec(both.where(Attendance.meeting_id == meeting.id)).all())


def _came_elsewhere(db: Session, meeting: Meeting, enrolments: Collection[int]) -> set[int]:
    """Who of them came to the same session at another meeting."""
    rows = (
        select(Attendance.enrolment_id)
        .join(Meeting, col(Meeting.id) == col(Attendance.meeting_id))
        .where(
            col(Attendance.enrolment_id).in_(enrolments),
            Meeting.unit_key == meeting.unit_key,
            col(Meeting.id) != meeting.id,
            col(Meeting.cancelled_at).is_(None),
            col(Attendance.mark).in_(CAME),
        )
    )
    return set(db.exec(rows).all())


def _look_again(db: Session, enrolments: Sequence[int], now: datetime) -> None:
    """Whether somebody came decides whether a paper is ready for her."""
    db.execute(update(Enrolment).where(col(Enrolment.id).in_(enrolments)).values(look_at=now))


def _refuse_early(meeting: Meeting, cohort: Cohort, now: datetime) -> None:
    if not can_be_taken(meeting, cohort, now):
        raise Refused(_("Attendance opens on the day of the meeting."))

"""One gathering of a cohort. Moving it changes its instant and nothing else: what follows is computed."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from sqlmodel import Field, Session

from course import audit
from course.cohorts.look import look_again
from course.cohorts.meeting_change import MeetingChange
from course.cohorts.schedule import PlannedMeeting, to_utc
from course.errors import Refused
from course.people.person import Person
from course.store import Row
from course.words import _, one_line


class Meeting(Row, table=True):
    """`sequence` and `uid` are those of the calendar entry (RFC 5545): the uid stays, the sequence rises."""

    cohort_id: int = Field(foreign_key="cohort.id", index=True)
    unit_key: str = Field(max_length=64)
    starts_on: date
    at: time
    starts_at: datetime = Field(index=True)
    minutes: int
    place: str = Field(default="", max_length=200)
    uid: str = Field(max_length=64, unique=True)
    sequence: int = 0
    cancelled_at: datetime | None = None
    cancel_reason: str = Field(default="", max_length=200)

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    def is_over(self, now: datetime) -> bool:
        return self.ends_at <= now


def meetings_from(plan: Iterable[PlannedMeeting], *, cohort_id: int) -> list[Meeting]:
    return [
        Meeting(
            cohort_id=cohort_id,
            unit_key=one.unit_key,
            starts_on=one.starts_on,
            at=one.at,
            starts_at=one.starts_at,
            minutes=one.minutes,
            uid=str(uuid.uuid4()),
        )
        for one in plan
    ]


def move(
    db: Session,
    meeting: Meeting,
    *,
    on: date,
    at: time,
    zone: str,
    place: str | None = None,
    now: datetime,
    by: Person,
) -> None:
    """To another day and wall time in the cohort's zone. A meeting that is over stays where it was. `place` is for this
    meeting alone: empty is the cohort's own, None leaves it as it is."""
    _refuse_if_over(meeting, now)
    was, becomes = meeting.starts_at, to_utc(on, at, zone)
    if becomes <= now:
        raise Refused(_("The new time lies in the past. Please choose a later one."), field="on")
    _note(db, meeting, now=now, by=by)
    meeting.starts_at = becomes
    meeting.starts_on, meeting.at, meeting.sequence = on, at, meeting.sequence + 1
    meeting.place = meeting.place if place is None else one_line(place)[:200]
    look_again(db, cohort_id=meeting.cohort_id, now=now)
    audit.record(
        db,
        "meeting.move",
        f"meeting:{meeting.id}",
        by=by.id,
        was=was.isoformat(),
        to=meeting.starts_at.isoformat(),
    )


def cancel(db: Session, meeting: Meeting, *, reason: str, now: datetime, by: Person) -> None:
    """Its week stays closed until the meeting is put back or the week is opened by hand."""
    _refuse_if_over(meeting, now)
    if meeting.is_cancelled:
        return
    _note(db, meeting, now=now, by=by)
    meeting.cancelled_at, meeting.cancel_reason = now, one_line(reason)[:200]
    meeting.sequence += 1
    look_again(db, cohort_id=meeting.cohort_id, now=now)
    audit.record(db, "meeting.cancel", f"meeting:{meeting.id}", by=by.id, reason=meeting.cancel_reason)


def put_back(db: Session, meeting: Meeting, *, now: datetime, by: Person) -> None:
    """Undo a cancellation; the calendar entry rises again in sequence."""
    if not meeting.is_cancelled:
        return
    _note(db, meeting, now=now, by=by)
    meeting.cancelled_at, meeting.cancel_reason = None, ""
    meeting.sequence += 1
    look_again(db, cohort_id=meeting.cohort_id, now=now)
    audit.record(db, "meeting.put_back", f"meeting:{meeting.id}", by=by.id)


def _note(db: Session, meeting: Meeting, *, now: datetime, by: Person) -> None:
    """What it was, for the letters about the change; before its sequence rises."""
    db.add(
        MeetingChange(
            meeting_id=meeting.stored_id,
            sequence=meeting.sequence + 1,
            was_at=meeting.starts_at,
            was_cancelled=meeting.is_cancelled,
            was_place=meeting.place,
            changed_at=now,
            person_id=by.stored_id,
        )
    )


def _refuse_if_over(meeting: Meeting, now: datetime) -> None:
    if meeting.is_over(now):
        raise Refused(_("This meeting is over, so it stays where it was."))

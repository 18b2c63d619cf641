"""A move put right within ten minutes: everything it moved goes back where it was.

Whoever was written to meanwhile is written to again, since her letter named another time; nobody else hears of either.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, delete, select

from course import audit
from course.cohorts import meeting as moving
from course.cohorts.cohort import Cohort, SkippedDate
from course.cohorts.meeting import Meeting
from course.cohorts.meeting_change import MeetingChange
from course.errors import Refused
from course.people.person import Person
from course.words import _

WITHIN = timedelta(minutes=10)


@dataclass(frozen=True)
class Move:
    """The last thing that was done to a group's dates: meetings with what each was before."""

    at: datetime
    meetings: tuple[tuple[Meeting, MeetingChange], ...]

    @property
    def until(self) -> datetime:
        return self.at + WITHIN


def last_move(db: Session, cohort: Cohort, *, now: datetime) -> Move | None:
    """None where the last change was no move or the way back, or ten minutes have passed."""
    both = select(Meeting, MeetingChange).join(MeetingChange, col(MeetingChange.meeting_id) == Meeting.id)
    # A move and the way back lie within ten minutes of each other, and the way back within ten of now.
    lately = both.where(Meeting.cohort_id == cohort.id, col(MeetingChange.changed_at) > now - 2 * WITHIN)
    rows = db.exec(lately.order_by(col(Meeting.starts_at), col(Meeting.id))).all()
    newest = max((change.changed_at for _one, change in rows), default=None)
    if newest is None or newest + WITHIN <= now:
        return None
    found = tuple((one, change) for one, change in rows if change.changed_at == newest)
    before = {
        (one.stored_id, change.was_at, change.was_place) for one, change in rows if change.changed_at < newest
    }
    is_back = any((one.stored_id, one.starts_at, one.place) in before for one, _change in found)
    return Move(newest, found) if not is_back and all(_is_move(*one) for one in found) else None


def undo(db: Session, cohort: Cohort, *, at: datetime, now: datetime, by: Person) -> None:
    """Of the move that was made then. Refused once it cannot be put right so any more, also when it was already."""
    move = last_move(db, cohort, now=now)
    if move is None or move.at != at:
        raise Refused(_("The ten minutes are over, or something was changed since. You can move it again."))
    for one, change in move.meetings:
        there = change.was_at.astimezone(ZoneInfo(cohort.zone))
        place = one.place if change.was_place is None else change.was_place
        moving.move(db, one, on=there.date(), at=there.time(), zone=cohort.zone, place=place, now=now, by=by)
        _meets_again(db, cohort, there)
    audit.record(
        db, "cohort.undo_move", f"cohort:{cohort.id}", by=by.id, programme_id=cohort.programme_id,
        meetings=len(move.meetings),
    )  # fmt: skip


def _is_move(meeting: Meeting, change: MeetingChange) -> bool:
    """Neither called off nor put back by it, nor touched after it."""
    is_newest = meeting.sequence == change.sequence
    return is_newest and not change.was_cancelled and not meeting.is_cancelled


def _meets_again(db: Session, cohort: Cohort, there: datetime) -> None:
    """A day that was left out by this move is none any more."""
    mine = delete(SkippedDate).where(col(SkippedDate.cohort_id) == cohort.id)
    db.exec(mine.where(col(SkippedDate.skipped_on) == there.date()))

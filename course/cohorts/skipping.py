"""A week in which a group does not meet: this meeting and all that follow move on, and the day keeps its reason."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from course import audit
from course.cohorts import meeting as moving
from course.cohorts.cohort import Cohort, SkippedDate, content, meetings
from course.cohorts.meeting import Meeting
from course.errors import Refused
from course.people.person import Person
from course.words import _, one_line


@dataclass(frozen=True)
class Dated:
    """`is_session`: one of the regular meetings; the retreat is not."""

    key: str
    on: date
    is_session: bool


def shifted(dates: Sequence[Dated], *, cadence_days: int, skipped: Collection[date]) -> dict[str, date]:
    """{key: its new day}. `dates` in order, from the first that moves. Each session goes on by one step or more, over
    days without a meeting; what stands between sessions keeps its distance to the one before it."""
    step, last = timedelta(days=cadence_days), date.min
    moved, by = {}, step
    for one in dates:
        if one.is_session:
            day = one.on + step
            while day in skipped or day <= last:
                day += step
            last, by = day, day - one.on
        moved[one.key] = one.on + by
    return moved


def skip(db: Session, cohort: Cohort, meeting: Meeting, *, reason: str, now: datetime, by: Person) -> None:
    """The group does not meet on the day of `meeting`. What is cancelled already stays where it is."""
    _refuse(meeting, now)
    why = one_line(reason)[:200]
    if not why:
        raise Refused(_("Please give a reason people will read."), field="reason")
    course, day = content(db, cohort), meeting.starts_on
    following = [one for one in meetings(db, cohort) if _moves_with(one, meeting)]
    days = shifted(
        [
            Dated(one.unit_key, one.starts_on, course.unit(one.unit_key).kind == "session")
            for one in following
        ],
        cadence_days=course.cadence_days,
        skipped=_days_without(db, cohort),
    )
    for one in following:
        moving.move(db, one, on=days[one.unit_key], at=one.at, zone=cohort.zone, now=now, by=by)
    if day not in _days_without(db, cohort):
        db.add(SkippedDate(cohort_id=cohort.stored_id, skipped_on=day, reason=why))
    db.flush()
    audit.record(db, "cohort.skip", f"cohort:{cohort.id}", by=by.id, day=day.isoformat(), reason=why)


def _refuse(meeting: Meeting, now: datetime) -> None:
    if meeting.starts_at <= now:
        raise Refused(_("This meeting has begun, so its day cannot be left out."))
    if meeting.is_cancelled:
        raise Refused(_("This meeting is cancelled. Please put it back first."))


def _moves_with(one: Meeting, first: Meeting) -> bool:
    return not one.is_cancelled and one.starts_at >= first.starts_at


def _days_without(db: Session, cohort: Cohort) -> set[date]:
    mine = select(col(SkippedDate.skipped_on)).where(SkippedDate.cohort_id == cohort.id)
    return set(db.exec(mine).all())

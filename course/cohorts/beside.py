"""What stands beside a date that somebody is choosing: a holiday, or another group of the house. Hints, never rules."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from sqlmodel import Session, col, select

from course.cohorts import holidays
from course.cohorts.cohort import Cohort, SkippedDate
from course.cohorts.meeting import Meeting
from course.cohorts.programme import Programme
from course.words import _

LONGEST = timedelta(hours=12)
"""No gathering lasts longer than this."""


class Dated(Protocol):
    """A meeting, or one that is only planned."""

    @property
    def unit_key(self) -> str: ...
    @property
    def starts_on(self) -> date: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


def hints(
    db: Session, programme: Programme, dates: Sequence[Dated], *, place: str, leaving_out: int | None = None
) -> dict[str, list[str]]:
    """{unit key: what is worth a look}, in two statements. `leaving_out`: the cohort whose dates these are."""
    others = _others(db, programme, dates, leaving_out)
    closed = _left_out(db, programme, dates, leaving_out)
    return {one.unit_key: [*_of_day(programme, one, closed), *_of_hour(one, others, place)] for one in dates}


def booked(
    db: Session, programme: Programme, dates: Sequence[Dated], *, place: str, leaving_out: int | None = None
) -> list[tuple[Dated, Cohort]]:
    """Which of these dates find another group in the same place, and which group. Nothing where no place is given."""
    if not _plain(place):
        return []
    others = _others(db, programme, dates, leaving_out)
    return [
        (one, cohort)
        for one in dates
        for meeting, cohort in others
        if _at_once(one, meeting) and _is_in(meeting, cohort, place)
    ]


def _of_day(programme: Programme, one: Dated, closed: dict[date, str]) -> list[str]:
    named = holidays.name(programme.country, one.starts_on)
    found = [named] if named else []
    if one.starts_on in closed:
        found.append(closed[one.starts_on])
    return found


def _of_hour(one: Dated, others: Sequence[tuple[Meeting, Cohort]], place: str) -> list[str]:
    found = []
    for meeting, cohort in others:
        if _at_once(one, meeting):
            is_there = _is_in(meeting, cohort, place)
            words = _("%(group)s is in the same place then") if is_there else _("%(group)s meets then too")
            found.append(words % {"group": cohort.name})
    return found


def _at_once(one: Dated, other: Meeting) -> bool:
    return other.starts_at < one.ends_at and one.starts_at < other.ends_at


def _is_in(meeting: Meeting, cohort: Cohort, place: str) -> bool:
    """Whether it is held in this place, however that was typed."""
    return bool(_plain(place)) and _plain(meeting.place or cohort.place) == _plain(place)


def _plain(place: str) -> str:
    return " ".join(place.split()).casefold()


def _others(
    db: Session, programme: Programme, dates: Sequence[Dated], leaving_out: int | None
) -> list[tuple[Meeting, Cohort]]:
    """Meetings of other groups round these days."""
    if not dates:
        return []
    first, last = min(one.starts_at for one in dates), max(one.ends_at for one in dates)
    both = select(Meeting, Cohort).join(Cohort, col(Cohort.id) == Meeting.cohort_id)
    near = both.where(
        Cohort.programme_id == programme.id,
        col(Cohort.id) != (leaving_out or 0),
        col(Meeting.cancelled_at).is_(None),
        col(Meeting.starts_at).between(first - LONGEST, last),
    )
    return list(db.exec(near.order_by(col(Meeting.starts_at), col(Meeting.id))).all())


def _left_out(
    db: Session, programme: Programme, dates: Sequence[Dated], leaving_out: int | None
) -> dict[date, str]:
    """{day on which this group or another one of the house does not meet: that in words}; this group's own first."""
    theirs = select(SkippedDate).join(Cohort, col(Cohort.id) == SkippedDate.cohort_id)
    wanted = theirs.where(
        Cohort.programme_id == programme.id,
        col(SkippedDate.skipped_on).in_([one.starts_on for one in dates]),
    )
    found = {}
    rows = db.exec(wanted.order_by(col(SkippedDate.id))).all()
    for row in sorted(rows, key=lambda row: row.cohort_id == leaving_out):
        is_own = row.cohort_id == leaving_out
        words = _("a day left out: %(why)s") if is_own else _("another group does not meet: %(why)s")
        found[row.skipped_on] = words % {"why": row.reason}
    return found

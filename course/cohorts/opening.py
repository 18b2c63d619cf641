"""Which weeks are open: a question asked of the meetings, never a job. It holds with worker and broker stopped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from course.cohorts.meeting import Meeting
from curriculum.schema import Course, Unit


@dataclass(frozen=True)
class Opening:
    """`opens_at` is None while the week's meeting is cancelled: the week is held."""

    unit: Unit
    meeting: Meeting
    opens_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        return self.opens_at is not None and self.opens_at <= now


def openings(course: Course, meetings: Iterable[Meeting]) -> list[Opening]:
    """The units with a meeting in the order they open (the retreat where this cohort put it)."""
    by_unit = {meeting.unit_key: meeting for meeting in meetings}
    found = [_opening(unit, by_unit[unit.key]) for unit in course.units if unit.key in by_unit]
    return sorted(found, key=lambda one: one.meeting.starts_at)


def newest_open(all_openings: Sequence[Opening], now: datetime) -> Opening | None:
    """The numbered week people are in: the last one that opened."""
    opened = [one for one in all_openings if one.unit.number is not None and one.is_open(now)]
    return opened[-1] if opened else None


def _opening(unit: Unit, meeting: Meeting) -> Opening:
    if meeting.is_cancelled:
        return Opening(unit, meeting, None)
    if unit.opens.when == "before_meeting":
        return Opening(unit, meeting, meeting.starts_at - timedelta(hours=unit.opens.hours_before))
    return Opening(unit, meeting, meeting.ends_at)

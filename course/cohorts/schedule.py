"""The dates of a cohort as a pure function: nothing is stored here, so they can be shown before saving."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from course.errors import Refused
from course.words import _


@dataclass(frozen=True)
class Plan:
    """`units` are unit keys in order with their minutes; `retreat` stands after `retreat_after`.

    `skipped` maps a local date without a meeting to the reason people will read.
    """

    units: Sequence[tuple[str, int]]
    starts_on: date
    at: time
    zone: str
    skipped: Mapping[date, str]
    retreat: tuple[str, int] | None = None
    retreat_after: str | None = None
    retreat_on: date | None = None
    retreat_at: time | None = None


@dataclass(frozen=True)
class PlannedMeeting:
    unit_key: str
    starts_on: date
    starts_at: datetime
    minutes: int


def planned(plan: Plan) -> list[PlannedMeeting]:
    """Weekly on the weekday of `starts_on`, a skipped date moves all later meetings by a week."""
    weekly = _weekly(plan)
    if plan.retreat is None:
        return weekly
    return sorted([*weekly, _retreat(plan, *plan.retreat, weekly)], key=lambda meeting: meeting.starts_at)


def to_utc(on: date, at: time, zone: str) -> datetime:
    """Local wall time to UTC. A time that the clocks jump over means the first minute after the gap;
    a time that happens twice means the first (PEP 495)."""
    local = datetime.combine(on, at, tzinfo=ZoneInfo(zone))
    if local.astimezone(UTC).astimezone(ZoneInfo(zone)).time() == at:
        return local.astimezone(UTC)
    return _end_of_gap(local)


def _end_of_gap(local: datetime) -> datetime:
    """The instant the clocks jump over this wall time: the offset before it still holds one second earlier."""
    # In a gap the two folds are the two offsets around it (PEP 495), so the jump lies between these instants.
    zone, (low, high) = local.tzinfo, sorted(local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    offset = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


def _weekly(plan: Plan) -> list[PlannedMeeting]:
    meetings, day = [], plan.starts_on
    for key, minutes in plan.units:
        while day in plan.skipped:
            day += timedelta(weeks=1)
        meetings.append(PlannedMeeting(key, day, to_utc(day, plan.at, plan.zone), minutes))
        day += timedelta(weeks=1)
    return meetings


def _retreat(plan: Plan, key: str, minutes: int, weekly: Sequence[PlannedMeeting]) -> PlannedMeeting:
    """On its own date, or three days after the meeting it follows (a Thursday group: Sunday), at ten."""
    keys = [meeting.unit_key for meeting in weekly]
    if plan.retreat_after not in keys[:-1]:
        raise Refused(_("The retreat stands between two meetings of the course."), field="retreat_after")
    before = weekly[keys.index(plan.retreat_after)]
    after = weekly[keys.index(plan.retreat_after) + 1]
    day = plan.retreat_on or before.starts_on + timedelta(days=3)
    starts_at = to_utc(day, plan.retreat_at or time(10), plan.zone)
    retreat = PlannedMeeting(key, day, starts_at, minutes)
    if not before.starts_at < retreat.starts_at < after.starts_at:
        raise Refused(
            _("The retreat's date lies between the meeting before it and the one after it."),
            field="retreat_on",
        )
    return retreat

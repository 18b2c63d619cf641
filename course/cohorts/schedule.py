"""The dates of a cohort as a pure function: nothing is stored here, so they can be shown before saving."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from course.errors import Refused
from course.words import _


@dataclass(frozen=True)
class Plan:
    """`units` are unit keys in order with their minutes, one every `cadence_days`; `retreat` stands after
    `retreat_after`, and `orientation` is held on its own day before them, or not at all.

    `skipped` maps a local date without a meeting to the reason people will read. `own`: {unit key: day and wall time}
    that somebody chose by hand in place of what the rest says.
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
    cadence_days: int = 7
    orientation: tuple[str, int] | None = None
    orientation_on: date | None = None
    own: Mapping[str, tuple[date, time]] = field(default_factory=dict)


@dataclass(frozen=True)
class PlannedMeeting:
    unit_key: str
    starts_on: date
    at: time
    starts_at: datetime
    minutes: int

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


def planned(plan: Plan) -> list[PlannedMeeting]:
    """From `starts_on` in the course's own cadence; a skipped date moves all later meetings by one step of it."""
    regular = [_by_hand(plan, one) for one in _regular(plan)]
    for one, following in pairwise(regular):
        if one.ends_at > following.starts_at:
            raise Refused(_("The sessions would not follow each other: one would begin before another ends."))
    beside = [*_orientation(plan, regular)]
    if plan.retreat is not None:
        beside.append(_retreat(plan, *plan.retreat, regular))
    return sorted([*regular, *beside], key=lambda meeting: meeting.starts_at)


@lru_cache(maxsize=65_536)  # a group shares its days and hours; everybody is asked about the same ones
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


def _regular(plan: Plan) -> list[PlannedMeeting]:
    meetings, day, step = [], plan.starts_on, timedelta(days=plan.cadence_days)
    for key, minutes in plan.units:
        while day in plan.skipped:
            day += step
        meetings.append(PlannedMeeting(key, day, plan.at, to_utc(day, plan.at, plan.zone), minutes))
        day += step
    return meetings


def _by_hand(plan: Plan, one: PlannedMeeting) -> PlannedMeeting:
    if one.unit_key not in plan.own:
        return one
    day, at = plan.own[one.unit_key]
    return replace(one, starts_on=day, at=at, starts_at=to_utc(day, at, plan.zone))


def _orientation(plan: Plan, regular: Sequence[PlannedMeeting]) -> list[PlannedMeeting]:
    if plan.orientation is None or plan.orientation_on is None:
        return []
    key, minutes = plan.orientation
    starts_at = to_utc(plan.orientation_on, plan.at, plan.zone)
    held = _by_hand(plan, PlannedMeeting(key, plan.orientation_on, plan.at, starts_at, minutes))
    if held.starts_at >= regular[0].starts_at:
        raise Refused(_("The orientation comes before the first session."), field="orientation_on")
    return [held]


def _retreat(plan: Plan, key: str, minutes: int, regular: Sequence[PlannedMeeting]) -> PlannedMeeting:
    """On its own date, or three days after the meeting it follows (a Thursday group: Sunday), at ten. A course that
    meets more often than that has it the day after."""
    keys = [meeting.unit_key for meeting in regular]
    if plan.retreat_after not in keys[:-1]:
        raise Refused(_("The retreat stands between two meetings of the course."), field="retreat_after")
    before = regular[keys.index(plan.retreat_after)]
    after = regular[keys.index(plan.retreat_after) + 1]
    day = plan.retreat_on or before.starts_on + timedelta(days=3 if plan.cadence_days > 3 else 1)
    at = plan.retreat_at or time(10)
    retreat = _by_hand(plan, PlannedMeeting(key, day, at, to_utc(day, at, plan.zone), minutes))
    if not before.starts_at < retreat.starts_at < after.starts_at:
        raise Refused(
            _("The retreat's date lies between the meeting before it and the one after it."),
            field="retreat_on",
        )
    return retreat

"""The parts of a meeting with the wall times they begin and end at, counted from its start."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from course.cohorts.meeting import Meeting
from curriculum.schema import AgendaPart, Unit


@dataclass(frozen=True)
class Timed:
    """`starts_at` and `ends_at` are in the cohort's own zone."""

    part: AgendaPart
    starts_at: datetime
    ends_at: datetime

    def is_on(self, now: datetime) -> bool:
        return self.starts_at <= now < self.ends_at


def timed(unit: Unit, meeting: Meeting, zone: str) -> list[Timed]:
    at, found = meeting.starts_at, []
    for part in unit.agenda:
        ends_at = at + timedelta(minutes=part.minutes)
        found.append(Timed(part, at.astimezone(ZoneInfo(zone)), ends_at.astimezone(ZoneInfo(zone))))
        at = ends_at
    return found

"""The parts of a meeting with the wall times they begin and end at, counted from its start."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from course.cohorts.meeting import Meeting
from course.cohorts.run_sheet import SheetPart
from curriculum.schema import AgendaPart


@dataclass(frozen=True)
class Timed:
    """`starts_at` and `ends_at` are in the cohort's own zone; they are equal for a part that is left out."""

    shown: SheetPart
    starts_at: datetime
    ends_at: datetime

    @property
    def part(self) -> AgendaPart:
        return self.shown.part

    def is_on(self, now: datetime) -> bool:
        return self.starts_at <= now < self.ends_at


def timed(sheet: Iterable[SheetPart], meeting: Meeting, zone: str) -> list[Timed]:
    """Each part after the one before it; what is left out takes no time."""
    at, found = meeting.starts_at, []
    for shown in sheet:
        ends_at = at + timedelta(minutes=0 if shown.is_left_out else shown.part.minutes)
        found.append(Timed(shown, at.astimezone(ZoneInfo(zone)), ends_at.astimezone(ZoneInfo(zone))))
        at = ends_at
    return found

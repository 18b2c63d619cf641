"""Until which day a recording may be offered: at most until the group's own page closes."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from course.cohorts.meeting import Meeting
from course.errors import Refused
from course.words import _

USUAL = timedelta(weeks=4)
"""So long after its meeting, unless somebody chooses another day."""
A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Days:
    """In the zone of the cohort; `closes_at`: nothing is offered from then on."""

    first: date
    usual: date
    last: date
    closes_at: datetime
    zone: str

    def expires_at(self, day: date) -> datetime:
        """With the end of that day."""
        if not self.first <= day <= self.last:
            days = {"first": self.first.isoformat(), "last": self.last.isoformat()}
            raise Refused(_("Please choose a day from %(first)s to %(last)s.") % days, field="until")
        over = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(self.zone))
        return min(over, self.closes_at)


def days_for(meeting: Meeting, *, closes_at: datetime | None, zone: str, now: datetime) -> Days | None:
    """None once the group's time is over."""
    if closes_at is None or closes_at <= now:
        return None
    there = ZoneInfo(zone)
    first, last = now.astimezone(there).date(), (closes_at - A_MOMENT).astimezone(there).date()
    usual = meeting.starts_on + USUAL
    if usual < first:
        usual = first + USUAL
    return Days(first, min(usual, last), last, closes_at, zone)

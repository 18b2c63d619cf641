"""A person's meetings as a calendar feed (RFC 5545): one entry a meeting, with a title that tells nobody anything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

from course.cohorts.cohort import Cohort
from course.cohorts.meeting import Meeting

PRODUCT = "-//Kindly//Course calendar//EN"


def calendar(
    meetings: Sequence[tuple[Meeting, Cohort]],
    *,
    title: str = "Course",
    host: str = "localhost",
    now: datetime,
) -> bytes:
    """`meetings`, each with its cohort, which has its zone and usual place.

    `host` completes the uids; `title` is what the person chose.
    The uid of a meeting never changes; its sequence rises when it moves or the place changes, so that a calendar
    follows it; a cancelled one stays as a cancelled entry. No description: a calendar is often seen by others.
    """
    feed = Calendar()
    feed.add("prodid", PRODUCT)
    feed.add("version", "2.0")
    feed.add("calscale", "GREGORIAN")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", title)
    for name, days in sorted(_days(meetings).items()):
        feed.add_component(_zone(name, days))
    for meeting, cohort in meetings:
        feed.add_component(_entry(meeting, cohort, title, host, now))
    return bytes(feed.to_ical())


def _days(meetings: Sequence[tuple[Meeting, Cohort]]) -> dict[str, list[date]]:
    found: dict[str, list[date]] = {}
    for meeting, cohort in meetings:
        found.setdefault(cohort.zone, []).append(meeting.starts_at.date())
    return found


def _zone(name: str, days: Sequence[date]) -> Timezone:
    """The rules of the zone over these days, with a year around them for the clocks to change."""
    return Timezone.from_tzid(
        name, first_date=date(min(days).year - 1, 1, 1), last_date=date(max(days).year + 2, 1, 1)
    )


def _entry(meeting: Meeting, cohort: Cohort, title: str, host: str, now: datetime) -> Event:
    tz = ZoneInfo(cohort.zone)
    event = Event()
    event.add("uid", f"{meeting.uid}@{host}")
    event.add("sequence", meeting.sequence + cohort.place_changes)
    event.add("dtstamp", now)
    event.add("dtstart", meeting.starts_at.astimezone(tz))
    event.add("dtend", meeting.ends_at.astimezone(tz))
    event.add("summary", title)
    event.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    if place := meeting.place or cohort.place:
        event.add("location", place)
    return event

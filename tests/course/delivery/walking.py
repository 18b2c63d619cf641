"""Courses of any length walked through as the pump walks, and the hours at which letters belong, counted by dates."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from course.delivery.date_facts import MeetingFacts
from course.delivery.due import due
from course.delivery.facts import EnrolmentFacts
from tests.course.delivery.people import AT, MINUTES, maya, with_meetings
from tests.course.delivery.wall import first_minute


@dataclass(frozen=True)
class Left:
    """When a letter left, and when it was due."""

    letter: str
    about: str
    occurrence: str
    at: datetime
    due_at: datetime


def course(zone: str, first: date, weeks: int, at: time = AT) -> EnrolmentFacts:
    """So many meetings, one a week, whose starts are read off the wall; somebody who answers nothing."""
    starts = [first_minute(zone, first + timedelta(weeks=week), at) for week in range(weeks)]
    gatherings = tuple(
        MeetingFacts(number, f"week-{number}", start, start + MINUTES, False)
        for number, start in enumerate(starts, start=1)
    )
    return with_meetings(maya(zone, first, at), gatherings)


def walked(facts: EnrolmentFacts, until: datetime, start: datetime | None = None) -> Iterator[Left]:
    """What leaves when the pump looks exactly when it is told to."""
    now = start or facts.joined_at
    while now <= until:
        answer = due(facts, now)
        for one in answer.letters:
            yield Left(one.letter, one.about, one.occurrence, now, one.due_at)
        left = {**facts.left, **{one.key: now for one in answer.letters}}
        facts = replace(facts, known=facts.known | {one.key for one in answer.entering}, left=left)
        if answer.look_at is None:
            return
        assert answer.look_at > now
        now = answer.look_at


def belongs(zone: str, first: date, weeks: int) -> list[tuple[str, str, datetime]]:
    """(letter, about, UTC) of a course that meets from 18:30 to 21:15: the days counted on a calendar."""
    found = []
    for number in range(1, weeks + 1):
        day = first + timedelta(weeks=number - 1)
        found += [
            ("meeting_tomorrow", f"meeting:{number}", first_minute(zone, day - timedelta(days=1), time(18))),
            ("week_opens", f"week:1:week-{number}", first_minute(zone, day + timedelta(days=1), time(8))),
            (
                "homework_nudge",
                f"week:1:week-{number}",
                first_minute(zone, day + timedelta(days=3), time(18)),
            ),
        ]
    found.append(("orientation", "first:1", first_minute(zone, first - timedelta(days=3), time(9))))
    last = first + timedelta(weeks=weeks - 1)
    for wave, letter, day in (
        ("before", "measure_invitation", first - timedelta(days=9)),
        ("before", "measure_reminder", first - timedelta(days=6)),
        ("before", "measure_reminder", first),
        ("after", "measure_invitation", last + timedelta(days=1)),
        ("after", "measure_reminder", last + timedelta(days=4)),
        ("after", "measure_reminder", last + timedelta(days=10)),
    ):
        found.append((letter, f"wave:1:{wave}", first_minute(zone, day, time(9))))
    return sorted(found)


def wall_clock_errors(zone: str, first: date, weeks: int) -> list[str]:
    """Every letter of a course that left at another minute than the wall says, twice, or not at all."""
    end = first + timedelta(weeks=weeks, days=7)
    until = datetime.combine(end, time(12), tzinfo=UTC)
    letters = [(one.letter, one.about, one.at) for one in walked(course(zone, first, weeks), until)]
    wanted = belongs(zone, first, weeks)
    return [f"{zone} {first}: {one}" for one in sorted(letters) if letters.count(one) > wanted.count(one)] + [
        f"{zone} {first}: {one} did not leave" for one in wanted if one not in letters
    ]

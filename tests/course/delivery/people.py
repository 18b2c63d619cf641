"""Facts of made-up people for tests of the rules: an eight-week course, one meeting a week, in any zone."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from course.cohorts.schedule import to_utc
from course.delivery.date_facts import MeetingFacts
from course.delivery.facts import EnrolmentFacts, FacilitatorFacts, InvitationFacts, OpeningFacts
from course.measures.wave import WaveFacts
from course.people.invitation import Role
from curriculum.schema import Anchor, Wave

LISBON = "Europe/Lisbon"
FIRST = date(2027, 2, 25)
"""A Thursday. Clocks in Lisbon go forward on Sunday 28 March 2027, after the fifth meeting."""
AT = time(18, 30)
MINUTES = timedelta(minutes=165)


def local(day: date, hour: time, zone: str = LISBON) -> datetime:
    return to_utc(day, hour, zone)


def joined(first: date = FIRST, zone: str = LISBON) -> datetime:
    return local(first - timedelta(days=10), time(12), zone)


def meetings(first: date = FIRST, at: time = AT, zone: str = LISBON) -> tuple[MeetingFacts, ...]:
    starts = [to_utc(first + timedelta(weeks=week), at, zone) for week in range(8)]
    return tuple(
        MeetingFacts(number, f"week-{number}", start, start + MINUTES, False)
        for number, start in enumerate(starts, start=1)
    )


def openings(gatherings: tuple[MeetingFacts, ...]) -> tuple[OpeningFacts, ...]:
    return tuple(
        OpeningFacts(one.unit_key, True, None if one.is_cancelled else one.ends_at) for one in gatherings
    )


def waves(gatherings: tuple[MeetingFacts, ...], zone: str, since: datetime) -> tuple[WaveFacts, ...]:
    before = Wave(
        key="before", title="Before", anchor=Anchor(kind="enrolment"), open_days=0, close_days=42,
        closes_by="week-1", invite_day=0, reminder_days=(4, 10), measures=("stress-4",),
    )  # fmt: skip
    after = Wave(
        key="after", title="After", anchor=Anchor(kind="meeting_end", unit="week-8"), open_days=0, close_days=21,
        invite_day=0, reminder_days=(4, 10), measures=("stress-4",),
    )  # fmt: skip
    later = Wave(
        key="six-months", title="Six months on", anchor=Anchor(kind="course_end"), open_days=180, close_days=222,
        invite_day=180, reminder_days=(187, 201), measures=("stress-4",),
    )  # fmt: skip
    end = gatherings[-1].ends_at
    return (
        WaveFacts(before, zone, since, closes_by_at=gatherings[0].starts_at),
        WaveFacts(after, zone, end),
        WaveFacts(later, zone, end),
    )


def maya(
    zone: str = LISBON, first: date = FIRST, at: time = AT, cohort_zone: str | None = None
) -> EnrolmentFacts:
    gatherings, since = meetings(first, at, cohort_zone or zone), joined(first, zone)
    return EnrolmentFacts(
        zone=zone,
        enrolment_id=1,
        person_id=1,
        cohort_id=1,
        programme_id=1,
        called="Maya",
        locale="en",
        has_address=True,
        is_imported=False,
        is_closed=False,
        joined_at=since,
        ready_at=since,
        left_at=None,
        openings=openings(gatherings),
        meetings=gatherings,
        waves=waves(gatherings, zone, since),
    )


def ines(zone: str = LISBON) -> FacilitatorFacts:
    return FacilitatorFacts(
        zone=zone,
        facilitator_id=1,
        person_id=2,
        cohort_id=1,
        programme_id=1,
        has_address=True,
        is_imported=False,
        has_ended=False,
        since=joined(zone=zone),
        meetings=meetings(zone=zone),
    )


def invited(role: Role = Role.PARTICIPANT, zone: str = LISBON) -> InvitationFacts:
    return InvitationFacts(
        zone=zone,
        invitation_id=7,
        programme_id=1,
        role=role,
        invited_at=joined(zone=zone),
        asked_again=0,
        is_answered=False,
        is_withdrawn=False,
        lacks_safety_plan=False,
        useful_until=meetings(zone=zone)[-1].starts_at,
    )


def with_meetings(facts: EnrolmentFacts, gatherings: tuple[MeetingFacts, ...]) -> EnrolmentFacts:
    """The same person after her cohort's dates changed."""
    return replace(
        facts,
        meetings=gatherings,
        openings=openings(gatherings),
        waves=waves(gatherings, facts.zone, facts.joined_at),
    )

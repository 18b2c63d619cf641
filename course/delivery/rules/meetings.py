"""Letters before a meeting."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from course.delivery import hours
from course.delivery.date_facts import MeetingFacts, VisitFacts
from course.delivery.facts import EnrolmentFacts, FacilitatorFacts
from course.delivery.hours import Awake
from course.delivery.reasons import Reason
from course.delivery.rules.changes import Reader, facilitator, guest, participant, told_at
from course.delivery.rules.digest import not_her_days
from course.delivery.rules.plan import EVENING, MORNING, Planned, instant
from course.delivery.rules.shared import shared
from course.delivery.rules.taking_part import not_taking_part

ORIENTATION_DAYS = 3
SOON = timedelta(hours=1)
SOON_SHOWN = timedelta(days=7)
"""One that did not leave stands in the ledger for meetings of the last days, not for all that ever were."""


def orientation(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """Once, at 9 three days before the first meeting: what to bring, when, where. Not to those who join later."""
    days = _days_before(facts.meetings, facts.zone, facts.awake)
    if days is not None:
        at, until = days
        yield Planned(f"first:{facts.enrolment_id}", "1", at, until, not_taking_part(facts, at))


def meeting_tomorrow(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """At 18 the evening before, where she is. Its occurrence is the start: a moved meeting is told again."""
    reader = participant(facts)
    for meeting, evening in _evenings(facts.meetings, facts.zone, facts.awake):
        if evening.at is None:
            yield evening
        else:
            yield evening.unless(not_taking_part(facts, evening.at) or _told(reader, meeting, evening.at))
    for visit in _ahead_of(facts):
        yield _evening_of_visit(facts, visit)


def meeting_soon(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """One hour before a meeting by video, with the link to join. A room needs no second letter.

    Her own hours do not hold it back, as it would come after the meeting has begun; the night does.
    """
    for meeting in facts.meetings:
        if meeting.by_video and not meeting.is_cancelled and meeting.starts_at > now - SOON_SHOWN:
            at = meeting.starts_at - SOON
            about = f"meeting:{meeting.meeting_id}"
            no = not_taking_part(facts, at)
            yield Planned(about, instant(meeting.starts_at), at, meeting.starts_at, no)
    for visit in _ahead_of(facts):
        start = visit.meeting.starts_at
        if visit.meeting.by_video and not visit.meeting.is_cancelled and start > now - SOON_SHOWN:
            at, about = start - SOON, f"meeting:{visit.meeting.meeting_id}"
            yield Planned(about, _in_place(visit), at, start, not_taking_part(facts, max(at, visit.since)))


def staff_meeting_tomorrow(facts: FacilitatorFacts, now: datetime) -> Iterator[Planned]:
    """At 18 on the evening before, where she is."""
    reader = facilitator(facts)
    for meeting, evening in _evenings(facts.meetings, facts.zone, facts.awake):
        if evening.at is None:
            yield evening
        else:
            yield evening.unless(not_her_days(facts, evening.at) or _told(reader, meeting, evening.at))


def _ahead_of(facts: EnrolmentFacts) -> Iterator[VisitFacts]:
    """Those that were arranged before they began: afterwards it is only written down that she was there."""
    return (one for one in facts.visits if one.since < one.meeting.starts_at)


def _evening_of_visit(facts: EnrolmentFacts, visit: VisitFacts) -> Planned:
    """What a guest of a sister group gets; at once where the visit is arranged later than that."""
    evening = _evening_before(visit.meeting, facts.zone, facts.awake)._replace(occurrence=_in_place(visit))
    if evening.at is None:
        return evening
    told = _told(guest(facts, visit), visit.meeting, evening.at)
    return evening.unless(not_taking_part(facts, max(evening.at, visit.since)) or told)


def _in_place(visit: VisitFacts) -> str:
    """The occurrence: the start, and the place as it is by now. A guest is told of no other change of the place, so
    what was sent before it is sent again."""
    start = instant(visit.meeting.starts_at)
    return f"{start}.{visit.places}" if visit.places else start


@shared
def _days_before(
    meetings: tuple[MeetingFacts, ...], zone: str, awake: Awake
) -> tuple[datetime, datetime] | None:
    """When the letter before the first meeting leaves, and until when; None while there is no meeting."""
    first = min((one.starts_at for one in meetings if not one.is_cancelled), default=None)
    if first is None:
        return None
    at = hours.at_hour(first, awake.nearest(MORNING), zone, days=-ORIENTATION_DAYS)
    return at, hours.at_hour(first, EVENING, zone, days=-1)


@shared
def _evenings(
    meetings: tuple[MeetingFacts, ...], zone: str, awake: Awake
) -> tuple[tuple[MeetingFacts, Planned], ...]:
    """Each meeting with the letter of the evening before, as it is where nothing holds it back."""
    return tuple((one, _evening_before(one, zone, awake)) for one in meetings)


def _evening_before(meeting: MeetingFacts, zone: str, awake: Awake) -> Planned:
    about, start = f"meeting:{meeting.meeting_id}", meeting.starts_at
    if meeting.is_cancelled:
        return Planned(about, instant(start), None, None)
    return Planned(about, instant(start), hours.at_hour(start, awake.nearest(EVENING), zone, days=-1), start)


def _told(reader: Reader, meeting: MeetingFacts, evening: datetime) -> Reason | None:
    """A letter about a change that leaves after that evening says when and where already."""
    told = told_at(reader, meeting) if meeting.changes else None
    return Reason.TOLD if told is not None and told >= evening else None

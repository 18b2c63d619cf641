"""Letters about a meeting that is not what it was: moved, called off, put back.

A reader is told when the meeting differs from what she knew last: from when she joined, or from the newest letter
about a change. So two moves are one letter while none has left, and a meeting that is again what she knew is none.
Meetings that were changed together, as when a week is skipped, are told in one letter about the first of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from course.delivery.date_facts import ChangeFacts, MeetingFacts, VisitFacts
from course.delivery.facts import EnrolmentFacts, FacilitatorFacts
from course.delivery.reasons import Reason
from course.delivery.rules.digest import not_her_days
from course.delivery.rules.plan import Planned
from course.delivery.rules.taking_part import not_taking_part

SETTLING = timedelta(minutes=10)
"""So long a change may be put right before people are written to, unless the meeting is near."""
NEAR = timedelta(days=1)
MOVED, CANCELLED, PUT_BACK = "meeting_moved", "meeting_cancelled", "meeting_put_back"


@dataclass(frozen=True)
class News:
    """`was_at`: the start she knew. `until`: after this the letter is of no use."""

    letter: str
    occurrence: str
    at: datetime
    until: datetime
    was_at: datetime


class Reader(NamedTuple):
    """What somebody knows of the meetings: as they were `since`, the changes at the moments that letters of hers
    `told` of, and those that she made herself (`person_id`, None where that tells nothing)."""

    since: datetime
    told: set[datetime]
    person_id: int | None = None


def meeting_moved(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """At once where the meeting is near, else after ten minutes; to whoever knew another time of it."""
    yield from _to_participant(facts, MOVED)


def meeting_cancelled(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """The same for a meeting that does not take place."""
    yield from _to_participant(facts, CANCELLED)


def meeting_put_back(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """The same for one that was called off and takes place after all."""
    yield from _to_participant(facts, PUT_BACK)


def staff_meeting_moved(facts: FacilitatorFacts, now: datetime) -> Iterator[Planned]:
    """To each facilitator but the one who moved it."""
    yield from _to_staff(facts, MOVED)


def staff_meeting_cancelled(facts: FacilitatorFacts, now: datetime) -> Iterator[Planned]:
    yield from _to_staff(facts, CANCELLED)


def staff_meeting_put_back(facts: FacilitatorFacts, now: datetime) -> Iterator[Planned]:
    yield from _to_staff(facts, PUT_BACK)


def participant(facts: EnrolmentFacts) -> Reader:
    return Reader(max(facts.joined_at, facts.ready_at or facts.joined_at), _told_of(facts, ""))


def facilitator(facts: FacilitatorFacts) -> Reader:
    return Reader(facts.since, _told_of(facts, "staff_"), facts.person_id)


def guest(facts: EnrolmentFacts, visit: VisitFacts) -> Reader:
    """Of a sister group's meeting she knows what it was when the visit was arranged."""
    reader = participant(facts)
    return reader._replace(since=max(reader.since, visit.since))


def news_for_participant(facts: EnrolmentFacts, meeting: MeetingFacts) -> News | None:
    """Of a meeting of her group, or of one that she visits."""
    visit = next((one for one in facts.visits if one.meeting is meeting), None)
    return news(guest(facts, visit) if visit else participant(facts), meeting)


def news_for_staff(facts: FacilitatorFacts, meeting: MeetingFacts) -> News | None:
    return news(facilitator(facts), meeting)


def news(reader: Reader, meeting: MeetingFacts) -> News | None:
    """What she has not been told of this meeting; None when it is as she knows it."""
    seen = _seen(reader, meeting)
    fresh = [one for one in meeting.changes if one.sequence > seen and one.at > reader.since]
    if not fresh:
        return None
    was, newest = fresh[0], fresh[-1]
    letter = _letter(meeting, was)
    until = was.was_at if letter == CANCELLED else meeting.starts_at
    if letter is None or until <= newest.at:
        return None
    is_near = min(was.was_at, meeting.starts_at) - newest.at < NEAR
    at = newest.at if is_near else newest.at + SETTLING
    return News(letter, str(newest.sequence), at, until, was.was_at)


def told_at(reader: Reader, meeting: MeetingFacts) -> datetime | None:
    """When the newest letter about a change of this meeting is due to her, or what it told was changed."""
    found, seen = news(reader, meeting), _seen(reader, meeting)
    return found.at if found else next((one.at for one in meeting.changes if one.sequence == seen), None)


def _letter(meeting: MeetingFacts, was: ChangeFacts) -> str | None:
    if meeting.is_cancelled:
        return None if was.was_cancelled else CANCELLED
    if was.was_cancelled:
        return PUT_BACK
    is_other = meeting.starts_at != was.was_at or meeting.place != was.was_place
    return MOVED if is_other else None


def _seen(reader: Reader, meeting: MeetingFacts) -> int:
    """The newest change of this meeting that she knows; 0 before the first."""
    known = [one for one in meeting.changes if one.at in reader.told or one.by == reader.person_id]
    return max((one.sequence for one in known), default=0)


def _told_of(facts: EnrolmentFacts | FacilitatorFacts, prefix: str) -> set[datetime]:
    """Moments of changes that a letter of hers was about."""
    return {
        change.at
        for meeting in _all_of(facts)
        for change in meeting.changes
        for letter in (MOVED, CANCELLED, PUT_BACK)
        if f"{prefix}{letter}|meeting:{meeting.meeting_id}|{facts.recipient}|{change.sequence}" in facts.known
    }


def _all_of(facts: EnrolmentFacts | FacilitatorFacts) -> Iterator[MeetingFacts]:
    yield from facts.meetings
    if isinstance(facts, EnrolmentFacts):
        yield from (one.meeting for one in facts.visits)


def _to_participant(facts: EnrolmentFacts, letter: str) -> Iterator[Planned]:
    changed = [one for one in facts.meetings if one.changes]
    for meeting, found in _first_of_each(changed, participant(facts)) if changed else ():
        if found.letter == letter:
            yield _planned(meeting, found, not_taking_part(facts, found.at))
    for visit in facts.visits:
        change = news(guest(facts, visit), visit.meeting) if visit.meeting.changes else None
        if change is not None and change.letter == letter:
            yield _planned(visit.meeting, change, not_taking_part(facts, change.at))


def _to_staff(facts: FacilitatorFacts, letter: str) -> Iterator[Planned]:
    changed = [one for one in facts.meetings if one.changes]
    for meeting, found in _first_of_each(changed, facilitator(facts)) if changed else ():
        if found.letter == letter:
            no = Reason.CLOSED if facts.is_closed else not_her_days(facts, found.at)
            yield _planned(meeting, found, no)


def _first_of_each(meetings: Sequence[MeetingFacts], reader: Reader) -> Iterator[tuple[MeetingFacts, News]]:
    """Of the meetings that were changed at one moment the first one alone."""
    changed: dict[datetime, tuple[MeetingFacts, News]] = {}
    for meeting in sorted(meetings, key=lambda one: one.starts_at):
        found = news(reader, meeting)
        if found is not None:
            changed.setdefault(meeting.changes[-1].at, (meeting, found))
    yield from changed.values()


def _planned(meeting: MeetingFacts, found: News, no: Reason | None) -> Planned:
    return Planned(f"meeting:{meeting.meeting_id}", found.occurrence, found.at, found.until, no)

"""Letters before a meeting."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from course.delivery import hours
from course.delivery.facts import EnrolmentFacts, FacilitatorFacts, MeetingFacts, Subject
from course.delivery.reasons import Reason
from course.delivery.rules.changes import told_participant, told_staff
from course.delivery.rules.plan import EVENING, MORNING, Planned, instant
from course.delivery.rules.taking_part import not_taking_part

ORIENTATION_DAYS = 3
SOON = timedelta(hours=1)
SOON_SHOWN = timedelta(days=7)
"""One that did not leave stands in the ledger for meetings of the last days, not for all that ever were."""


def orientation(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """Once, at 9 three days before the first meeting: what to bring, when, where. Not to those who join later."""
    ahead = [one for one in facts.meetings if not one.is_cancelled]
    if not ahead:
        return
    first = min(ahead, key=lambda one: one.starts_at)
    at = hours.at_hour(first.starts_at, facts.awake.nearest(MORNING), facts.zone, days=-ORIENTATION_DAYS)
    until = hours.at_hour(first.starts_at, EVENING, facts.zone, days=-1)
    yield Planned(f"first:{facts.enrolment_id}", "1", at, until, not_taking_part(facts, at))


def meeting_tomorrow(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """At 18 the evening before, where she is. Its occurrence is the start: a moved meeting is told again."""
    for meeting in facts.meetings:
        told = told_participant(facts, meeting)
        yield from _evening_before(facts, meeting, told, lambda at: not_taking_part(facts, at))


def meeting_soon(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """One hour before a meeting by video, with the link to join. A room needs no second letter."""
    for meeting in facts.meetings:
        if meeting.by_video and not meeting.is_cancelled and meeting.starts_at > now - SOON_SHOWN:
            at = meeting.starts_at - SOON
            about = f"meeting:{meeting.meeting_id}"
            no = not_taking_part(facts, at)
            yield Planned(about, instant(meeting.starts_at), at, meeting.starts_at, no)


def staff_meeting_tomorrow(facts: FacilitatorFacts, now: datetime) -> Iterator[Planned]:
    """At 18 on the evening before, where she is."""
    for meeting in facts.meetings:
        told = told_staff(facts, meeting)
        yield from _evening_before(
            facts, meeting, told, lambda at: Reason.BEFORE_JOINING if at < facts.since else None
        )


def _evening_before(
    facts: Subject,
    meeting: MeetingFacts,
    told: datetime | None,
    no: Callable[[datetime], Reason | None],
) -> Iterator[Planned]:
    """`told`: a letter about a change that leaves after that evening says when and where already."""
    about, start = f"meeting:{meeting.meeting_id}", meeting.starts_at
    if meeting.is_cancelled:
        yield Planned(about, instant(start), None, None)
    else:
        at = hours.at_hour(start, facts.awake.nearest(EVENING), facts.zone, days=-1)
        is_told = told is not None and told >= at
        yield Planned(about, instant(start), at, start, no(at) or (Reason.TOLD if is_told else None))

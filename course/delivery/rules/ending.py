"""How a group ends: its papers, or that it was called off; and what of one taken over still reaches people."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from course.cohorts.place import LAST_WEEK
from course.delivery import hours
from course.delivery.date_facts import MeetingFacts
from course.delivery.facts import EnrolmentFacts
from course.delivery.hours import Awake
from course.delivery.reasons import Reason
from course.delivery.rules.plan import MORNING, Planned
from course.delivery.rules.shared import shared

CALLED_OFF_USEFUL = timedelta(days=7)
CERTIFICATE_USEFUL = timedelta(weeks=4)
CERTIFICATE_SHOWN = timedelta(days=14)
"""So long one that did not leave stands in the ledger; courses that ended long before there were papers have none."""


def cohort_cancelled(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """At once, to everybody who is in it when it is called off; for a week."""
    if facts.called_off_at is not None:
        at = facts.called_off_at
        no = Reason.BEFORE_JOINING if at < facts.joined_at else None
        yield Planned(f"cohort:{facts.enrolment_id}", "1", at, at + CALLED_OFF_USEFUL, no)


def certificate_ready(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """Once, at the first 9 o'clock a week after the last meeting, to those who came to any; for four weeks."""
    about = f"certificate:{facts.enrolment_id}"
    at = _week_after(facts.meetings, facts.zone, facts.awake)
    if at is None:
        yield Planned(about, "1", None, None)
        return
    no = not_of_this_cohort(facts, at) or (None if facts.has_attended else Reason.CAME_TO_NONE)
    if at + CERTIFICATE_USEFUL + CERTIFICATE_SHOWN > now:
        yield Planned(about, "1", at, at + CERTIFICATE_USEFUL, no)


@shared
def _week_after(meetings: tuple[MeetingFacts, ...], zone: str, awake: Awake) -> datetime | None:
    """The first 9 o'clock a week after the last of these meetings; None while none takes place."""
    last = max((one.ends_at for one in meetings if not one.is_cancelled), default=None)
    return hours.next_hour(last + LAST_WEEK, awake.nearest(MORNING), zone) if last else None


def not_of_this_cohort(facts: EnrolmentFacts, at: datetime) -> Reason | None:
    """A group that was called off is asked nothing more, one that was taken over nothing from before that."""
    if facts.called_off_at is not None:
        return Reason.CLOSED
    return Reason.BEFORE_JOINING if facts.adopted_at is not None and at < facts.adopted_at else None

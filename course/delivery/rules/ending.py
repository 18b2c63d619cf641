"""A group that was called off, or taken over while it met: what still reaches people, and what does not."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from course.delivery.facts import EnrolmentFacts
from course.delivery.reasons import Reason
from course.delivery.rules.plan import Planned

CALLED_OFF_USEFUL = timedelta(days=7)


def cohort_cancelled(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """At once, to everybody who is in it when it is called off; for a week."""
    if facts.called_off_at is not None:
        at = facts.called_off_at
        no = Reason.BEFORE_JOINING if at < facts.joined_at else None
        yield Planned(f"cohort:{facts.enrolment_id}", "1", at, at + CALLED_OFF_USEFUL, no)


def not_of_this_cohort(facts: EnrolmentFacts, at: datetime) -> Reason | None:
    """A group that was called off is asked nothing more, one that was taken over nothing from before that."""
    if facts.called_off_at is not None:
        return Reason.CLOSED
    return Reason.BEFORE_JOINING if facts.adopted_at is not None and at < facts.adopted_at else None

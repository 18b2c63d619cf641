"""Whether the letters of the course reach somebody at a moment."""

from datetime import datetime

from course.delivery.facts import EnrolmentFacts
from course.delivery.reasons import Reason


def not_taking_part(facts: EnrolmentFacts, at: datetime | None) -> Reason | None:
    """Why the letters of the course do not reach her at `at`; the questions have rules of their own."""
    if facts.ready_at is None:
        return Reason.NOT_READY
    if facts.is_closed:
        return Reason.CLOSED
    if at is None:
        return None
    is_before = at < facts.joined_at or (facts.adopted_at is not None and at < facts.adopted_at)
    return Reason.BEFORE_JOINING if is_before else None

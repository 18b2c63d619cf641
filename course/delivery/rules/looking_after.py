"""The letter that somebody asked whoever runs a group to look at a post on its page. It says no more than that."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from course.delivery.facts import FacilitatorFacts
from course.delivery.reasons import Reason
from course.delivery.rules.digest import not_running, staff_about
from course.delivery.rules.plan import Planned

USEFUL = timedelta(days=3)
SHOWN = timedelta(days=7)


def staff_post_asked(facts: FacilitatorFacts, now: datetime) -> Iterator[Planned]:
    """At once by day, to each facilitator, while none of them has looked."""
    for one in facts.looks:
        if one.at > now - SHOWN:
            no = not_running(facts, one.at) or (Reason.SEEN if one.is_settled else None)
            yield Planned(staff_about(facts), f"post-{one.report_id}", one.at, one.at + USEFUL, no)

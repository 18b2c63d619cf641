"""The letter that somebody who joins waits for an answer: how many do, and never who."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from course.delivery import hours
from course.delivery.facts import FacilitatorFacts
from course.delivery.reasons import Reason
from course.delivery.rules.digest import not_running, staff_about
from course.delivery.rules.plan import MORNING, Planned

USEFUL = timedelta(days=2)
SHOWN = timedelta(days=7)


def staff_intakes(facts: FacilitatorFacts, now: datetime) -> Iterator[Planned]:
    """At 9 on the morning after somebody handed in what she told, one for all of that day, while any of it waits."""
    mornings: dict[datetime, bool] = {}
    for one in facts.intakes:
        at = hours.next_hour(one.at, facts.awake.nearest(MORNING), facts.zone)
        mornings[at] = mornings.get(at, False) or one.waits
    for at, waits in sorted(mornings.items()):
        if at > now - SHOWN:
            no = not_running(facts, at) or (None if waits else Reason.SEEN)
            yield Planned(staff_about(facts), _occurrence(facts, at), at, at + USEFUL, no)


def _occurrence(facts: FacilitatorFacts, at: datetime) -> str:
    return f"intakes-{hours.local_day(at, facts.zone).isoformat()}"

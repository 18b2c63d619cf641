"""A notice that something she wrote to herself waits for her: it says neither what nor where from."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from course.cohorts.schedule import to_utc
from course.delivery.facts import EnrolmentFacts
from course.delivery.rules.plan import MORNING, Planned

USEFUL = timedelta(days=30)
SHOWN = timedelta(days=30)


def own_letter(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """At 9 on the day she chose, where she is then; for a month. The group may long have ended."""
    for one in facts.own_letters:
        at = to_utc(one.day, facts.awake.nearest(MORNING), facts.zone)
        if at + USEFUL + SHOWN > now:
            yield Planned(f"own:{one.entry_id}", one.day.isoformat(), at, at + USEFUL)

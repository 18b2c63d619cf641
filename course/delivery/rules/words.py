"""Words of whoever runs the group, to one person or to everybody in it: they leave because somebody pressed, once."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from course.delivery.facts import EnrolmentFacts
from course.delivery.rules.plan import Planned
from course.delivery.rules.taking_part import not_taking_part

USEFUL = timedelta(days=3)


def thinking_of_you(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """At once, for three days."""
    for one in facts.greetings:
        at = one.at
        yield Planned(f"greeting:{one.greeting_id}", "1", at, at + USEFUL, not_taking_part(facts, at))


def group_message(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """When the minute is over in which it can be taken back, for three days."""
    for one in facts.messages:
        yield Planned(
            f"message:{one.message_id}", "1", one.at, one.at + USEFUL, not_taking_part(facts, one.at)
        )

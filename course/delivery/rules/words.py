"""What whoever runs the group wrote to one person or to everybody in it, or did with a post of hers: it leaves because
somebody pressed, once."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from course.delivery.facts import EnrolmentFacts
from course.delivery.rules.plan import Planned, instant
from course.delivery.rules.taking_part import not_taking_part

USEFUL = timedelta(days=3)
SHOWN = timedelta(days=7)


def thinking_of_you(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """At once, for three days."""
    for one in facts.greetings:
        at = one.at
        yield Planned(f"greeting:{one.greeting_id}", "1", at, at + USEFUL, not_taking_part(facts, at))


def group_message(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """When it cannot be taken back any more, for three days."""
    for one in facts.messages:
        yield Planned(
            f"message:{one.message_id}", "1", one.at, one.at + USEFUL, not_taking_part(facts, one.at)
        )


def post_out_of_sight(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """At once by day, for three days, while it is out of sight; once for each time."""
    for one in facts.out_of_sight:
        if one.at > now - SHOWN:
            no = not_taking_part(facts, one.at)
            yield Planned(f"post:{one.post_id}", instant(one.at), one.at, one.at + USEFUL, no)

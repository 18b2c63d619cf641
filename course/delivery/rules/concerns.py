"""Letters about a concern: nothing stops these, and night does not hold them back."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from course.delivery.facts import ConcernFacts
from course.delivery.reasons import Reason
from course.delivery.rules.plan import AGAIN, Planned

WRITTEN_AT_MOST = 3
"""So often a letter about a concern is written to one person while none of them is sure to have arrived."""


def concern_opened(facts: ConcernFacts, now: datetime) -> Iterator[Planned]:
    """To the responsible person, at once."""
    if facts.responsible:
        yield from _about_concern(facts, "concern_opened", facts.responsible, facts.opened_at)


def concern_waiting(facts: ConcernFacts, now: datetime) -> Iterator[Planned]:
    """To the deputy after the programme's hours in which nobody has seen it; at once where no server takes the
    first letter."""
    if facts.deputy:
        is_told = facts.responsible and "concern_opened" not in facts.refused
        at = facts.opened_at + timedelta(hours=facts.deputy_after if is_told else 0)
        yield from _about_concern(facts, "concern_waiting", facts.deputy, at)


def concern_still_waiting(facts: ConcernFacts, now: datetime) -> Iterator[Planned]:
    """To the leads after its longer hours; at once where nobody else can be reached."""
    others = {"concern_opened": facts.responsible, "concern_waiting": facts.deputy}
    is_told = any(named and letter not in facts.refused for letter, named in others.items())
    at = facts.opened_at + timedelta(hours=facts.leads_after if is_told else 0)
    for lead in facts.leads:
        yield from _about_concern(facts, "concern_still_waiting", f"p{lead}", at)


def _about_concern(facts: ConcernFacts, letter: str, to: str, at: datetime) -> Iterator[Planned]:
    """The letter, and once more while it may not have arrived: here twice is better than not at all."""
    about, occurrence = f"concern:{facts.concern_id}", str(facts.times)
    no = Reason.SEEN if facts.is_seen else None
    yield Planned(about, occurrence, at, None, no, to)
    written = facts.uncertain.get(f"{letter}|{to}", 0)
    if 0 < written < WRITTEN_AT_MOST:
        yield Planned(about, f"{occurrence}{AGAIN}{written}", at, None, no, to)

"""The week in counts, for those who run a cohort."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from course.cohorts.schedule import to_utc
from course.delivery import hours
from course.delivery.facts import FacilitatorFacts
from course.delivery.reasons import Reason
from course.delivery.rules.plan import Planned

AT = time(8)
USEFUL = timedelta(days=2)
SHOWN = timedelta(days=7)
"""One that did not leave stands in the ledger for the last week, not for every week that ever was."""


def staff_digest(facts: FacilitatorFacts, now: datetime) -> Iterator[Planned]:
    """At 8 on each Monday after and before a meeting. In a longer break there is nothing to count, and no letter."""
    for monday in sorted(_mondays(facts)):
        at = to_utc(monday, facts.awake.nearest(AT), facts.zone)
        if at > now - SHOWN:
            yield Planned(staff_about(facts), monday.isoformat(), at, at + USEFUL, not_running(facts, at))


def staff_about(facts: FacilitatorFacts) -> str:
    return f"facilitator:{facts.facilitator_id}"


def not_running(facts: FacilitatorFacts, at: datetime) -> Reason | None:
    return Reason.CLOSED if facts.is_closed else not_her_days(facts, at)


def not_her_days(facts: FacilitatorFacts, at: datetime) -> Reason | None:
    """A substitute is told what falls due within her days, and nothing else."""
    if at < facts.since:
        return Reason.BEFORE_JOINING
    return Reason.ENDED if facts.until is not None and at >= facts.until else None


def _mondays(facts: FacilitatorFacts) -> set[date]:
    """Of the weeks in which the group meets, where she is, and of those after them."""
    held = {hours.local_day(one.starts_at, facts.zone) for one in facts.meetings if not one.is_cancelled}
    begins = {day - timedelta(days=day.weekday()) for day in held}
    return begins | {monday + timedelta(days=7) for monday in begins}

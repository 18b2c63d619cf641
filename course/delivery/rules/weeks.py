"""Letters about a week: that it opens, and one note about its practice."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from course.delivery import hours
from course.delivery.facts import EnrolmentFacts, OpeningFacts
from course.delivery.reasons import Reason
from course.delivery.rules.plan import EVENING, Planned
from course.delivery.rules.taking_part import not_taking_part

NUDGE_AFTER_DAYS = 3
NUDGES_UNANSWERED = 2
WEEK_USEFUL = timedelta(hours=72)
NUDGE_USEFUL = timedelta(hours=48)


def week_opens(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """When the week opens, which is when its meeting ends; in the evening the next morning. For 72 hours."""
    for opening in facts.openings:
        at = hours.when_awake(opening.opens_at, facts.zone, facts.awake) if opening.opens_at else None
        yield Planned(
            week_about(facts, opening), "1", at, at + WEEK_USEFUL if at else None, not_taking_part(facts, at)
        )


def homework_nudge(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """At 18 on the third day after the week opened, once a week, while nothing was practised in it.

    After two nudges in a row without a practice there are no more. For 48 hours, or until the next week.
    """
    for opening in facts.openings:
        if not opening.is_week:
            continue
        if opening.opens_at is None:
            yield Planned(week_about(facts, opening), "1", None, None)
            continue
        evening = facts.awake.nearest(EVENING)
        at = hours.at_hour(opening.opens_at, evening, facts.zone, days=NUDGE_AFTER_DAYS)
        until = min([at + NUDGE_USEFUL, *_openings_after(facts, opening.opens_at)])
        no = not_taking_part(facts, at) or _no_nudge(facts, opening.opens_at)
        yield Planned(week_about(facts, opening), "1", at, until, no)


def week_about(facts: EnrolmentFacts, opening: OpeningFacts) -> str:
    return f"week:{facts.enrolment_id}:{opening.unit_key}"


def _openings_after(facts: EnrolmentFacts, opened: datetime) -> list[datetime]:
    return [one.opens_at for one in facts.openings if one.is_week and one.opens_at and one.opens_at > opened]


def _no_nudge(facts: EnrolmentFacts, opened: datetime) -> Reason | None:
    if facts.practised_at is not None and facts.practised_at >= opened:
        return Reason.PRACTISED
    return Reason.TWO_UNANSWERED if facts.unanswered >= NUDGES_UNANSWERED else None

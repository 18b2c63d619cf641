"""Letters about a week: that it opens, and one note about its practice."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from course.delivery import hours
from course.delivery.facts import EnrolmentFacts, OpeningFacts
from course.delivery.hours import Awake
from course.delivery.reasons import Reason
from course.delivery.rules.plan import EVENING, Planned
from course.delivery.rules.shared import shared
from course.delivery.rules.taking_part import not_taking_part

NUDGE_AFTER_DAYS = 3
NUDGES_UNANSWERED = 2
WEEK_USEFUL = timedelta(hours=72)
NUDGE_USEFUL = timedelta(hours=48)
Moment = tuple[OpeningFacts, datetime | None, datetime | None]
"""An opening, when a letter about it leaves, and until when; None while it has no date."""


def week_opens(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """When the week opens, which is when its meeting ends; in the evening the next morning. For 72 hours."""
    for opening, at, until in _openings(facts.openings, facts.zone, facts.awake):
        yield Planned(week_about(facts, opening), "1", at, until, not_taking_part(facts, at))


def homework_nudge(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """At 18 on the third day after the week opened, once a week, while nothing was practised in it.

    After two nudges in a row without a practice there are no more. For 48 hours, or until the next week.
    """
    is_enough = facts.unanswered >= NUDGES_UNANSWERED
    for opening, at, until in _evenings(facts.openings, facts.zone, facts.awake):
        no = None
        if opening.opens_at is not None:
            no = not_taking_part(facts, at) or _no_nudge(facts, opening.opens_at, is_enough)
        yield Planned(week_about(facts, opening), "1", at, until, no)


def week_about(facts: EnrolmentFacts, opening: OpeningFacts) -> str:
    return f"week:{facts.enrolment_id}:{opening.unit_key}"


@shared
def _openings(openings: tuple[OpeningFacts, ...], zone: str, awake: Awake) -> tuple[Moment, ...]:
    at = [hours.when_awake(one.opens_at, zone, awake) if one.opens_at else None for one in openings]
    return tuple(
        (one, leaves, leaves + WEEK_USEFUL if leaves else None)
        for one, leaves in zip(openings, at, strict=True)
    )


@shared
def _evenings(openings: tuple[OpeningFacts, ...], zone: str, awake: Awake) -> tuple[Moment, ...]:
    """Of the weeks alone: the third evening after each opened."""
    weeks = [one for one in openings if one.is_week]
    opened = [one.opens_at for one in weeks if one.opens_at]
    return tuple(_evening(one, opened, zone, awake) for one in weeks)


def _evening(week: OpeningFacts, opened: Sequence[datetime], zone: str, awake: Awake) -> Moment:
    if week.opens_at is None:
        return week, None, None
    at = hours.at_hour(week.opens_at, awake.nearest(EVENING), zone, days=NUDGE_AFTER_DAYS)
    return week, at, min([at + NUDGE_USEFUL, *(one for one in opened if one > week.opens_at)])


def _no_nudge(facts: EnrolmentFacts, opened: datetime, is_enough: bool) -> Reason | None:
    if facts.practised_at is not None and facts.practised_at >= opened:
        return Reason.PRACTISED
    return Reason.TWO_UNANSWERED if is_enough else None

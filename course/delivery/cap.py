"""How many letters a week: the most important ones take what room there is in any seven local days."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from course.delivery import hours
from course.delivery.facts import Subject
from course.delivery.reasons import Reason
from course.delivery.rules import Planned, Rule
from course.people.preference import Kind

WINDOW = 7
AHEAD = timedelta(days=WINDOW + 2)
"""Seven local days are never longer, wherever she is."""
ONCE = "orientation"
"""The one letter before the first meeting is not counted: it would take the room of the first weeks."""
IMPORTANCE = (Kind.MEETINGS, Kind.WORDS, Kind.MEASURES, Kind.WEEKS, Kind.NUDGES, Kind.DIGEST)


def no_less_important(kind: Kind | None) -> frozenset[Kind]:
    """Kinds that a letter of this kind shares its room with, itself among them."""
    return frozenset(IMPORTANCE[: IMPORTANCE.index(kind) + 1]) if kind else frozenset()


def without_room(
    facts: Subject,
    planned: Sequence[tuple[Rule, Planned]],
    reasons: Sequence[Reason | None],
    waiting: Sequence[int],
    now: datetime,
) -> Iterator[int]:
    """Of the letters that wait to leave, as numbers in `planned`, those for which there is no room.

    A meeting's letter is never held back unless she wants none at all. What a more important letter of the coming days
    needs is kept for it.
    """
    today = hours.local_day(now, facts.zone)
    counted = [at for key, at in facts.left.items() if not key.startswith(f"{ONCE}|")]
    days = [hours.local_day(at, facts.zone) for at in counted]
    for place, kind in enumerate(IMPORTANCE):
        mine = [number for number in waiting if planned[number][0].kind is kind]
        if not mine:
            continue
        kept = _ahead(facts, planned, reasons, IMPORTANCE[:place], now) if place else []
        for number in mine:
            if has_room([*days, *kept], today, facts.weekly) or (kind is Kind.MEETINGS and facts.weekly):
                days += [] if planned[number][0].letter == ONCE else [today]
            else:
                yield number


def has_room(days: Sequence[date], today: date, most: int) -> bool:
    """Whether one letter more today leaves every seven days that hold today with at most `most`."""
    if len(days) < most:
        return True
    firsts = [today - timedelta(days=back) for back in range(WINDOW)]
    return all(_in_window(days, first) < most for first in firsts)


def next_try(facts: Subject, useful_until: datetime | None, now: datetime) -> datetime | None:
    """When a letter without room is looked at again: as her next day begins, or as it goes stale."""
    tomorrow = hours.local_day(now, facts.zone) + timedelta(days=1)
    begins = hours.when_awake(hours.day_start(tomorrow, facts.zone), facts.zone, facts.awake)
    moments = [at for at in (begins if facts.weekly else None, useful_until) if at is not None]
    return min(moments, default=None)


def _in_window(days: Sequence[date], first: date) -> int:
    return sum(first <= day < first + timedelta(days=WINDOW) for day in days)


def _ahead(
    facts: Subject,
    planned: Sequence[tuple[Rule, Planned]],
    reasons: Sequence[Reason | None],
    kinds: Sequence[Kind],
    now: datetime,
) -> list[date]:
    """Days of the letters of these kinds that come, as far as a window reaches."""
    until = now + AHEAD
    return [
        hours.local_day(one.at, facts.zone)
        for (rule, one), reason in zip(planned, reasons, strict=True)
        if rule.kind in kinds and reason is Reason.LATER and rule.letter != ONCE
        if one.at is not None and one.at < until
    ]

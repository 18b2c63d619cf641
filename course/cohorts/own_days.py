"""Days and times that somebody chose by hand for a new cohort, as a form carries them: one unit on each line."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time

from course.cohorts.schedule import Plan, PlannedMeeting, planned
from course.errors import Refused
from course.words import _

OwnDays = dict[str, tuple[date, time]]


def parse(text: str) -> OwnDays:
    """{unit key: day and time}; a line that says something else is nothing."""
    found: OwnDays = {}
    for line in text.splitlines():
        key, _space, when = line.strip().partition(" ")
        try:
            there = datetime.strptime(when, "%Y-%m-%d %H:%M")  # noqa: DTZ007  # a wall time: the group's zone says where
        except ValueError:
            continue
        found[key] = there.date(), there.time()
    return found


def lines(own: Mapping[str, tuple[date, time]]) -> str:
    return "\n".join(f"{key} {day.isoformat()} {at:%H:%M}" for key, (day, at) in sorted(own.items()))


def settled(plan: Plan, own: Mapping[str, tuple[date, time]]) -> OwnDays:
    """Without those that say what the plan says by itself: they are not chosen by hand."""
    left = dict(own)
    for key, chosen in own.items():
        others = {one: when for one, when in left.items() if one != key}
        with suppress(Refused):  # without it the dates would not fit, so it is needed
            usual = {one.unit_key: (one.starts_on, one.at) for one in planned(replace(plan, own=others))}
            if usual.get(key, chosen) == chosen:
                left = others
    return left


def differing(
    usual: Sequence[PlannedMeeting],
    typed: Mapping[str, tuple[str, str]],
    own: Mapping[str, tuple[date, time]],
) -> OwnDays:
    """Of what was typed for each unit, what is another day or time than the plan's own. `usual` is that plan with what
    was chosen by hand before, `own`, in it. Refused names the day that cannot be read."""
    found = dict(own)
    for one in usual:
        if one.unit_key in typed:
            chosen = _read(*typed[one.unit_key])
            if chosen != (one.starts_on, one.at):
                found[one.unit_key] = chosen
    return found


def _read(day: str, at: str) -> tuple[date, time]:
    try:
        return date.fromisoformat(day.strip()), time.fromisoformat(at.strip()).replace(
            second=0, microsecond=0
        )
    except ValueError as error:
        words = _("“%(typed)s” is not a day and a time. They look like 2026-12-24 and 18:30.")
        raise Refused(words % {"typed": f"{day} {at}".strip()[:40]}, field="dates") from error

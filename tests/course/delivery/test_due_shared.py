"""What the people of a cohort share is worked out once, and nobody is given another one's hours by it."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from course.delivery.due import Due, due
from course.delivery.facts import EnrolmentFacts
from course.delivery.hours import Awake
from course.delivery.rules.shared import AT_MOST, shared
from tests.course.delivery.people import maya
from tests.course.delivery.test_due_properties import HER_HOURS, ZONES, moments, people

DATES = (1, 2, 3)


def test_the_same_dates_are_worked_out_once_for_each_zone_and_hours() -> None:
    asked = []

    @shared
    def found(dates: tuple[int, ...], zone: str, awake: Awake) -> int:
        asked.append((dates, zone, awake))
        return len(asked)

    again = [
        found(DATES, zone, Awake(*hours)) for zone in ("UTC", "Asia/Tokyo") for hours in ((8, 20), (9, 12))
    ]
    assert again == [1, 2, 3, 4]
    assert [found(DATES, "UTC", Awake(8, 20)), found(DATES, "Asia/Tokyo", Awake(9, 12))] == [1, 4]


def test_dates_that_are_gone_give_nothing_to_those_that_come_after_them() -> None:
    """Each tuple is gone as soon as it was asked about, so that its place in memory is used again."""

    @shared
    def last(dates: tuple[int, ...]) -> int:
        return dates[-1]

    numbers = range(3 * AT_MOST)
    assert [last((0, number)) for number in numbers] == list(numbers)


@given(people(), ZONES, HER_HOURS, st.data())
@settings(max_examples=100, deadline=None)
def test_somebody_in_another_zone_with_other_hours_gets_what_she_would_get_alone(
    facts: EnrolmentFacts, zone: str, awake: Awake, data: st.DataObject
) -> None:
    """Both have the very same meetings and openings; alone she has equal ones of her own."""
    now = data.draw(moments(facts))
    other = replace(facts, zone=zone, awake=awake)
    alone = replace(
        other,
        meetings=tuple(replace(one) for one in facts.meetings),
        openings=tuple(replace(one) for one in facts.openings),
    )
    due(facts, now)
    assert said(due(other, now)) == said(due(alone, now))


def said(answer: Due) -> tuple[object, ...]:
    return answer.letters, answer.not_due, answer.look_at


def test_without_a_row_her_facts_are_those_before_it_and_her_own_stay_as_they_are() -> None:
    at = maya().joined_at
    left = {"a": at, "b": at + timedelta(days=1), "c": at + timedelta(days=2)}
    hers = replace(maya(), known=frozenset("abc"), left=left)
    assert hers.without("b") == replace(maya(), known=frozenset("ac"), left={"a": at})
    assert hers == replace(maya(), known=frozenset("abc"), left=left)
    assert hers.without("d") == hers

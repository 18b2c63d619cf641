"""What holds for anybody, anywhere, at any time: nothing twice, nothing in the night, nothing looked at too late."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given, settings
from hypothesis import strategies as st

from course.delivery.due import due
from course.delivery.facts import EnrolmentFacts
from course.people.preference import Kind
from tests.course.delivery.people import maya, with_meetings

ZONES = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"}))
HOURS = st.builds(time, st.integers(6, 22), st.sampled_from([0, 15, 30]))
FIRSTS = st.dates(date(2026, 1, 1), date(2028, 6, 1))
DELAYS = st.builds(timedelta, minutes=st.integers(0, 60 * 24 * 20))


@st.composite
def people(draw: st.DrawFn) -> EnrolmentFacts:
    facts = maya(zone=draw(ZONES), first=draw(FIRSTS), at=draw(HOURS), cohort_zone=draw(ZONES))
    cancelled = draw(st.sets(st.integers(1, 8), max_size=2))
    gatherings = tuple(replace(one, is_cancelled=one.meeting_id in cancelled) for one in facts.meetings)
    begins = facts.meetings[0].starts_at.astimezone(UTC).date()
    return replace(
        with_meetings(facts, gatherings),
        stops=frozenset(draw(st.sets(st.sampled_from(list(Kind)), max_size=2))),
        paused_until=draw(st.none() | st.dates(begins, begins + timedelta(days=60))),
        practised_at=draw(st.none() | st.just(facts.meetings[2].ends_at)),
    )


def moments(facts: EnrolmentFacts) -> st.SearchStrategy[datetime]:
    return st.integers(-30 * 24 * 60, 300 * 24 * 60).map(
        lambda minutes: facts.meetings[0].starts_at + timedelta(minutes=minutes)
    )


@given(people(), st.data())
@settings(max_examples=300, deadline=None)
def test_asking_twice_brings_nothing_new(facts: EnrolmentFacts, data: st.DataObject) -> None:
    now = data.draw(moments(facts))
    first = due(facts, now)
    again = due(replace(facts, known=facts.known | {one.key for one in first.entering}), now)
    assert not again.entering
    assert again.look_at is None or again.look_at > now


@given(people(), st.data())
@settings(max_examples=300, deadline=None)
def test_nothing_falls_due_before_the_moment_to_look_again(
    facts: EnrolmentFacts, data: st.DataObject
) -> None:
    now = data.draw(moments(facts))
    answer = due(facts, now)
    told = replace(facts, known=facts.known | {one.key for one in answer.entering})
    between = now + data.draw(DELAYS)
    if answer.look_at is None or between < answer.look_at:
        assert not due(told, between).letters


@given(people(), st.data())
@settings(max_examples=300, deadline=None)
def test_no_letter_of_the_course_leaves_between_eight_in_the_evening_and_eight_in_the_morning(
    facts: EnrolmentFacts, data: st.DataObject
) -> None:
    now = data.draw(moments(facts))
    if due(facts, now).letters:
        assert time(8) <= now.astimezone(ZoneInfo(facts.zone)).time() < time(20)


@given(people(), st.lists(st.integers(0, 60 * 24 * 9), min_size=1, max_size=80))
@settings(max_examples=100, deadline=None)
def test_however_irregularly_the_pump_runs_nothing_is_sent_twice_or_too_late(
    facts: EnrolmentFacts, pauses: list[int]
) -> None:
    now, keys = facts.joined_at, []
    for pause in pauses:
        now += timedelta(minutes=pause)
        answer = due(facts, now)
        keys += [letter.key for letter in answer.letters]
        assert all(one.due_at <= now < (one.useful_until or now + timedelta(1)) for one in answer.letters)
        facts = replace(facts, known=facts.known | {one.key for one in answer.entering})
    assert len(keys) == len(set(keys))


@given(ZONES, FIRSTS, HOURS)
@settings(max_examples=400, deadline=None)
def test_hours_on_the_wall_are_kept_in_every_zone_of_the_world(zone: str, first: date, hour: time) -> None:
    """Where that hour does not exist on a day (a zone that skips midday), the next existing minute is right."""
    facts = maya(zone=zone, first=first, at=hour)
    wanted = {"homework_nudge": time(18), "meeting_tomorrow": time(18), "measure_invitation": time(9)}
    for one in due(facts, facts.joined_at - timedelta(days=1)).not_due:
        if one.at is not None and one.letter in wanted:
            local = one.at.astimezone(ZoneInfo(zone))
            naive = datetime.combine(local.date(), wanted[one.letter])
            exists = naive.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone))
            assert local.time() == wanted[one.letter] or exists.replace(tzinfo=None) != naive

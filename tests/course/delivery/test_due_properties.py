"""What holds for anybody, anywhere, at any time: nothing twice, nothing in the night, nothing looked at too late."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given, settings
from hypothesis import strategies as st

from course.delivery.due import Due, DueLetter, due, holds_until
from course.delivery.facts import EnrolmentFacts
from course.delivery.hours import Awake
from course.delivery.ledger import Entered
from course.delivery.reasons import Reason, sentence
from course.delivery.recheck import verdict
from course.delivery.rules import KIND_OF
from course.people.preference import Kind
from tests.course.delivery.people import maya, with_meetings

ZONES = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"}))
HOURS = st.builds(time, st.integers(6, 22), st.sampled_from([0, 15, 30]))
FIRSTS = st.dates(date(2026, 1, 1), date(2028, 6, 1))
HER_HOURS = st.integers(0, 20).flatmap(
    lambda begins: st.builds(Awake, st.just(begins), st.integers(begins + 4, 24))
)
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
        awake=draw(HER_HOURS),
        weekly=draw(st.integers(0, 7)),
    )


def after(facts: EnrolmentFacts, answer: Due, now: datetime) -> EnrolmentFacts:
    """The facts once these letters have left."""
    left = {**facts.left, **{one.key: now for one in answer.letters}}
    return replace(facts, known=facts.known | {one.key for one in answer.entering}, left=left)


def moments(facts: EnrolmentFacts) -> st.SearchStrategy[datetime]:
    return st.integers(-30 * 24 * 60, 300 * 24 * 60).map(
        lambda minutes: facts.meetings[0].starts_at + timedelta(minutes=minutes)
    )


@given(people(), st.data())
@settings(max_examples=300, deadline=None)
def test_asking_twice_brings_nothing_new(facts: EnrolmentFacts, data: st.DataObject) -> None:
    now = data.draw(moments(facts))
    first = due(facts, now)
    again = due(after(facts, first, now), now)
    assert not again.entering
    assert again.look_at is None or again.look_at > now


@given(people(), st.data())
@settings(max_examples=300, deadline=None)
def test_nothing_falls_due_before_the_moment_to_look_again(
    facts: EnrolmentFacts, data: st.DataObject
) -> None:
    now = data.draw(moments(facts))
    answer = due(facts, now)
    told = after(facts, answer, now)
    between = now + data.draw(DELAYS)
    if answer.look_at is None or between < answer.look_at:
        assert not due(told, between).letters


@given(people(), st.data())
@settings(max_examples=300, deadline=None)
def test_no_letter_of_the_course_leaves_outside_the_hours_she_chose(
    facts: EnrolmentFacts, data: st.DataObject
) -> None:
    now = data.draw(moments(facts))
    if due(facts, now).letters:
        assert facts.awake.begins <= now.astimezone(ZoneInfo(facts.zone)).hour < facts.awake.ends


@given(people(), st.data())
@settings(max_examples=300, deadline=None)
def test_a_letter_that_holds_until_then_is_due_at_every_moment_before(
    facts: EnrolmentFacts, data: st.DataObject
) -> None:
    """The hand-off asks again only from then on."""
    now = data.draw(moments(facts))
    answer = due(facts, now)
    for number, letter in enumerate(answer.letters):
        until = holds_until(facts, answer, letter, now)
        if until > now:
            between = data.draw(st.datetimes(now.replace(tzinfo=None), until.replace(tzinfo=None)))
            between = min(between.replace(tzinfo=UTC), until - timedelta(microseconds=1))
            assert verdict(entered(number, letter), after(facts, answer, now), between).goes


def entered(number: int, letter: DueLetter) -> Entered:
    return Entered(
        number,
        letter.key,
        letter.letter,
        letter.about,
        letter.occurrence,
        1,
        1,
        None,
        1,
        False,
        "<a@b>",
        None,
    )


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
        facts = after(facts, answer, now)
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


def turns(facts: EnrolmentFacts, pauses: list[int]) -> Iterator[tuple[datetime, EnrolmentFacts, Due]]:
    """The pump at these minutes after one another: (when, the facts before it, what it said)."""
    now = facts.joined_at
    for pause in pauses:
        now += timedelta(minutes=pause)
        answer = due(facts, now)
        yield now, facts, answer
        facts = after(facts, answer, now)


PAUSES = st.lists(st.integers(1, 60 * 24 * 4), min_size=5, max_size=80)


@given(people(), PAUSES)
@settings(max_examples=100, deadline=None)
def test_no_seven_days_hold_more_letters_than_she_wants_unless_they_are_about_meetings(
    facts: EnrolmentFacts, pauses: list[int]
) -> None:
    days: list[tuple[date, str]] = []
    for now, before, answer in turns(facts, pauses):
        today = now.astimezone(ZoneInfo(before.zone)).date()
        days += [(today, one.letter) for one in answer.letters if one.letter != "orientation"]
        week = [letter for day, letter in days if today - timedelta(days=6) <= day <= today]
        others = [one.letter for one in answer.letters if KIND_OF[one.letter] is not Kind.MEETINGS]
        assert not others or len(week) <= facts.weekly
        assert facts.weekly or not week


@given(people(), PAUSES)
@settings(max_examples=100, deadline=None)
def test_each_turn_brings_at_most_one_letter_of_a_kind_that_is_not_of_this_very_moment(
    facts: EnrolmentFacts, pauses: list[int]
) -> None:
    for _now, _before, answer in turns(facts, pauses):
        caught_up = Counter((KIND_OF[one.letter], one.due_at) for one in answer.letters)
        assert len({kind for kind, _at in caught_up}) == len(caught_up)


@given(people(), st.data())
@settings(max_examples=200, deadline=None)
def test_every_letter_has_one_answer_and_every_no_a_sentence(
    facts: EnrolmentFacts, data: st.DataObject
) -> None:
    answer = due(facts, data.draw(moments(facts)))
    keys = [one.key for one in answer.letters] + [one.key for one in answer.not_due]
    assert len(keys) == len(set(keys))
    assert all(sentence(one.reason) != one.reason for one in answer.not_due)


@given(people(), ZONES, st.integers(1, 70), st.integers(0, 24 * 60))
@settings(max_examples=60, deadline=None)
def test_who_moves_to_another_zone_gets_nothing_twice_and_loses_nothing(
    facts: EnrolmentFacts, elsewhere: str, days: int, minutes: int
) -> None:
    """Every letter has left once, or stands in the ledger as too late, or says why it does not go."""
    facts = replace(facts, paused_until=None)
    moves_at = facts.joined_at + timedelta(days=days, minutes=minutes)
    end = facts.meetings[-1].ends_at + timedelta(days=300)
    now: datetime | None = facts.joined_at
    sent: list[str] = []
    while now is not None and now < end:
        answer = due(facts, now)
        sent += [one.key for one in answer.letters]
        facts = after(facts, answer, now)
        now = answer.look_at
        if now is not None and now > moves_at and facts.zone != elsewhere:
            now, facts = moves_at, with_meetings(replace(facts, zone=elsewhere), facts.meetings)
    assert len(sent) == len(set(sent))
    waiting = {Reason.LATER, Reason.QUIET, Reason.CAPPED, Reason.STALE, Reason.SUPERSEDED, Reason.PAUSED}
    assert not [one for one in due(facts, end).not_due if one.reason in waiting]

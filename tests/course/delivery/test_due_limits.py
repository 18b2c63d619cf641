"""Her own hours, and at most so many letters in seven days. Expected days and hours are written out."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from course.delivery.due import due
from course.delivery.facts import EnrolmentFacts
from course.delivery.hours import Awake
from course.delivery.reasons import Reason
from course.people.preference import Kind
from tests.course.delivery.people import LISBON, ines, local, maya
from tests.course.delivery.walking import Left, walked

END = local(date(2027, 6, 1), time(12))
OF_MEETINGS = {"orientation", "meeting_tomorrow", "staff_meeting_tomorrow"}


def most_in_seven_days(letters: Iterable[Left], zone: str = LISBON) -> int:
    days = Counter(one.at.astimezone(ZoneInfo(zone)).date() for one in letters)
    return max((sum(days[day + timedelta(n)] for n in range(7)) for day in days), default=0)


def of(letters: list[Left], letter: str) -> list[datetime]:
    return [one.at for one in letters if one.letter == letter]


def test_nothing_that_can_wait_leaves_outside_the_hours_she_chose() -> None:
    letters = list(walked(replace(maya(), awake=Awake(10, 14)), END))
    assert letters
    assert all(time(10) <= one.at.astimezone(ZoneInfo(LISBON)).time() < time(14) for one in letters)


def test_an_hour_outside_hers_becomes_the_nearest_one_on_the_same_day() -> None:
    """A meeting is announced at 18, questions at 9: to somebody who reads from 10 to 14 it is 13 and 10."""
    letters = list(walked(replace(maya(), awake=Awake(10, 14)), END))
    assert of(letters, "meeting_tomorrow")[0] == local(date(2027, 2, 24), time(13))
    assert of(letters, "measure_invitation")[0] == local(date(2027, 2, 16), time(10))
    assert of(letters, "homework_nudge")[0] == local(date(2027, 2, 28), time(13))


def test_late_hours_until_midnight_are_hours_too() -> None:
    letters = list(walked(replace(maya(), awake=Awake(20, 24)), END))
    assert of(letters, "meeting_tomorrow")[0] == local(date(2027, 2, 24), time(20))
    assert of(letters, "week_opens")[0] == local(date(2027, 2, 25), time(21, 15))


def test_a_facilitator_is_told_within_her_own_hours() -> None:
    letters = list(walked_by_ines(Awake(8, 12)))
    assert letters[0] == local(date(2027, 2, 24), time(11))
    assert len(letters) == 8


def walked_by_ines(awake: Awake) -> list[datetime]:
    facts, found = replace(ines(), awake=awake), []
    now: datetime | None = facts.since
    while now is not None:
        answer = due(facts, now)
        found += [now for one in answer.letters if one.letter == "staff_meeting_tomorrow"]
        facts = replace(facts, known=facts.known | {one.key for one in answer.entering})
        now = answer.look_at
    return found


def test_changing_her_hours_sends_nothing_a_second_time() -> None:
    first = due(maya(), local(date(2027, 2, 24), time(18)))
    told = replace(maya(), known=frozenset(one.key for one in first.entering), awake=Awake(16, 22))
    assert not due(told, local(date(2027, 2, 24), time(19))).letters


@pytest.mark.parametrize("weekly", [1, 2, 3, 4, 5, 6])
def test_no_more_leave_in_any_seven_days_than_she_wants(weekly: int) -> None:
    letters = list(walked(replace(maya(), weekly=weekly), END))
    counted = [one for one in letters if one.letter != "orientation"]  # once, before the first meeting
    assert most_in_seven_days(counted) <= weekly
    assert len(of(letters, "meeting_tomorrow")) == 8, "each meeting is announced"


def test_with_one_letter_a_week_it_is_the_meeting() -> None:
    letters = list(walked(replace(maya(), weekly=1), END))
    during = [
        one
        for one in letters
        if local(date(2027, 2, 24), time(0)) < one.at < local(date(2027, 4, 15), time(0))
    ]
    assert {one.letter for one in during} == OF_MEETINGS & {one.letter for one in during}


def test_with_two_a_week_it_is_the_meeting_and_the_week_and_no_nudge() -> None:
    letters = list(walked(replace(maya(), weekly=2, waves=()), END))
    assert len(of(letters, "week_opens")) == 8
    assert not of(letters, "homework_nudge")[:-1], "room is left after the last meeting only"


def test_a_nudge_leaves_room_for_the_week_that_opens_after_it() -> None:
    """On Sunday the 28th one a week is free; the week that opens on Friday 5 March needs it, five days on."""
    now = local(date(2027, 2, 28), time(18))
    facts = replace(maya(), waves=(), weekly=1, stops=frozenset({Kind.MEETINGS}))
    reasons = {(one.letter, one.about): one.reason for one in due(facts, now).not_due}
    assert reasons["homework_nudge", "week:1:week-1"] is Reason.CAPPED


def test_who_wants_only_what_she_needs_gets_no_letter_that_can_be_stopped() -> None:
    assert not list(walked(replace(maya(), weekly=0), END))


def test_what_is_held_back_says_so_and_is_looked_at_the_next_day() -> None:
    now = local(date(2027, 2, 26), time(8))
    answer = due(with_letters(maya(), 3, now), now)
    reasons = {(one.letter, one.about): one.reason for one in answer.not_due}
    assert reasons["week_opens", "week:1:week-1"] is Reason.CAPPED
    assert answer.look_at == local(date(2027, 2, 27), time(8))


def test_what_found_no_room_leaves_when_the_seven_days_have_passed() -> None:
    """Three letters on Sunday the 21st: on Friday there is no room yet, on Sunday the 28th there is."""
    now = local(date(2027, 2, 26), time(8))
    recent = with_letters(maya(), 3, local(date(2027, 2, 21), time(9)))
    assert not [one for one in due(recent, now).letters if one.letter == "week_opens"]
    found = due(recent, local(date(2027, 2, 28), time(8))).letters
    assert [one.letter for one in found] == ["week_opens"]


def test_what_never_found_room_goes_stale_and_is_written_down() -> None:
    now = local(date(2027, 3, 1), time(8))
    answer = due(with_letters(maya(), 3, local(date(2027, 2, 26), time(7))), now)
    assert ("week_opens", "week:1:week-1", Reason.STALE) in [
        (one.letter, one.about, one.reason) for one in answer.too_late
    ]


def test_the_more_important_of_two_takes_the_last_place() -> None:
    """On the morning after the last meeting both the week and the questions are due."""
    now = local(date(2027, 4, 16), time(9))
    facts = replace(with_letters(maya(), 1, local(date(2027, 4, 13), time(9))), weekly=2)
    assert [one.letter for one in due(facts, now).letters] == ["measure_invitation"]


def test_a_letter_that_waits_does_not_hold_itself_back_nor_for_what_came_after_it() -> None:
    now = local(date(2027, 2, 26), time(8))
    mine = "week_opens|week:1:week-1|p1|1"
    facts = replace(maya(), weekly=2, stops=frozenset({Kind.MEETINGS}), known=frozenset({mine}))
    facts = replace(facts, left={"earlier": now - timedelta(days=1), mine: now, "later": now})
    assert [one.key for one in due(facts.without(mine), now).letters] == [mine]


def with_letters(facts: EnrolmentFacts, number: int, at: datetime) -> EnrolmentFacts:
    """So many letters left at this moment, and with it she has as many as she wants."""
    return replace(facts, weekly=number, left={f"letter-{one}": at for one in range(number)})


def by_video(at: time, awake: Awake) -> EnrolmentFacts:
    """Maya, whose group meets by video at this hour."""
    facts = maya(at=at)
    return replace(facts, awake=awake, meetings=tuple(replace(one, by_video=True) for one in facts.meetings))


@pytest.mark.parametrize(
    ("begins", "leaves"),
    [
        (time(18, 30), time(17, 30)),
        (time(8, 0), time(7, 0)),
        (time(7, 30), time(7, 0)),
        (time(22, 59), time(21, 59)),
        (time(23, 0), None),
        (time(6, 30), None),
    ],
)
def test_the_link_an_hour_before_does_not_wait_for_her_hours_but_sleeps_from_ten_to_seven(
    begins: time, leaves: time | None
) -> None:
    """She reads from 8 to 12. What would come in the night, after the meeting has begun, does not come at all."""
    letters = list(walked(by_video(begins, Awake(8, 12)), END))
    day = date(2027, 2, 25)
    expected = [local(day + timedelta(weeks=week), leaves) for week in range(8)] if leaves else []
    assert of(letters, "meeting_soon") == expected
    assert {
        one.at.astimezone(ZoneInfo(LISBON)).hour for one in letters if one.letter != "meeting_soon"
    } <= set(range(8, 12))


def test_whoever_reads_late_gets_the_link_late_too() -> None:
    letters = list(walked(by_video(time(23, 30), Awake(16, 24)), END))
    assert of(letters, "meeting_soon")[0] == local(date(2027, 2, 25), time(22, 30))


def test_whoever_stopped_or_paused_letters_about_meetings_gets_no_link_either() -> None:
    facts = by_video(time(18, 30), Awake(8, 12))
    stopped = replace(facts, stops=frozenset({Kind.MEETINGS}))
    assert of(list(walked(stopped, END)), "meeting_soon") == []
    paused = replace(facts, paused_until=date(2027, 3, 1))
    assert of(list(walked(paused, END)), "meeting_soon")[0] == local(date(2027, 3, 4), time(17, 30))

"""Who is due what, when, and why not. Expected hours are written as wall-clock times, not computed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from course.delivery.due import Due, due
from course.delivery.facts import EnrolmentFacts, Subject
from course.delivery.reasons import Reason
from course.measures.wave import WaveFacts
from course.people.invitation import Role
from course.people.preference import Kind
from curriculum.schema import Anchor, Wait, Wave
from tests.course.delivery.people import ines, invited, joined, local, maya, meetings, with_meetings


def run(
    facts: Subject, until: datetime, start: datetime | None = None
) -> Iterator[tuple[datetime, str, str]]:
    """Live through the course as the pump does, looking exactly when `due` says: (when, letter, about)."""
    now: datetime | None = start or joined()
    while now is not None and now <= until:
        answer = due(facts, now)
        for letter in answer.letters:
            yield now, letter.letter, letter.about
        facts = replace(facts, known=facts.known | {one.key for one in answer.entering})
        now = answer.look_at


def sent(facts: Subject, until: datetime, letter: str) -> list[tuple[datetime, str]]:
    return [(at, about) for at, name, about in run(facts, until) if name == letter]


def reason(answer: Due, letter: str, about: str) -> Reason:
    return next(one.reason for one in answer.not_due if (one.letter, one.about) == (letter, about))


END = local(date(2028, 3, 1), time(12))


def test_a_week_whose_meeting_ends_in_the_evening_is_announced_the_next_morning_at_eight() -> None:
    assert sent(maya(), END, "week_opens")[0] == (local(date(2027, 2, 26), time(8)), "week:1:week-1")


def test_a_week_whose_meeting_ends_by_day_is_announced_at_once() -> None:
    facts = maya(at=time(9, 0))
    assert sent(facts, END, "week_opens")[0] == (local(date(2027, 2, 25), time(11, 45)), "week:1:week-1")


def test_every_week_is_announced_once() -> None:
    assert [about for _at, about in sent(maya(), END, "week_opens")] == [
        f"week:1:week-{n}" for n in range(1, 9)
    ]


def test_the_nudge_comes_at_six_in_the_evening_on_the_third_day() -> None:
    assert sent(maya(), END, "homework_nudge")[0] == (local(date(2027, 2, 28), time(18)), "week:1:week-1")


def test_the_nudge_keeps_its_hour_when_the_clocks_change() -> None:
    """Week 5 opens on Thursday 25 March; the clocks go forward on Sunday 28 March, the day of its nudge."""
    nudges = {about: at for at, about in sent(maya(), END, "homework_nudge")}
    assert nudges["week:1:week-5"] == local(date(2027, 3, 28), time(18))
    assert nudges["week:1:week-5"] - nudges["week:1:week-4"] == timedelta(days=7) - timedelta(hours=1)


def test_nobody_is_nudged_who_has_practised_in_that_week() -> None:
    facts = replace(maya(), practised_at=local(date(2027, 2, 27), time(7)))
    assert "week:1:week-1" not in [about for _at, about in sent(facts, END, "homework_nudge")]
    answer = due(facts, local(date(2027, 2, 28), time(18)))
    assert reason(answer, "homework_nudge", "week:1:week-1") == Reason.PRACTISED


def test_nudges_stop_after_two_that_stayed_unanswered() -> None:
    nudged = (local(date(2027, 2, 28), time(18)), local(date(2027, 3, 7), time(18)))
    answer = due(replace(maya(), nudged_at=nudged), local(date(2027, 3, 14), time(18)))
    assert reason(answer, "homework_nudge", "week:1:week-3") == Reason.TWO_UNANSWERED


def test_a_practice_after_two_nudges_lets_them_begin_again() -> None:
    nudged = (local(date(2027, 2, 28), time(18)), local(date(2027, 3, 7), time(18)))
    facts = replace(maya(), nudged_at=nudged, practised_at=local(date(2027, 3, 10), time(7)))
    assert "homework_nudge" in [one.letter for one in due(facts, local(date(2027, 3, 14), time(18))).letters]


def test_a_meeting_is_announced_at_six_on_the_evening_before() -> None:
    assert sent(maya(), END, "meeting_tomorrow")[0] == (local(date(2027, 2, 24), time(18)), "meeting:1")


def test_the_evening_before_is_that_of_the_reader() -> None:
    """18:30 in Lisbon is the next day, 07:30, in Auckland."""
    facts = maya(zone="Pacific/Auckland", cohort_zone="Europe/Lisbon")
    at = sent(facts, END, "meeting_tomorrow")[0][0]
    assert at == local(date(2027, 2, 25), time(18), "Pacific/Auckland")


def moved_to(number: int, start: datetime) -> EnrolmentFacts:
    gatherings = tuple(
        replace(one, starts_at=start, ends_at=start + (one.ends_at - one.starts_at))
        if one.meeting_id == number
        else one
        for one in meetings()
    )
    return with_meetings(maya(), gatherings)


def test_moving_a_meeting_moves_its_reminder() -> None:
    friday = local(date(2027, 3, 5), time(18, 30))
    reminders = sent(moved_to(2, friday), END, "meeting_tomorrow")
    assert (local(date(2027, 3, 4), time(18)), "meeting:2") in reminders
    assert (local(date(2027, 3, 3), time(18)), "meeting:2") not in reminders


def test_a_moved_meeting_is_announced_again_and_one_moved_back_is_not() -> None:
    evening = local(date(2027, 3, 3), time(18))
    first = due(maya(), evening)
    told = frozenset(one.key for one in first.entering)
    friday = replace(moved_to(2, local(date(2027, 3, 5), time(18, 30))), known=told)
    later = due(friday, local(date(2027, 3, 4), time(18)))
    assert [one.letter for one in later.letters] == ["meeting_tomorrow"]
    back = replace(maya(), known=told | {one.key for one in later.entering})
    assert "meeting_tomorrow" not in [one.letter for one in due(back, evening + timedelta(hours=1)).letters]


def test_a_cancelled_meeting_holds_its_week_and_its_reminder() -> None:
    gatherings = tuple(replace(one, is_cancelled=one.meeting_id == 2) for one in meetings())
    facts = with_meetings(maya(), gatherings)
    answer = due(facts, local(date(2027, 3, 5), time(12)))
    assert reason(answer, "week_opens", "week:1:week-2") == Reason.HELD
    assert reason(answer, "meeting_tomorrow", "meeting:2") == Reason.HELD


def test_the_questions_before_the_course_come_at_nine_the_next_morning_and_are_repeated_once_in_time() -> (
    None
):
    """Joined at noon on 15 February; the reminder days are 4 and 10, and the course begins on day 10."""
    asked = [one for one in run(maya(), END) if one[2] == "wave:1:before"]
    assert asked == [
        (local(date(2027, 2, 16), time(9)), "measure_invitation", "wave:1:before"),
        (local(date(2027, 2, 19), time(9)), "measure_reminder", "wave:1:before"),
        (local(date(2027, 2, 25), time(9)), "measure_reminder", "wave:1:before"),
    ]


def test_the_questions_after_the_course_do_not_come_before_its_last_meeting_is_over() -> None:
    asked = [(at, name) for at, name, about in run(maya(), END) if about == "wave:1:after"]
    assert asked == [
        (local(date(2027, 4, 16), time(9)), "measure_invitation"),
        (local(date(2027, 4, 19), time(9)), "measure_reminder"),
        (local(date(2027, 4, 25), time(9)), "measure_reminder"),
    ]


def test_six_months_on_is_asked_three_times_at_most_and_then_never_again() -> None:
    asked = [(at, name) for at, name, about in run(maya(), END) if about == "wave:1:six-months"]
    assert asked == [
        (local(date(2027, 10, 12), time(9)), "measure_invitation"),
        (local(date(2027, 10, 19), time(9)), "measure_reminder"),
        (local(date(2027, 11, 2), time(9)), "measure_reminder"),
    ]


def wave_of(facts: EnrolmentFacts, key: str, **changes: object) -> EnrolmentFacts:
    def changed(one: WaveFacts) -> WaveFacts:
        return replace(one, **changes) if one.wave.key == key else one  # type: ignore[arg-type]

    return replace(facts, waves=tuple(changed(one) for one in facts.waves))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"completed": ("stress-4",)}, Reason.COMPLETE),
        ({"declined": True}, Reason.DECLINED),
        ({"agreed": False}, Reason.NOT_AGREED),
    ],
)
def test_nobody_is_asked_who_answered_or_said_no(changes: dict[str, object], why: Reason) -> None:
    facts = wave_of(maya(), "after", **changes)
    assert not [one for one in run(facts, END) if one[2] == "wave:1:after"]
    assert reason(due(facts, local(date(2027, 4, 19), time(9))), "measure_reminder", "wave:1:after") == why


def test_each_reminder_has_a_key_of_its_own_and_there_are_three_at_most() -> None:
    days = {"reminder_days": (4, 10, 17)}
    facts = wave_of(maya(), "after", wave=maya().waves[1].wave.model_copy(update=days))
    asked = [(at, name) for at, name, about in run(facts, END) if about == "wave:1:after"]
    assert [name for _at, name in asked] == ["measure_invitation", *["measure_reminder"] * 3]
    assert asked[-1][0] == local(date(2027, 5, 2), time(9))
    planned = [one for one in due(facts, joined()).not_due if one.about == "wave:1:after"]
    assert [one.key for one in planned if one.letter == "measure_reminder"] == [
        f"measure_reminder|wave:1:after|p1|{number}" for number in (1, 2, 3)
    ]


def test_letters_of_a_wave_stop_with_its_last_day_and_go_on_when_somebody_has_more_time() -> None:
    """The window ends on the evening of 6 May; the last reminder is planned for the 2nd, and she was away."""
    days = {"reminder_days": (4, 10, 17)}
    facts = wave_of(maya(), "after", wave=maya().waves[1].wave.model_copy(update=days))
    back = local(date(2027, 5, 8), time(9))
    assert not [one for one in due(facts, back).letters if one.about == "wave:1:after"]
    more = wave_of(facts, "after", extended_until=date(2027, 5, 12))
    goes = [one for one in due(more, back).letters if one.about == "wave:1:after"]
    assert [(one.letter, one.occurrence) for one in goes] == [("measure_reminder", "3")]
    assert goes[0].useful_until == local(date(2027, 5, 13), time(0))


def test_a_second_wave_before_the_course_is_announced_two_weeks_ahead_to_those_who_waited() -> None:
    again = Wave(
        key="before-again", title="Once more", anchor=Anchor(kind="meeting_start", unit="week-1"),
        only_after_wait=Wait(since="before", until="week-1", days=42), open_days=-14, close_days=0,
        invite_day=-14, reminder_days=(-9, -4), measures=("stress-4",),
    )  # fmt: skip
    first = meetings()[0].starts_at
    facts = replace(maya(), joined_at=local(date(2026, 12, 1), time(12)))
    waits = replace(facts, waves=(WaveFacts(again, "Europe/Lisbon", first, closes_by_at=first, waited=80),))
    start = local(date(2027, 1, 20), time(12))
    assert [(at, name) for at, name, about in run(waits, END, start) if about == "wave:1:before-again"] == [
        (local(date(2027, 2, 11), time(9)), "measure_invitation"),
        (local(date(2027, 2, 16), time(9)), "measure_reminder"),
        (local(date(2027, 2, 21), time(9)), "measure_reminder"),
    ]
    short = replace(waits, waves=(replace(waits.waves[0], waited=12),))
    assert not [about for _at, _name, about in run(short, END, start) if about == "wave:1:before-again"]
    answer = due(short, local(date(2027, 2, 11), time(9)))
    assert reason(answer, "measure_invitation", "wave:1:before-again") == Reason.NOT_FOR_HER


def test_three_months_after_the_end_she_is_asked_once_whether_letters_still_reach_her() -> None:
    """The last meeting is on 15 April; ninety days later is 14 July."""
    notes = sent(maya(), END, "address_note")
    assert notes == [(local(date(2027, 7, 14), time(9)), "address:1")]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"declined": True}, Reason.DECLINED),
        ({"agreed": False, "took_back": True}, Reason.NOT_AGREED),
        ({"completed": ("stress-4",)}, Reason.COMPLETE),
    ],
)
def test_nobody_is_asked_for_an_address_who_is_asked_nothing_later(
    changes: dict[str, object], why: Reason
) -> None:
    facts = wave_of(maya(), "six-months", **changes)
    assert not sent(facts, END, "address_note")
    assert reason(due(facts, local(date(2027, 7, 14), time(9))), "address_note", "address:1") == why


def test_whoever_has_said_that_the_address_is_right_or_has_nothing_ahead_gets_no_note() -> None:
    assert not sent(replace(maya(), address_is_right=True), END, "address_note")
    assert not sent(replace(maya(), waves=maya().waves[:2]), END, "address_note")


def test_somebody_who_left_gets_nothing_more() -> None:
    facts = replace(maya(), left_at=local(date(2027, 3, 1), time(12)))
    assert not due(facts, local(date(2027, 3, 3), time(18))).letters
    assert due(facts, local(date(2027, 3, 3), time(18))).look_at is None


@pytest.mark.parametrize("change", [{"is_imported": True}, {"has_address": False}, {"ready_at": None}])
def test_imported_people_and_those_who_have_not_joined_are_due_nothing(change: dict[str, object]) -> None:
    facts = replace(maya(), **change)  # type: ignore[arg-type]
    assert not list(run(facts, END))


@pytest.mark.parametrize("kind", list(Kind))
def test_a_stopped_kind_is_not_sent_and_the_others_are(kind: Kind) -> None:
    letters_of = {
        Kind.WEEKS: {"week_opens"},
        Kind.NUDGES: {"homework_nudge"},
        Kind.MEETINGS: {"orientation", "meeting_tomorrow"},
        Kind.MEASURES: {"measure_invitation", "measure_reminder", "address_note"},
        Kind.WORDS: set[str](),
        Kind.DIGEST: set[str](),
    }
    everything = set().union(*letters_of.values())
    names = {name for _at, name, _about in run(replace(maya(), stops=frozenset({kind})), END)}
    assert names == everything - letters_of[kind]


def test_a_pause_holds_everything_until_its_day() -> None:
    facts = replace(maya(), paused_until=date(2027, 3, 20))
    assert min(at for at, _name, _about in run(facts, END)) >= local(date(2027, 3, 20), time(8))


def test_somebody_who_joins_late_hears_nothing_of_the_weeks_before() -> None:
    facts = replace(
        maya(), joined_at=local(date(2027, 3, 13), time(12)), ready_at=local(date(2027, 3, 13), time(12))
    )
    abouts = [about for _at, about in sent(facts, END, "week_opens")]
    assert abouts == [f"week:1:week-{n}" for n in range(4, 9)]


@pytest.mark.parametrize("days", [1, 3, 21, 210])
def test_after_an_outage_there_is_at_most_one_letter_of_a_kind_and_none_at_night(days: int) -> None:
    facts = maya()
    for at, *_rest in run(facts, local(date(2027, 3, 4), time(22))):
        facts = replace(facts, known=facts.known | {one.key for one in due(facts, at).entering})
    back = local(date(2027, 3, 4), time(22)) + timedelta(days=days)
    assert not due(facts, back).letters
    morning = due(facts, back).look_at
    assert morning is not None
    names = [
        one.letter.replace("measure_reminder", "measure_invitation") for one in due(facts, morning).letters
    ]
    assert len(names) == len(set(names))
    assert all(one.useful_until is None or one.useful_until > morning for one in due(facts, morning).letters)


def test_what_an_outage_swallowed_stands_in_the_ledger_with_its_reason() -> None:
    answer = due(maya(), local(date(2027, 3, 4), time(12)))
    assert ("week_opens", "week:1:week-1", Reason.STALE) in [
        (one.letter, one.about, one.reason) for one in answer.too_late
    ]


def test_an_invitation_leaves_at_once_and_is_repeated_once_on_the_third_morning() -> None:
    assert [(at, name) for at, name, _about in run(invited(), END)] == [
        (joined(), "invitation"),
        (local(date(2027, 2, 18), time(9)), "invitation_reminder"),
    ]


def test_an_invitation_asked_for_again_leaves_again() -> None:
    first = due(invited(), joined())
    again = replace(invited(), asked_again=1, known=frozenset(one.key for one in first.entering))
    assert [one.letter for one in due(again, joined() + timedelta(hours=1)).letters] == ["invitation"]


@pytest.mark.parametrize(
    "change", [{"is_answered": True}, {"is_withdrawn": True}, {"lacks_safety_plan": True}]
)
def test_an_answered_withdrawn_or_unsafe_invitation_does_not_leave(change: dict[str, bool]) -> None:
    assert not due(replace(invited(), **change), joined()).letters  # type: ignore[arg-type]


def test_an_invitation_held_by_a_missing_safety_plan_is_looked_at_again() -> None:
    answer = due(replace(invited(), lacks_safety_plan=True), joined())
    assert answer.look_at is not None
    assert answer.look_at <= joined() + timedelta(days=1)


def test_after_an_outage_the_invitation_leaves_and_nobody_is_reminded_of_it() -> None:
    late = joined() + timedelta(days=5)
    assert [name for _at, name, _about in run(invited(), END, start=late)] == ["invitation"]


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.LEAD])
def test_staff_get_one_invitation_of_their_own(role: Role) -> None:
    assert [name for _at, name, _about in run(invited(role), END)] == ["staff_invitation"]


def test_a_facilitator_hears_of_each_meeting_the_evening_before() -> None:
    letters = [(at, name) for at, name, _about in run(ines(), END) if name != "staff_digest"]
    assert len(letters) == 8
    assert letters[0] == (local(date(2027, 2, 24), time(18)), "staff_meeting_tomorrow")


def test_a_facilitator_whose_role_ended_hears_nothing() -> None:
    assert not list(run(replace(ines(), has_ended=True), END))

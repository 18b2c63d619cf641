"""A meeting that is not what somebody knew: told once, and never about a state that was replaced."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from course import clock, store
from course.cohorts import meeting as verbs
from course.cohorts.meeting import Meeting
from course.delivery.channels.smtp import Smtp
from course.delivery.date_facts import ChangeFacts, MeetingFacts
from course.delivery.due import Due, due
from course.delivery.facts import EnrolmentFacts
from course.delivery.pump import pump
from course.delivery.reasons import Reason
from course.people.person import Person
from course.people.preference import Kind
from tests.course.delivery.people import ines, local, maya, meetings, with_meetings
from tests.course.delivery.world import BEGIN, World
from tests.real.mail import Sink

THURSDAY = local(date(2027, 3, 4), time(18, 30))
FRIDAY = local(date(2027, 3, 5), time(18, 30))
MONDAY = local(date(2027, 3, 1), time(12))
TEN_MINUTES = timedelta(minutes=10)
ABOUT_CHANGES = {"meeting_moved", "meeting_cancelled", "meeting_put_back"}


def changed(
    *changes: tuple[datetime, datetime, bool], starts_at: datetime = THURSDAY, is_cancelled: bool = False
) -> EnrolmentFacts:
    """Maya, whose second meeting changed: (when, what its start was, whether it was cancelled)."""
    rows = tuple(
        ChangeFacts(number, at, was_at, was_cancelled, by=2)
        for number, (at, was_at, was_cancelled) in enumerate(changes, start=1)
    )
    return with_meetings(maya(), tuple(_as(one, rows, starts_at, is_cancelled) for one in meetings()))


def _as(
    one: MeetingFacts, rows: tuple[ChangeFacts, ...], starts_at: datetime, is_cancelled: bool
) -> MeetingFacts:
    if one.meeting_id != 2:
        return one
    ends_at = starts_at + timedelta(minutes=165)
    return replace(one, starts_at=starts_at, ends_at=ends_at, is_cancelled=is_cancelled, changes=rows)


def letters(answer: Due) -> list[tuple[str, str]]:
    return [(one.letter, one.occurrence) for one in answer.letters if one.letter in ABOUT_CHANGES]


def told(facts: EnrolmentFacts, answer: Due) -> EnrolmentFacts:
    return replace(facts, known=facts.known | {one.key for one in answer.entering})


def test_a_move_days_ahead_is_told_after_ten_minutes_in_which_it_may_be_put_right() -> None:
    facts = changed((MONDAY, THURSDAY, False), starts_at=FRIDAY)
    assert letters(due(facts, MONDAY + timedelta(minutes=9))) == []
    assert letters(due(facts, MONDAY + TEN_MINUTES)) == [("meeting_moved", "1")]


def test_a_move_within_a_day_of_the_meeting_is_told_at_once_even_at_night() -> None:
    night = local(date(2027, 3, 4), time(1))
    assert letters(due(changed((night, THURSDAY, False), starts_at=FRIDAY), night)) == [
        ("meeting_moved", "1")
    ]


def test_a_meeting_moved_there_and_back_before_anybody_was_told_is_no_letter() -> None:
    facts = changed((MONDAY, THURSDAY, False), (MONDAY + timedelta(minutes=4), FRIDAY, False))
    assert letters(due(facts, MONDAY + timedelta(days=1))) == []


def test_meetings_that_move_together_are_told_in_one_letter_about_the_first() -> None:
    """A skipped week: the second meeting and all after it, by one press."""
    week, row = timedelta(weeks=1), maya()
    later = tuple(
        one
        if one.meeting_id == 1
        else replace(
            one,
            starts_at=one.starts_at + week,
            ends_at=one.ends_at + week,
            changes=(ChangeFacts(1, MONDAY, one.starts_at, False, by=2),),
        )
        for one in row.meetings
    )
    facts, now = with_meetings(row, later), MONDAY + TEN_MINUTES
    answer = due(facts, now)
    assert [one.about for one in answer.letters if one.letter in ABOUT_CHANGES] == ["meeting:2"]
    assert letters(due(told(facts, answer), now + timedelta(days=2))) == []


def test_a_meeting_moved_back_after_people_were_told_is_told_again() -> None:
    away = changed((MONDAY, THURSDAY, False), starts_at=FRIDAY)
    known = told(away, due(away, MONDAY + TEN_MINUTES)).known
    tuesday = MONDAY + timedelta(days=1)
    back = replace(changed((MONDAY, THURSDAY, False), (tuesday, FRIDAY, False)), known=known)
    assert letters(due(back, tuesday + TEN_MINUTES)) == [("meeting_moved", "2")]


def test_two_moves_during_an_outage_are_one_letter_about_the_second() -> None:
    wednesday, saturday = MONDAY + timedelta(days=2), FRIDAY + timedelta(days=1)
    facts = changed((MONDAY, THURSDAY, False), (wednesday, FRIDAY, False), starts_at=saturday)
    answer = due(facts, wednesday + timedelta(hours=5))
    assert letters(answer) == [("meeting_moved", "2")]
    assert letters(due(told(facts, answer), wednesday + timedelta(hours=6))) == []


def test_a_cancelled_meeting_is_told_once_and_so_is_that_it_takes_place_after_all() -> None:
    gone = changed((MONDAY, THURSDAY, False), is_cancelled=True)
    answer = due(gone, MONDAY + TEN_MINUTES)
    assert letters(answer) == [("meeting_cancelled", "1")]
    tuesday = MONDAY + timedelta(days=1)
    back = changed((MONDAY, THURSDAY, False), (tuesday, THURSDAY, True))
    again = replace(back, known=told(gone, answer).known)
    assert letters(due(again, tuesday + TEN_MINUTES)) == [("meeting_put_back", "2")]


def test_cancelled_and_put_back_before_anybody_was_told_is_no_letter() -> None:
    facts = changed((MONDAY, THURSDAY, False), (MONDAY + timedelta(minutes=4), THURSDAY, True))
    assert letters(due(facts, MONDAY + timedelta(hours=2))) == []


def test_moved_and_then_cancelled_is_a_cancellation_of_the_time_she_knew_and_useless_after_it() -> None:
    later = MONDAY + timedelta(hours=1)
    facts = changed((MONDAY, THURSDAY, False), (later, FRIDAY, False), starts_at=FRIDAY, is_cancelled=True)
    assert letters(due(facts, later + TEN_MINUTES)) == [("meeting_cancelled", "2")]
    assert letters(due(facts, THURSDAY)) == []


def test_whoever_joined_after_the_move_knows_no_other_time() -> None:
    facts = changed((MONDAY, THURSDAY, False), starts_at=FRIDAY)
    after = replace(facts, joined_at=MONDAY + timedelta(minutes=1), ready_at=MONDAY + timedelta(minutes=1))
    assert letters(due(after, MONDAY + TEN_MINUTES)) == []


def test_a_change_is_told_to_whoever_stopped_letters_or_pauses_them_and_not_to_whoever_left() -> None:
    facts = replace(
        changed((MONDAY, THURSDAY, False), starts_at=FRIDAY),
        stops=frozenset(Kind),
        paused_until=date(2027, 4, 1),
    )
    assert letters(due(facts, MONDAY + TEN_MINUTES)) == [("meeting_moved", "1")]
    assert letters(due(replace(facts, left_at=MONDAY), MONDAY + TEN_MINUTES)) == []


def test_nothing_is_told_of_a_meeting_once_it_has_begun() -> None:
    facts = changed((MONDAY, THURSDAY, False), starts_at=FRIDAY)
    answer = due(facts, FRIDAY)
    assert letters(answer) == []
    assert Reason.STALE in {one.reason for one in answer.not_due if one.letter == "meeting_moved"}


def test_two_meetings_that_moved_are_two_letters_whichever_moved_first() -> None:
    facts = changed((MONDAY, THURSDAY, False), starts_at=FRIDAY)
    third = replace(facts.meetings[2], changes=(ChangeFacts(1, MONDAY + TEN_MINUTES, FRIDAY, False, by=2),))
    both = with_meetings(facts, (*facts.meetings[:2], third, *facts.meetings[3:]))
    answer = due(both, MONDAY + timedelta(hours=1))
    assert [one.about for one in answer.letters if one.letter == "meeting_moved"] == [
        "meeting:2",
        "meeting:3",
    ]


def test_after_a_move_on_the_evening_before_there_is_no_second_letter_that_evening() -> None:
    seven = local(date(2027, 3, 3), time(19))
    moved = changed((seven, THURSDAY, False), starts_at=THURSDAY + timedelta(hours=1))
    answer = due(moved, seven)
    assert [one.letter for one in answer.letters if one.about == "meeting:2"] == ["meeting_moved"]
    later = due(told(moved, answer), seven + timedelta(minutes=30))
    assert "meeting_tomorrow" not in [one.letter for one in later.letters]


def test_a_facilitator_is_told_of_what_another_changed_and_not_of_her_own_change() -> None:
    facts = changed((MONDAY, THURSDAY, False), starts_at=FRIDAY)
    hers = replace(ines(), meetings=facts.meetings, stops=frozenset({Kind.DIGEST}))
    assert [one.letter for one in due(hers, MONDAY + TEN_MINUTES).letters] == []
    other = replace(hers, person_id=3)
    assert [one.letter for one in due(other, MONDAY + TEN_MINUTES).letters] == ["staff_meeting_moved"]


def test_a_meeting_by_video_is_told_an_hour_before_and_one_in_a_room_is_not() -> None:
    hour_before = local(date(2027, 3, 4), time(17, 30))
    room = maya()
    assert "meeting_soon" not in [one.letter for one in due(room, hour_before).letters]
    video = with_meetings(room, tuple(replace(one, by_video=True) for one in room.meetings))
    assert "meeting_soon" not in [
        one.letter for one in due(video, hour_before - timedelta(minutes=1)).letters
    ]
    answer = due(video, hour_before)
    assert [one.letter for one in answer.letters] == ["meeting_soon"]
    stopped = replace(video, stops=frozenset({Kind.MEETINGS}))
    assert not due(stopped, hour_before).letters
    assert "meeting_soon" not in [one.letter for one in due(video, THURSDAY).letters]


def test_what_the_first_meeting_needs_comes_at_nine_three_days_before_it_and_only_once() -> None:
    monday = local(date(2027, 2, 22), time(9))
    facts = maya()
    assert "orientation" not in [one.letter for one in due(facts, monday - timedelta(minutes=1)).letters]
    answer = due(facts, monday)
    assert "orientation" in [one.letter for one in answer.letters]
    assert "orientation" not in [
        one.letter for one in due(told(facts, answer), monday + timedelta(1)).letters
    ]
    late = replace(facts, joined_at=monday + timedelta(1), ready_at=monday + timedelta(1))
    assert "orientation" not in [one.letter for one in due(late, monday + timedelta(1)).letters]


def test_answers_are_thanked_for_once_the_next_morning() -> None:
    done = local(date(2027, 4, 17), time(15))
    facts = maya()
    after = replace(facts.waves[1], completed=("stress-4",), completed_at=done)
    answered = replace(facts, waves=(facts.waves[0], after, facts.waves[2]))
    sunday = local(date(2027, 4, 18), time(9))
    assert "thank_you" not in [one.letter for one in due(answered, sunday - timedelta(minutes=1)).letters]
    answer = due(answered, sunday)
    assert [(one.letter, one.about) for one in answer.letters if one.letter == "thank_you"] == [
        ("thank_you", "thanks:1:after")
    ]
    assert "thank_you" not in [one.letter for one in due(told(answered, answer), sunday).letters]
    assert "thank_you" not in [one.letter for one in due(answered, sunday + timedelta(days=4)).letters]


def test_a_move_reaches_everybody_once_and_a_state_that_was_replaced_reaches_nobody(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    """The first meeting is tomorrow at 18:30; it moves to Friday, and later is called off and put back at once."""
    pump(world.engine, world.settings, smtp)
    with store.writing(world.engine) as db:
        lead, first, now = _first(db, world)
        verbs.move(db, first, on=date(2027, 2, 26), at=time(19), zone="Europe/Lisbon", now=now, by=lead)
    world.at(BEGIN + timedelta(minutes=15))
    for _turn in range(2):
        pump(world.engine, world.settings, smtp)
    with store.writing(world.engine) as db:
        lead, first, now = _first(db, world)
        verbs.cancel(db, first, reason="The room is taken", now=now, by=lead)
        verbs.put_back(db, first, now=now, by=lead)
    world.at(BEGIN + timedelta(minutes=30))
    pump(world.engine, world.settings, smtp)
    sent = [row.letter for row in world.rows() if row.about.startswith("meeting:")]
    assert sorted(sent) == ["meeting_moved"] * 3 + ["staff_meeting_moved"]
    [mail] = [one for one in smtp_sink.to("person-1@example.org") if "new time" in one["Subject"]]
    assert mail["Subject"] == "A new time: Friday 26 February, 19:00"
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Our meeting on Thursday 25 February at 18:30 has a new time." in text
    assert "Replies are read by Ines: weekdays 9 to 17." in text


def _first(db: Session, world: World) -> tuple[Person, Meeting, datetime]:
    mine = select(Meeting).where(Meeting.cohort_id == world.cohort).order_by(col(Meeting.starts_at))
    return db.get_one(Person, world.lead), db.exec(mine).all()[0], clock.now(db)


def test_those_who_run_a_group_that_is_closed_hear_of_none_of_its_meetings_one_by_one() -> None:
    """Ended early or joined with another: all that was ahead is cancelled by one press."""
    rows = (ChangeFacts(1, MONDAY, THURSDAY, False, by=99),)
    gone = tuple(_as(one, rows, THURSDAY, is_cancelled=True) for one in meetings())
    facts = replace(ines(), meetings=gone, stops=frozenset({Kind.DIGEST}))
    now = MONDAY + TEN_MINUTES
    assert [one.letter for one in due(facts, now).letters] == ["staff_meeting_cancelled"]
    assert due(replace(facts, is_closed=True), now).letters == ()

"""Where a group meets is told when it is not what somebody knew: once, and together with a moved meeting."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from course import clock, store
from course.cohorts import enrolment, merging, where
from course.cohorts import meeting as verbs
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.cohorts.programme import Programme
from course.delivery.channels.smtp import Smtp
from course.delivery.date_facts import ChangeFacts, GroupFacts, PlaceFacts, Where
from course.delivery.due import due
from course.delivery.facts import EnrolmentFacts, Subject
from course.delivery.foreseen import foreseen
from course.delivery.hours import Awake
from course.delivery.pump import pump
from course.delivery.reasons import Reason
from course.people import role
from course.people.person import Person
from tests.course.delivery.people import ines, local, maya
from tests.course.delivery.world import FIRST, World, cohort_of, joined, made
from tests.real.mail import Sink

MONDAY = local(date(2027, 3, 1), time(12))
TEN = timedelta(minutes=10)
ROOM, GARDEN, ONLINE = ("Room 2", ""), ("Garden house", ""), ("", "https://video.example.org/1")
LAST = local(date(2027, 4, 15), time(18, 30))
ABOUT = {"place_changed", "staff_place_changed", "meeting_moved", "staff_meeting_moved"}


def moved_house(*changes: tuple[datetime, Where], now_at: Where = GARDEN, **more: Any) -> EnrolmentFacts:
    """Maya, whose group changed its place: (when, where it met before)."""
    rows = tuple(PlaceFacts(n, at, was, by=9) for n, (at, was) in enumerate(changes, start=1))
    return replace(maya(), group=GroupFacts(rows), where=now_at, **more)


def leaving(facts: Subject, now: datetime) -> list[tuple[str, str]]:
    return [(one.letter, one.occurrence) for one in due(facts, now).letters if one.letter in ABOUT]


def told(facts: EnrolmentFacts, now: datetime) -> EnrolmentFacts:
    return replace(facts, known=facts.known | {one.key for one in due(facts, now).entering})


def test_a_new_place_is_told_after_ten_minutes_once() -> None:
    facts = moved_house((MONDAY, ROOM))
    assert leaving(facts, MONDAY + TEN - timedelta(seconds=1)) == []
    assert leaving(facts, MONDAY + TEN) == [("place_changed", "1")]
    assert leaving(told(facts, MONDAY + TEN), MONDAY + timedelta(days=1)) == []


def test_on_the_day_of_a_meeting_it_is_told_at_once_and_at_any_hour() -> None:
    near = local(date(2027, 3, 3), time(22))
    facts = replace(moved_house((near, ROOM)), awake=Awake(8, 12))
    assert leaving(facts, near) == [("place_changed", "1")]


def test_two_changes_before_it_leaves_are_one_letter_and_a_place_that_is_as_before_is_none() -> None:
    soon = MONDAY + timedelta(minutes=5)
    twice = moved_house((MONDAY, ROOM), (soon, GARDEN), now_at=ONLINE)
    assert leaving(twice, MONDAY + TEN) == []
    assert leaving(twice, soon + TEN) == [("place_changed", "2")]
    back = moved_house((MONDAY, ROOM), (soon, GARDEN), now_at=ROOM)
    assert leaving(back, soon + timedelta(days=1)) == []


def test_back_again_after_the_letter_left_is_told_again() -> None:
    facts = told(moved_house((MONDAY, ROOM)), MONDAY + TEN)
    later = MONDAY + timedelta(hours=3)
    back = replace(moved_house((MONDAY, ROOM), (later, GARDEN), now_at=ROOM), known=facts.known)
    assert leaving(back, later + TEN) == [("place_changed", "2")]


def with_move(facts: EnrolmentFacts, at: datetime) -> EnrolmentFacts:
    """The second meeting, on 4 March, moves to the next day."""
    second = facts.meetings[1]
    was = ChangeFacts(1, at, second.starts_at, False, by=9)
    later = timedelta(days=1)
    moved = replace(
        second, starts_at=second.starts_at + later, ends_at=second.ends_at + later, changes=(was,)
    )
    return replace(facts, meetings=(facts.meetings[0], moved, *facts.meetings[2:]))


@pytest.mark.parametrize("after", [-8, 0, 8], ids=["place, then time", "together", "time, then place"])
def test_a_new_time_and_a_new_place_within_minutes_are_one_letter(after: int) -> None:
    placed = MONDAY + timedelta(minutes=8)
    moved = placed - timedelta(minutes=after)
    facts, letters = with_move(moved_house((placed, ROOM)), moved), []
    for minute in range(60):
        now = MONDAY + timedelta(minutes=minute)
        letters += leaving(facts, now)
        facts = told(facts, now)
    assert letters == [("meeting_moved", "1")]


def test_a_place_that_changes_after_the_letter_about_the_time_left_has_one_of_its_own() -> None:
    placed = MONDAY + timedelta(hours=2)
    facts = with_move(maya(), MONDAY)
    known = told(facts, MONDAY + TEN).known
    later = replace(with_move(moved_house((placed, ROOM)), MONDAY), known=known)
    assert leaving(later, placed + TEN) == [("place_changed", "1")]


def test_whoever_joined_after_it_or_has_no_meeting_ahead_is_not_told() -> None:
    late = moved_house((MONDAY, ROOM), joined_at=MONDAY + timedelta(minutes=1))
    assert leaving(late, MONDAY + TEN) == []
    after_all = LAST + timedelta(hours=1)
    assert leaving(moved_house((after_all, ROOM)), after_all + TEN) == []


@pytest.mark.parametrize("change", [{"left_at": MONDAY}, {"is_closed": True}, {"ready_at": None}])
def test_whoever_is_not_in_it_any_more_or_not_yet_is_not_told(change: dict[str, Any]) -> None:
    assert leaving(moved_house((MONDAY, ROOM), **change), MONDAY + TEN) == []


def test_after_an_outage_it_still_leaves_before_the_last_meeting_and_never_after_it() -> None:
    facts = moved_house((MONDAY, ROOM))
    assert leaving(facts, LAST - timedelta(minutes=1)) == [("place_changed", "1")]
    assert leaving(facts, LAST) == []


def test_a_facilitator_is_told_of_what_another_changed_and_not_of_her_own_change() -> None:
    places = moved_house((MONDAY, ROOM)).group
    hers = replace(ines(), group=places, where=GARDEN)
    assert leaving(hers, MONDAY + TEN) == [("staff_place_changed", "1")]
    assert leaving(replace(hers, person_id=9), MONDAY + TEN) == []


def change(world: World, place: str, link: str = "") -> None:
    with store.writing(world.engine) as db:
        run, lead = db.get_one(Cohort, world.cohort), db.get_one(Person, world.lead)
        where.change(db, run, place=place, video_link=link, now=clock.now(db), by=lead)


def plain(paper: Any) -> str:
    body = paper.get_body(("plain",))
    assert body is not None
    return " ".join(body.get_content().split())


def test_everybody_reads_the_new_place_and_the_next_meeting_once(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    pump(world.engine, world.settings, smtp)
    world.at(MONDAY)
    pump(world.engine, world.settings, smtp)
    change(world, "Garden house")
    for minutes in (11, 30):
        world.at(MONDAY + timedelta(minutes=minutes))
        pump(world.engine, world.settings, smtp)
    sent = sorted(row.letter for row in world.rows() if "place_changed" in row.letter)
    assert sent == ["place_changed"] * 3 + ["staff_place_changed"]
    [paper] = [one for one in smtp_sink.to("person-1@example.org") if "Where we meet" in one["Subject"]]
    said = plain(paper)
    assert "From now on we meet here: Garden house." in said
    assert "the next time is Thursday 4 March at 18:30." in said
    assert "/stop/" not in said


def test_a_move_with_a_new_place_says_both_and_comes_alone(world: World, smtp: Smtp, smtp_sink: Sink) -> None:
    pump(world.engine, world.settings, smtp)
    world.at(MONDAY)
    pump(world.engine, world.settings, smtp)
    change(world, "Garden house")
    with store.writing(world.engine) as db:
        mine = select(Meeting).where(Meeting.cohort_id == world.cohort).order_by(col(Meeting.starts_at))
        second, now = db.exec(mine).all()[1], clock.now(db)
        lead = db.get_one(Person, world.lead)
        verbs.move(db, second, on=date(2027, 3, 5), at=time(19), zone="Europe/Lisbon", now=now, by=lead)
    for minutes in (11, 30):
        world.at(MONDAY + timedelta(minutes=minutes))
        pump(world.engine, world.settings, smtp)
    fresh = [row.letter for row in world.rows() if row.letter in ABOUT]
    assert sorted(fresh) == ["meeting_moved"] * 3 + ["staff_meeting_moved"]
    [paper] = [one for one in smtp_sink.to("person-1@example.org") if "A new time" in one["Subject"]]
    assert "Friday 5 March at 19:00: Garden house. Where we meet is new, for the meetings after it" in plain(
        paper
    )


def joined_into(world: World, other: int) -> None:
    with store.writing(world.engine) as db:
        run, into = db.get_one(Cohort, world.cohort), db.get_one(Cohort, other)
        merging.merge(db, run, into=into, now=clock.now(db), by=db.get_one(Person, world.lead))


def other_group(world: World) -> int:
    """Bea is in it and Tom runs it; it meets on Tuesdays in another room. Its number."""
    with store.writing(world.engine) as db:
        house, lead = db.get_one(Programme, world.programme), db.get_one(Person, world.lead)
        other = cohort_of(db, house, lead, name="The other group", first=FIRST - timedelta(days=2))
        joined(db, other, made(db, "bea"), clock.now(db) - timedelta(hours=1))
        role.make_facilitator(db, cohort_id=other.stored_id, person_id=made(db, "tom").stored_id)
        return other.stored_id


def test_whoever_goes_on_in_another_group_reads_its_name_its_next_day_and_its_place(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    """On Wednesday 24 February; the other group met first on Tuesday and next on 2 March."""
    pump(world.engine, world.settings, smtp)
    joined_into(world, other_group(world))
    for _turn in range(2):
        pump(world.engine, world.settings, smtp)
    assert [row.letter for row in world.rows()].count("groups_joined") == 3
    [paper] = [one for one in smtp_sink.to("person-2@example.org") if "go on together" in one["Subject"]]
    assert paper["Subject"] == "We go on together: Tuesday 2 March, 18:30"
    said = plain(paper)
    assert "Thursday evening goes on together with The other group" in said
    assert "We meet next on Tuesday 2 March at 18:30: Room 2." in said


def test_it_is_of_use_for_a_week_and_an_old_joining_has_no_line_in_the_ledger() -> None:
    facts = replace(maya(), came_at=MONDAY, joined_at=MONDAY)
    assert "groups_joined" in [one.letter for one in due(facts, MONDAY + timedelta(days=6)).letters]
    week = due(facts, MONDAY + timedelta(days=7))
    assert [one.reason for one in week.not_due if one.letter == "groups_joined"] == [Reason.STALE]
    old = due(facts, MONDAY + timedelta(days=14))
    assert "groups_joined" not in {one.letter for one in old.letters} | {one.letter for one in old.not_due}


def test_whoever_was_there_before_is_told_that_people_join_and_reads_no_name(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    other = other_group(world)
    pump(world.engine, world.settings, smtp)
    joined_into(world, other)
    for _turn in range(2):
        pump(world.engine, world.settings, smtp)
    rows = [row for row in world.rows() if row.letter.endswith("people_join")]
    assert sorted(row.letter for row in rows) == ["people_join", "staff_people_join"]
    for to, subject in (
        ("bea@example.org", "We are a few more: Tuesday 2 March, 18:30"),
        ("tom@example.org", "A few more in the group: Tuesday 2 March, 18:30"),
    ):
        [paper] = [one for one in smtp_sink.to(to) if "a few more" in one["Subject"].lower()]
        said = plain(paper)
        assert paper["Subject"] == subject
        assert "From Tuesday 2 March at 18:30 some people of another group go on with us." in said
        assert "Person" not in said
        assert "Thursday evening" not in said


def test_the_preview_of_joining_says_who_of_both_groups_is_told(world: World, smtp: Smtp) -> None:
    other = other_group(world)
    pump(world.engine, world.settings, smtp)
    with store.writing(world.engine) as db:
        run, into = db.get_one(Cohort, world.cohort), db.get_one(Cohort, other)
        lead, now = db.get_one(Person, world.lead), clock.now(db)
        seen = foreseen(
            db, into, lambda: merging.merge(db, run, into=into, now=now, by=lead), now=now, also=[run]
        )
        assert into.took_in_at is None
    told_now = {line.letter: line.people for line in seen.letters if line.letter.endswith(("join", "joined"))}
    assert told_now == {
        "groups_joined": ("Person-1", "Person-2", "Person-3"),
        "people_join": ("Bea",),
        "staff_people_join": ("Tom",),
    }


def test_whoever_joins_after_them_is_not_told_and_nobody_is_where_nobody_went_over() -> None:
    took_in = GroupFacts(took_in_at=MONDAY)
    here = replace(maya(), group=took_in)
    assert "people_join" in [one.letter for one in due(here, MONDAY).letters]
    with_them = replace(here, joined_at=MONDAY, came_at=MONDAY)
    assert "people_join" not in [one.letter for one in due(with_them, MONDAY).letters]
    assert "staff_people_join" in [one.letter for one in due(replace(ines(), group=took_in), MONDAY).letters]
    since = replace(ines(), group=took_in, since=MONDAY)
    assert "staff_people_join" not in [one.letter for one in due(since, MONDAY).letters]


def test_a_group_that_nobody_went_over_to_took_nobody_in(world: World) -> None:
    other = other_group(world)
    with store.writing(world.engine) as db:
        for one in world.enrolments:
            enrolment.leave(db, db.get_one(Enrolment, one), now=clock.now(db), by=world.lead)
    joined_into(world, other)
    with store.reading(world.engine) as db:
        assert db.get_one(Cohort, other).took_in_at is None

"""One person goes on in another group, or comes to one as a guest: her history stays, and each session counts once."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlmodel import Session, col, select

from course import clock, store
from course.cohorts import (
    attendance,
    attended,
    board,
    make_up,
    meeting,
    moving_on,
    pausing,
    roll,
    transferring,
)
from course.cohorts.attendance import Mark
from course.cohorts.cohort import Cohort, content, meetings
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.cohorts.place import place
from course.cohorts.programme import Programme
from course.delivery.ledger import Status
from course.delivery.loading import enrolments
from course.errors import Refused
from course.outcomes import cohort_counts
from course.people.person import Person
from tests.course.delivery.letters_ahead import run_until
from tests.course.delivery.world import BEGIN, FIRST, World, cohort_of, joined, made, practise

IN_WEEK_3 = datetime(2027, 3, 13, 12, 0, tzinfo=UTC)
"""Saturday after the third meeting; the fourth is on Thursday 18 March."""
END = BEGIN + timedelta(days=420)


def test_her_place_goes_over_with_all_she_did_and_nobody_else_is_written_to(world: World) -> None:
    """The other group began two weeks later: its first meeting was on Thursday 11 March."""
    other = _another(world, weeks=2)
    run_until(world, IN_WEEK_3)
    hers = world.enrolments[0]
    with store.writing(world.engine) as db:
        practise(db, hers, clock.now(db))
        by, now = db.get_one(Person, world.lead), clock.now(db)
        for key in ("week-1", "week-2"):
            attendance.record(db, _of(db, world.cohort, key), hers, Mark.HERE, by=by.id, now=now)
        row, into = db.get_one(Enrolment, hers), db.get_one(Cohort, other)
        before = Counter(one.key for one in world.rows())
        transferring.transfer(db, row, into=into, now=now, by=by)
        assert (row.cohort_id, row.came_from, row.look_at) == (other, world.cohort, now)
        opened = {one.unit.key for one in place(db, hers).openings if place(db, hers).is_open(one, now)}
        assert opened == {"week-1", "week-2", "week-3"}
        sums = attended.standings(db, into, content(db, into), [hers], now=now)[hers].attended
        assert (sums.came, sums.unmarked) == (2, 0)
        # at the group's own first meeting she is marked once more: it is the same session
        attendance.record(db, _of(db, other, "week-1"), hers, Mark.HERE, by=by.id, now=now)
        assert attended.standings(db, into, content(db, into), [hers], now=now)[hers].attended.came == 2
        assert _counted(db, other)[hers] == 2
    run_until(world, IN_WEEK_3 + timedelta(days=2))
    fresh = [row for row in world.rows() if row.key not in before]
    assert {(row.letter, row.enrolment_id) for row in fresh if "join" in row.letter} == {
        ("groups_joined", hers)
    }
    run_until(world, END)
    weeks = Counter(
        row.about.rpartition(":")[2]
        for row in world.rows()
        if row.enrolment_id == hers and row.letter == "week_opens"
    )
    assert set(weeks.values()) == {1}
    assert weeks.keys() == {"retreat", *(f"week-{number}" for number in range(1, 9))}


def test_the_letter_speaks_of_her_and_not_of_two_groups(world: World) -> None:
    other = _another(world, weeks=0)
    run_until(world, IN_WEEK_3)
    with store.writing(world.engine) as db:
        row, by = db.get_one(Enrolment, world.enrolments[0]), db.get_one(Person, world.lead)
        transferring.transfer(db, row, into=db.get_one(Cohort, other), now=clock.now(db), by=by)
    run_until(world, IN_WEEK_3 + timedelta(hours=2))
    [told] = [row for row in world.rows() if row.letter == "groups_joined"]
    assert told.enrolment_id == world.enrolments[0]


def test_where_she_was_marked_her_name_stays_on_the_roll_also_after_two_groups(world: World) -> None:
    second, third = _another(world, weeks=0), _another(world, weeks=1, name="Sunday")
    run_until(world, IN_WEEK_3)
    with store.writing(world.engine) as db:
        hers, by, now = world.enrolments[0], db.get_one(Person, world.lead), clock.now(db)
        first = _of(db, world.cohort, "week-1")
        attendance.record(db, first, hers, Mark.HERE, by=by.id, now=now)
        for into in (second, third):
            transferring.transfer(
                db, db.get_one(Enrolment, hers), into=db.get_one(Cohort, into), now=now, by=by
            )
        assert {one.enrolment_id: one.mark for one in roll.roll(db, first)}[hers] is Mark.HERE


def test_a_group_of_another_house_or_one_that_is_closed_takes_nobody_in(world: World) -> None:
    other = _another(world, weeks=0)
    with store.writing(world.engine) as db:
        row, by, now = (
            db.get_one(Enrolment, world.enrolments[0]),
            db.get_one(Person, world.lead),
            clock.now(db),
        )
        into = db.get_one(Cohort, other)
        assert [one.id for one in transferring.candidates(db, row)] == [other]
        into.closed_at = now
        db.flush()
        with pytest.raises(Refused):
            transferring.transfer(db, row, into=into, now=now, by=by)
        with pytest.raises(Refused):
            transferring.transfer(db, row, into=db.get_one(Cohort, world.cohort), now=now, by=by)
        assert row.cohort_id == world.cohort


def test_a_guest_is_on_both_rolls_and_what_she_made_up_counts_for_her_once(world: World) -> None:
    other = _another(world, weeks=1)
    run_until(world, IN_WEEK_3)
    before = Counter(row.key for row in world.rows())
    with store.writing(world.engine) as db:
        hers, by, now = world.enrolments[0], db.get_one(Person, world.ines), clock.now(db)
        row, own = db.get_one(Enrolment, hers), _of(db, world.cohort, "week-3")
        attendance.record(db, own, hers, Mark.AWAY, by=by.id, now=now)
        theirs = _of(db, other, "week-3")  # on Thursday 18 March
        assert theirs in [one for one, _cohort in make_up.offered(db, row, now=now)]
        make_up.arrange(db, row, theirs, now=now, by=by)
        make_up.arrange(db, row, theirs, now=now, by=by)
        [guest] = [one for one in roll.roll(db, theirs) if one.guest_of]
        assert (guest.enrolment_id, guest.guest_of, guest.mark) == (hers, "Thursday evening", None)
    run_until(world, IN_WEEK_3 + timedelta(days=1))
    assert not [row for row in world.rows() if row.key not in before and row.about.endswith(f":{hers}")]
    with store.writing(world.engine) as db:
        theirs, now = _of(db, other, "week-3"), theirs.ends_at
        attendance.record(db, theirs, hers, Mark.HERE, by=world.ines, now=now)
        home = db.get_one(Cohort, world.cohort)
        sums = attended.standings(db, home, content(db, home), [hers], now=now)[hers].attended
        assert sums.came == 1
        assert _counted(db, world.cohort)[hers] == 1
        assert hers not in _counted(db, other)
        week = board.board(db, home, now=now)
        at = [one.unit.key for one in week.columns].index("week-3")
        assert next(line for line in week.lines if line.enrolment_id == hers).marks[at] is Mark.HERE
        with pytest.raises(Refused, match="a mark"):
            make_up.take_back(
                db, db.get_one(Enrolment, hers), theirs.stored_id, now=now, by=db.get_one(Person, world.ines)
            )


def test_a_make_up_is_another_groups_meeting_of_the_same_course(world: World) -> None:
    with store.writing(world.engine) as db:
        row, by, now = (
            db.get_one(Enrolment, world.enrolments[0]),
            db.get_one(Person, world.ines),
            clock.now(db),
        )
        with pytest.raises(Refused):
            make_up.arrange(db, row, _of(db, world.cohort, "week-2"), now=now, by=by)


def test_a_pause_keeps_letters_back_that_can_wait_and_none_follows_in_a_heap(world: World) -> None:
    """From Saturday 13 March to Monday 29 March: weeks 4 and 5 open meanwhile."""
    run_until(world, IN_WEEK_3)
    before = Counter(row.key for row in world.rows())
    with store.writing(world.engine) as db:
        row, now = db.get_one(Enrolment, world.enrolments[0]), clock.now(db)
        for wrong in (now.date(), now.date() + timedelta(days=400)):
            with pytest.raises(Refused):
                pausing.pause(db, row, until=wrong, today=now.date(), now=now, by=world.ines)
        pausing.pause(db, row, until=date(2027, 3, 29), today=now.date(), now=now, by=world.ines)
        assert row.look_at == now
        assert enrolments(db, [world.enrolments[0]])[0].paused_until == date(2027, 3, 29)
    run_until(world, datetime(2027, 3, 28, 20, 0, tzinfo=UTC))
    assert not [
        row for row in world.rows() if row.enrolment_id == world.enrolments[0] and row.key not in before
    ]
    run_until(world, datetime(2027, 4, 2, 20, 0, tzinfo=UTC))
    weeks = {
        row.about.rpartition(":")[2]
        for row in world.rows()
        if row.enrolment_id == world.enrolments[0] and row.letter == "week_opens"
        if row.key not in before and row.status == Status.SENT
    }
    assert "week-4" not in weeks
    assert "week-6" in weeks


def test_this_and_all_later_meetings_move_by_as_many_days_and_people_are_told_once(world: World) -> None:
    """From Thursdays at 18:30 to Tuesdays at 19:00, from the fourth session on; the retreat keeps its hour."""
    run_until(world, IN_WEEK_3)
    before = Counter(row.key for row in world.rows())
    with store.writing(world.engine) as db:
        run, by, now = db.get_one(Cohort, world.cohort), db.get_one(Person, world.ines), clock.now(db)
        fourth = _of(db, world.cohort, "week-4")
        moving_on.move_on(db, run, fourth, on=date(2027, 3, 23), at=time(19), now=now, by=by)
        found = {one.unit_key: (one.starts_on, one.at, one.sequence) for one in meetings(db, run)}
    assert found["week-3"] == (date(2027, 3, 11), time(18, 30), 0)
    assert found["week-4"] == (date(2027, 3, 23), time(19), 1)
    assert found["retreat"] == (date(2027, 4, 2), time(10), 1)
    assert found["week-8"] == (date(2027, 4, 20), time(19), 1)
    run_until(world, IN_WEEK_3 + timedelta(hours=3))
    told = Counter(
        row.enrolment_id for row in world.rows() if row.letter == "meeting_moved" and row.key not in before
    )
    assert set(told.values()) == {1}
    assert set(world.enrolments) >= told.keys()


def _another(world: World, *, weeks: int, name: str = "Sister") -> int:
    """The same course in the same house, some weeks later, with one person in it."""
    with store.writing(world.engine) as db:
        house, lead = db.get_one(Programme, world.programme), db.get_one(Person, world.lead)
        run = cohort_of(db, house, lead, name=name, first=FIRST + timedelta(weeks=weeks))
        joined(db, run, made(db, name.lower()), clock.now(db))
        return run.stored_id


def _of(db: Session, cohort_id: int, unit_key: str) -> Meeting:
    mine = select(Meeting).where(Meeting.cohort_id == cohort_id, col(Meeting.unit_key) == unit_key)
    return db.exec(mine).one()


def _counted(db: Session, cohort_id: int) -> Mapping[int, int]:
    """As the report of the group counts who came to how many sessions."""
    run = db.get_one(Cohort, cohort_id)
    return cohort_counts.taken(db, run, content(db, run), meetings(db, run), ()).came


def test_a_place_for_one_meeting_is_told_once_and_a_time_with_it_is_one_letter(world: World) -> None:
    run_until(world, IN_WEEK_3)
    before = Counter(row.key for row in world.rows())
    with store.writing(world.engine) as db:
        by, now = db.get_one(Person, world.ines), clock.now(db)
        for key, day, hour in (
            ("week-5", date(2027, 3, 25), time(18, 30)),
            ("week-6", date(2027, 4, 2), time(18, 30)),
        ):
            one = _of(db, world.cohort, key)
            meeting.move(db, one, on=day, at=hour, zone="Europe/Lisbon", place="The library", now=now, by=by)
            assert one.place == "The library"
    run_until(world, IN_WEEK_3 + timedelta(days=2))
    told = [row for row in world.rows() if row.key not in before and row.letter == "meeting_moved"]
    assert Counter(row.enrolment_id for row in told) == dict.fromkeys(world.enrolments, 1)
    with store.writing(world.engine) as db:
        by, now, one = db.get_one(Person, world.ines), clock.now(db), _of(db, world.cohort, "week-7")
        for place in ("The library", ""):
            meeting.move(
                db, one, on=one.starts_on, at=one.at, zone="Europe/Lisbon", place=place, now=now, by=by
            )
    before = Counter(row.key for row in world.rows())
    run_until(world, IN_WEEK_3 + timedelta(days=3))
    fresh = {row.letter for row in world.rows() if row.key not in before}
    assert "meeting_moved" not in fresh

"""A substitute's doors open and close by the day, and only what falls due within her days is told to her."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from course import access, clock, store
from course.cohorts.cohort import Cohort
from course.cohorts.programme import Programme
from course.delivery.due import due
from course.delivery.loading import facilitators
from course.delivery.reasons import Reason
from course.errors import NotFound, Refused
from course.people import role, substituting, team
from course.people.person import Person
from tests.course.delivery.letters_ahead import run_until
from tests.course.delivery.world import BEGIN, World, cohort_of, made

FIRST, LAST = date(2027, 3, 15), date(2027, 3, 20)
"""Monday to Saturday; the fourth meeting is on Thursday 18 March, and Lisbon is on UTC in these days."""


def test_before_between_and_after_her_days(world: World) -> None:
    sam = _begin(world)
    moments = {
        datetime(2027, 3, 14, 23, 59, tzinfo=UTC): False,
        datetime(2027, 3, 15, 0, 1, tzinfo=UTC): True,
        datetime(2027, 3, 20, 23, 59, tzinfo=UTC): True,
        datetime(2027, 3, 21, 0, 1, tzinfo=UTC): False,
    }
    for at, may in moments.items():
        run_until(world, at)
        with store.reading(world.engine) as db:
            who = db.get_one(Person, sam)
            assert _may(db, who, world.cohort) is may, at
            assert (world.cohort in access.roles_of(db, who).facilitates) is may
            assert (world.cohort in {one.id for one in access.cohorts_for(db, who)}) is may
            names = [one.person_id for one in team.facilitators(db, [world.cohort])[world.cohort]]
            assert (sam in names) is may


def test_only_what_falls_due_in_her_days_is_told_to_her_and_nothing_afterwards(world: World) -> None:
    sam = _begin(world)
    run_until(world, datetime(2027, 4, 30, tzinfo=UTC))
    told = [(row.letter, row.due_at.date()) for row in world.rows() if row.person_id == sam]
    assert ("staff_meeting_tomorrow", date(2027, 3, 17)) in told
    assert {letter for letter, _day in told} <= {"staff_meeting_tomorrow", "staff_digest"}
    assert all(FIRST <= day <= LAST for _letter, day in told)


def test_what_an_outage_held_back_does_not_reach_her_after_her_days(world: World) -> None:
    _begin(world)
    with store.reading(world.engine) as db:
        run = db.get_one(Cohort, world.cohort)
        [one] = substituting.substitutes(db, run, now=clock.now(db))
        [facts] = facilitators(db, [one.row.stored_id])
    in_time = due(facts, datetime(2027, 3, 17, 18, 30, tzinfo=UTC))
    assert "staff_meeting_tomorrow" in {one.letter for one in in_time.letters}
    late = {one.reason for one in due(facts, datetime(2027, 3, 24, 18, 30, tzinfo=UTC)).not_due}
    assert Reason.ENDED in late


def test_the_last_facilitator_stays_though_a_substitute_is_there(world: World) -> None:
    _begin(world)
    run_until(world, datetime(2027, 3, 16, tzinfo=UTC))
    with store.writing(world.engine) as db, pytest.raises(Refused, match="at least one"):
        team.end_facilitator(
            db, cohort_id=world.cohort, person_id=world.ines, programme_id=world.programme,
            by=db.get_one(Person, world.lead),
        )  # fmt: skip


def test_who_can_be_one_and_for_how_long(world: World) -> None:
    sam = _begin(world)
    with store.writing(world.engine) as db:
        run, by, now = db.get_one(Cohort, world.cohort), db.get_one(Person, world.lead), clock.now(db)
        stranger = made(db, "stranger")
        names = {one.id for one in substituting.candidates(db, run)}
        assert sam in names
        assert names.isdisjoint({world.ines, stranger.id})
        for person_id, first, last in (
            (stranger.stored_id, FIRST, LAST),
            (sam, LAST, FIRST),
            (sam, FIRST, FIRST + timedelta(days=120)),
            (sam, LAST, LAST + timedelta(days=1)),  # on the 20th she has it already
            (sam, date(2026, 1, 1), date(2026, 1, 2)),
        ):
            with pytest.raises(Refused):
                substituting.begin(db, run, person_id, first=first, last=last, now=now, by=by)
        later = LAST + timedelta(days=1)
        substituting.begin(db, run, sam, first=later, last=later, now=now, by=by)


def test_whoever_comes_to_stay_is_named_once_and_keeps_the_group_after_her_days(world: World) -> None:
    sam = _begin(world)
    run_until(world, datetime(2027, 3, 16, tzinfo=UTC))
    with store.writing(world.engine) as db:
        role.make_facilitator(db, cohort_id=world.cohort, person_id=sam)
        members = team.facilitators(db, [world.cohort])[world.cohort]
        assert [(one.person_id, one.until) for one in members if one.person_id == sam] == [(sam, None)]
    run_until(world, datetime(2027, 3, 23, tzinfo=UTC))
    with store.reading(world.engine) as db:
        assert _may(db, db.get_one(Person, sam), world.cohort)


def test_it_can_be_ended_before_its_last_day(world: World) -> None:
    sam = _begin(world)
    run_until(world, datetime(2027, 3, 16, tzinfo=UTC))
    with store.writing(world.engine) as db:
        run, by = db.get_one(Cohort, world.cohort), db.get_one(Person, world.lead)
        [one] = substituting.substitutes(db, run, now=clock.now(db))
        substituting.end(db, run, one.row, by=by)
        assert not _may(db, db.get_one(Person, sam), world.cohort)


def _begin(world: World) -> int:
    """Sam ran another group of the house once; she holds this one from Monday to Saturday."""
    run_until(world, BEGIN)
    with store.writing(world.engine) as db:
        house = cohort_of(
            db, db.get_one(Programme, world.programme), db.get_one(Person, world.lead), name="Earlier"
        )
        sam = made(db, "sam")
        role.make_facilitator(db, cohort_id=house.stored_id, person_id=sam.stored_id)
        role.end_facilitator(db, cohort_id=house.stored_id, person_id=sam.stored_id)
        run, by = db.get_one(Cohort, world.cohort), db.get_one(Person, world.lead)
        substituting.begin(db, run, sam.stored_id, first=FIRST, last=LAST, now=clock.now(db), by=by)
        return sam.stored_id


def _may(db: Session, who: Person, cohort_id: int) -> bool:
    try:
        access.cohort_run_by(db, who, cohort_id)
    except NotFound:
        return False
    return True

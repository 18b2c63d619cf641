"""Who is due what is found out without a lock; what happens meanwhile is noticed."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from course import store
from course.cohorts.enrolment import Enrolment
from course.delivery import loading
from course.delivery.claim import claimant
from course.delivery.facts import Subject
from course.delivery.ledger import Delivery, Status
from course.delivery.looking import look, look_at, take
from course.delivery.recheck import take_back
from course.delivery.subjects import Sort
from course.people.role import Facilitator
from tests.course.delivery.happening import EVENING, Change, leaves, pauses, stops
from tests.course.delivery.world import World

LEASE = timedelta(seconds=90)
STAFF = Sort(Facilitator, loading.facilitators)


def reading_while(world: World, happens: Change) -> Sort:
    """Participants, between whose being read and being written down something happens once."""
    ahead = [happens]

    def load(db: Session, ids: Sequence[int]) -> Sequence[Subject]:
        found = loading.enrolments(db, ids)
        while ahead:
            with store.writing(world.engine) as other:
                ahead.pop()(other, world)
        return found

    return Sort(Enrolment, load)


def tomorrow(world: World) -> list[int | None]:
    """Whom a letter about the meeting stands in the ledger for."""
    return [row.person_id for row in world.rows() if row.letter == "meeting_tomorrow"]


@pytest.mark.parametrize("change", [leaves, stops, pauses])
def test_a_fact_that_changes_while_the_rules_are_asked_is_not_missed(world: World, change: Change) -> None:
    world.at(EVENING)
    look(world.engine, world.settings, sorts=(reading_while(world, change),))
    assert sorted(one for one in tomorrow(world) if one) == sorted(world.people[:-1])
    while look(world.engine, world.settings).subjects:
        pass
    assert world.people[-1] not in tomorrow(world)


def test_a_letter_that_is_taken_back_meanwhile_falls_due_again(world: World) -> None:
    """Its row is gone, and whoever reads at that moment still knows of it; even where it would be asked much later."""
    world.at(EVENING)
    batch = take(world.engine, sorts=(Sort(Enrolment, loading.enrolments),))
    assert batch
    owner = claimant()
    look_at(world.engine, world.settings, batch, owner=owner)
    with store.writing(world.engine) as db:
        db.get_one(Enrolment, world.enrolments[-1]).look_at = EVENING

    def taken_back(db: Session, world: World) -> None:
        hers = select(Delivery).where(Delivery.person_id == world.people[-1], Delivery.lease_owner == owner)
        take_back(db, db.exec(hers).one(), owner, EVENING + timedelta(days=300))

    look(world.engine, world.settings, sorts=(reading_while(world, taken_back),))
    assert world.people[-1] not in tomorrow(world)
    world.at(EVENING + LEASE + timedelta(seconds=2))
    look(world.engine, world.settings)
    assert world.people[-1] in tomorrow(world)


def test_whoever_takes_subjects_and_stops_leaves_them_for_others_after_a_while(world: World) -> None:
    world.at(EVENING)
    participants = (Sort(Enrolment, loading.enrolments),)
    assert take(world.engine, sorts=participants, lease=LEASE)
    assert take(world.engine, sorts=participants, lease=LEASE) is None
    world.at(EVENING + LEASE + timedelta(seconds=2))
    assert look(world.engine, world.settings, sorts=participants).entered == len(world.people)


def test_whoever_comes_back_after_that_writes_nothing_down(world: World) -> None:
    world.at(EVENING)
    participants = (Sort(Enrolment, loading.enrolments),)
    late = take(world.engine, sorts=participants, lease=LEASE)
    assert late
    world.at(EVENING + LEASE + timedelta(seconds=2))
    in_time = take(world.engine, sorts=participants, lease=LEASE)
    assert in_time
    assert look_at(world.engine, world.settings, late, owner=claimant()).ours == ()
    assert tomorrow(world) == []
    assert look_at(world.engine, world.settings, in_time).entered == len(world.people)


def test_what_enters_for_whoever_looks_is_claimed_by_nobody_else(world: World) -> None:
    world.at(EVENING)
    batch = take(world.engine, sorts=(Sort(Enrolment, loading.enrolments),))
    assert batch
    owner = claimant()
    looked = look_at(world.engine, world.settings, batch, owner=owner)
    assert len(looked.ours) == len(world.people)
    assert {(row.status, row.lease_owner) for row in world.rows()} == {(Status.CLAIMED, owner)}


def test_whoever_is_in_somebodys_hand_is_not_waited_for(world: World) -> None:
    """A page that holds a row for a while holds up neither the pump nor the other sorts of subject."""
    if world.engine.dialect.name == "sqlite":
        return  # where there is one writer at a time
    world.at(EVENING)
    with store.writing(world.engine) as page:
        page.exec(select(Enrolment).with_for_update()).all()
        batch = take(world.engine, sorts=(Sort(Enrolment, loading.enrolments), STAFF))
        assert batch
        assert batch.sort is STAFF
        look_at(world.engine, world.settings, batch)
        assert take(world.engine, sorts=(Sort(Enrolment, loading.enrolments), STAFF)) is None
    assert take(world.engine, sorts=(Sort(Enrolment, loading.enrolments),))

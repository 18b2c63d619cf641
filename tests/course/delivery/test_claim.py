"""Who may work on which row, and what happens when the holder is gone."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DatabaseError
from sqlmodel import col

from course import clock, store
from course.cohorts.enrolment import Enrolment
from course.delivery.channels.smtp import Smtp
from course.delivery.claim import claim, move, reap
from course.delivery.ledger import Delivery, Status
from course.delivery.looking import look
from course.delivery.outcome import BACKOFF, try_later
from course.delivery.pump import pump
from course.people.person import Person
from tests.course.delivery.world import World
from tests.real.mail import Sink

EVENING = datetime(2027, 2, 24, 18, 0, tzinfo=UTC)


@pytest.fixture
def waiting(world: World) -> World:
    world.at(EVENING)
    while look(world.engine, world.settings).subjects:
        pass
    return world


def test_a_claimed_row_is_claimed_by_nobody_else(waiting: World) -> None:
    _owner, first = claim(waiting.engine, urgent=False, limit=3)
    _other, second = claim(waiting.engine, urgent=False, limit=3)
    assert len(first) == 3
    assert len(second) == 1
    assert not set(first) & set(second)


def test_only_the_holder_of_the_lease_moves_a_row(waiting: World) -> None:
    owner, ids = claim(waiting.engine, urgent=False, limit=2)
    values = {"status": Status.TRANSMITTING}
    with store.writing(waiting.engine) as db:
        assert move(db, "somebody else", ids, frm=[Status.CLAIMED], values=values) == frozenset()
        assert move(db, owner, ids, frm=[Status.TRANSMITTING], values=values) == frozenset()
        assert move(db, owner, ids, frm=[Status.CLAIMED], values=values) == set(ids)


def test_a_lease_that_has_not_ended_is_left_alone(waiting: World) -> None:
    claim(waiting.engine, urgent=False)
    assert reap(waiting.engine) == 0


def test_after_its_lease_a_row_can_be_claimed_again_and_its_first_holder_can_do_nothing(
    waiting: World,
) -> None:
    owner, ids = claim(waiting.engine, urgent=False, lease=timedelta(seconds=-1))
    assert reap(waiting.engine) == 4
    _other, again = claim(waiting.engine, urgent=False)
    assert again == ids
    with store.writing(waiting.engine) as db:
        assert not move(db, owner, ids, frm=[Status.CLAIMED], values={"status": Status.SENT})


def test_what_has_ended_cannot_be_changed_even_by_plain_sql(waiting: World, smtp: Smtp) -> None:
    pump(waiting.engine, waiting.settings, smtp)
    sent = next(row for row in waiting.rows() if row.status == Status.SENT)
    again = update(Delivery).where(col(Delivery.id) == sent.id).values(status=Status.PENDING)
    with store.writing(waiting.engine) as db, pytest.raises(DatabaseError, match=r"ended|does not change"):
        db.execute(again)


def test_each_wait_is_the_planned_one_give_or_take_half(waiting: World) -> None:
    row, now = waiting.rows()[0], datetime(2027, 1, 1, tzinfo=UTC)
    for attempts, rest in enumerate(BACKOFF):
        row.attempts = attempts
        waits = [try_later(row, "later").next_try(now) for _ in range(50)]
        assert all(one is not None and rest * 0.5 <= one - now <= rest * 1.5 for one in waits)
        assert len(set(waits)) > 1
    row.attempts = len(BACKOFF)
    assert try_later(row, "later").status == Status.DEAD


def test_somebody_whose_zone_does_not_exist_stops_nobody_else(
    world: World, smtp: Smtp, smtp_sink: Sink
) -> None:
    with store.writing(world.engine) as db:
        db.get_one(Person, world.people[0]).zone = "Mars/Olympus"
    world.at(EVENING)
    assert pump(world.engine, world.settings, smtp).sent == 3
    assert not smtp_sink.to("person-1@example.org")
    with store.reading(world.engine) as db:
        again = db.get_one(Enrolment, world.enrolments[0]).look_at
        assert again is not None
        assert again > clock.now(db)

"""Several press at one moment for the last place, on a real database with connections of their own: one gets it."""

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from course import store
from course.cohorts import enrolment, offering
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.cohorts.waiting import State, waiting_list
from course.people import inviting, token
from course.people.invitation import Role
from course.people.inviting import NoPlace
from course.people.person import Person
from course.people.token import Purpose
from course.settings import Settings
from tests.course.delivery.world import BEGIN, World, build

PEOPLE = 6


@pytest.fixture
def world(fresh_engine: Engine, environ: dict[str, str], fresh_url: str) -> World:
    world = build(fresh_engine, Settings.from_env({**environ, "DATABASE_URL": fresh_url}))
    world.at(BEGIN)  # the clock's offset is whole seconds, so it may have been a moment before that
    return world


def invited(db: Session, world: World, name: str) -> str:
    """The secret in her letter."""
    cohort = db.get_one(Cohort, world.cohort)
    invitation = inviting.invite(
        db, db.get_one(Programme, world.programme), email=f"{name}@example.org", name=name,
        role_wanted=Role.PARTICIPANT, cohort=cohort, by=db.get_one(Person, world.lead), now=BEGIN,
    )  # fmt: skip
    return token.mint(db, Purpose.INVITATION, about=f"invitation:{invitation.id}", person_id=None)


def press(world: World, secret: str) -> bool:
    """Whether she got the place; whoever did not waits for one."""
    try:
        with store.writing(world.engine) as db:
            inviting.accept(db, secret, name="Somebody", zone="Europe/Lisbon", now=BEGIN)
    except NoPlace:
        with store.writing(world.engine) as db:
            offering.wait(db, inviting.invitation_of(db, secret), now=BEGIN)
        return False
    return True


def at_once(calls: list[str], world: World) -> list[bool]:
    ready = Barrier(len(calls))

    def one(secret: str) -> bool:
        ready.wait()
        return press(world, secret)

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def taken(world: World) -> int:
    with store.reading(world.engine) as db:
        mine = select(func.count()).select_from(Enrolment).where(Enrolment.cohort_id == world.cohort)
        return db.exec(mine.where(col(Enrolment.left_at).is_(None))).one()


def test_of_six_who_press_at_once_for_the_last_place_one_gets_it_and_the_others_wait(world: World) -> None:
    with store.writing(world.engine) as db:
        db.get_one(Cohort, world.cohort).capacity = 4
        secrets = [invited(db, world, f"new-{number}") for number in range(PEOPLE)]
    got = at_once(secrets, world)
    assert got.count(True) == 1
    assert taken(world) == 4
    with store.reading(world.engine) as db:
        assert [row.state(BEGIN) for row, _who in waiting_list(db, world.cohort)] == [State.WAITS] * (
            PEOPLE - 1
        )


def test_an_offer_is_made_once_though_several_pumps_look_and_it_is_taken_once(world: World) -> None:
    with store.writing(world.engine) as db:
        db.get_one(Cohort, world.cohort).capacity = 3
        secrets = [invited(db, world, f"new-{number}") for number in range(2)]
        for secret in secrets:
            offering.wait(db, inviting.invitation_of(db, secret), now=BEGIN)
        enrolment.leave(db, db.get_one(Enrolment, world.enrolments[0]), now=BEGIN, by=None)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _each: offering.look(world.engine), range(4)))
    assert sum(made) == 1
    with store.reading(world.engine) as db:
        assert [row.offers for row, _who in waiting_list(db, world.cohort)] == [1, 0]
    assert at_once(secrets, world) == [True, False]
    assert taken(world) == 3


def test_leaving_offering_and_taking_at_once_never_gives_more_places_than_there_are(world: World) -> None:
    """Whoever leaves, raises the clock or presses: nobody waits for anybody for ever, and the sum is right."""
    with store.writing(world.engine) as db:
        db.get_one(Cohort, world.cohort).capacity = 3
        secrets = [invited(db, world, f"new-{number}") for number in range(4)]
        for secret in secrets[:2]:
            offering.wait(db, inviting.invitation_of(db, secret), now=BEGIN)

    def leave(enrolment_id: int) -> None:
        with store.writing(world.engine) as db:
            enrolment.leave(db, db.get_one(Enrolment, enrolment_id), now=BEGIN, by=None)

    with ThreadPoolExecutor(10) as pool:
        work: list[Future[object]] = [pool.submit(leave, one) for one in world.enrolments[:2]]
        work += [pool.submit(offering.look, world.engine) for _each in range(3)]
        work += [pool.submit(press, world, secret) for secret in secrets]
        for one in work:
            one.result(timeout=60)
    offering.look(world.engine)
    with store.reading(world.engine) as db:
        kept = [row for row, _who in waiting_list(db, world.cohort) if row.state(BEGIN) is State.OFFERED]
    assert taken(world) + len(kept) == 3

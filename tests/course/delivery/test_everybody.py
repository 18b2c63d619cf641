"""Everybody a group writes to, read together: the same facts as sort by sort, and in how many statements."""

from datetime import timedelta

from sqlmodel import Session, select

from course import clock, store
from course.cohorts import where
from course.cohorts.cohort import Cohort
from course.cohorts.programme import Programme
from course.delivery import invitation_facts, loading
from course.delivery.everybody import everybody
from course.people import inviting
from course.people.invitation import Invitation, Role
from course.people.person import Person
from course.people.role import Facilitator
from tests.course.delivery.letters_ahead import run_until
from tests.course.delivery.world import BEGIN, World, joined, made, practise
from tests.web.counting import counted


def test_read_together_or_sort_by_sort_the_facts_are_the_same(world: World) -> None:
    run_until(world, BEGIN + timedelta(days=9))
    with store.writing(world.engine) as db:
        practise(db, world.enrolments[0], clock.now(db))
        invite(db, world)
        move(db, world)
    with store.reading(world.engine) as db:
        staff = [one.stored_id for one in db.exec(select(Facilitator).order_by("id")).all()]
        asked = [one.stored_id for one in db.exec(select(Invitation).order_by("id")).all()]
        expected = [
            *loading.enrolments(db, world.enrolments),
            *invitation_facts.invitations(db, asked),
            *loading.facilitators(db, staff),
        ]
        found = everybody(db, [world.cohort])
    assert [one.facts for one in found.values()] == expected
    assert {one.name for one in found.values()} >= {"Person-1", "Noor Haddad", "Ines"}
    assert any(facts.known for facts in expected)


def test_it_costs_nine_statements_and_one_more_where_the_place_has_changed(world: World) -> None:
    assert statements(world) == 9
    with store.writing(world.engine) as db:
        for number in range(20):
            group = db.get_one(Cohort, world.cohort)
            joined(db, group, made(db, f"more-{number}"), clock.now(db))
    assert statements(world) == 9
    with store.writing(world.engine) as db:
        move(db, world)
    assert statements(world) == 10


def invite(db: Session, world: World) -> None:
    inviting.invite(
        db,
        db.get_one(Programme, world.programme),
        email="noor@example.org",
        name="Noor Haddad",
        role_wanted=Role.PARTICIPANT,
        cohort=db.get_one(Cohort, world.cohort),
        by=db.get_one(Person, world.ines),
        now=clock.now(db),
    )


def move(db: Session, world: World) -> None:
    group, lead = db.get_one(Cohort, world.cohort), db.get_one(Person, world.lead)
    where.change(db, group, place="The garden room", video_link="", now=clock.now(db), by=lead)


def statements(world: World) -> int:
    with store.reading(world.engine) as db:
        everybody(db, [world.cohort])  # a course is read once and then known to the process
    with counted(world.engine) as sent, store.reading(world.engine) as db:
        everybody(db, [world.cohort])
    return len(sent)

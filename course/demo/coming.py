"""The cohort that is about to start: some have accepted, some not yet, some have begun, one waits for an answer."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from sqlmodel import Session, col, select

from course.cohorts import cohort as cohorts
from course.cohorts import offering
from course.cohorts.cohort import Cohort
from course.demo import answering, cast, crowd, joining
from course.demo.answering import Answered
from course.demo.house import House
from course.demo.inner import levels
from course.demo.places import Place, accept, agree, ask
from course.people import inviting, role
from course.people.key import Keyring
from course.people.role import Facilitator

TUESDAY = 1
ACCEPTED = 7
AGREED = 6
ROOM = 9
"""One place is kept for whoever waits, and one is free for the last who is asked."""
ITEMS_REACHED = (None, None, None, 9, 2)
"""How far those who began have come: all, all, all, nine items, two items. One has agreed and not begun."""


def begin(db: Session, chance: Random, ring: Keyring, house: House, *, now: datetime) -> Cohort:
    cohort = _create(db, house, now)
    accepted = _invite(db, chance, house, cohort, now)
    agreed = accepted[:AGREED]
    agree(db, [place.enrolment for place in agreed])
    joining.tell(db, ring, accepted[-1], now=now)
    answering.store(db, chance, _answered(agreed), house.course, cohorts.meetings(db, cohort))
    _wait(db, house, cohort, now)
    return cohort


def next_tuesday(now: datetime) -> date:
    """The first Tuesday that is at least ten days away."""
    soon = now.date() + timedelta(days=10)
    return soon + timedelta(days=(TUESDAY - soon.weekday()) % 7)


def _create(db: Session, house: House, now: datetime) -> Cohort:
    starts_on = next_tuesday(now)
    closed = {starts_on + timedelta(weeks=2): "The house is closed that day"}
    plan = cohorts.plan_for(house.course, starts_on=starts_on, at=time(12), zone=cast.ZONE, skipped=closed)
    cohort = cohorts.create(
        db,
        house.programme,
        name="Tuesday midday",
        course_key=cast.COURSE,
        plan=plan,
        place=f"Room 1, {cast.HOUSE}",
        capacity=ROOM,
        by=house.lead,
    )
    cohort.created_at = now - timedelta(days=24)
    cohort.invitations_open_at = now - timedelta(days=10)
    for name in (cast.DANIEL, cast.INES):
        role.make_facilitator(db, cohort_id=cohort.stored_id, person_id=house.staff[name].stored_id)
    for facilitator in db.exec(select(Facilitator).where(col(Facilitator.cohort_id) == cohort.id)):
        facilitator.since = cohort.created_at
    return cohort


def _invite(db: Session, chance: Random, house: House, cohort: Cohort, now: datetime) -> list[Place]:
    """Seven accept, one is withdrawn, and the last one is asked only now: the first letter to leave."""
    by, places = house.staff[cast.DANIEL], []
    for number, name in enumerate(cast.COMING):
        asked_at = now if name == cast.COMING[-1] else now - timedelta(days=6, hours=number)
        invitation = ask(db, house.programme, cohort, name, by=by, at=asked_at)
        if number < ACCEPTED:
            at = asked_at + timedelta(days=chance.uniform(0.5, 4))
            places.append(Place(*accept(db, invitation, at=at), levels(chance, group_gain=0.5)))
        elif number == ACCEPTED:
            inviting.withdraw(db, invitation, by=by, now=now - timedelta(days=2))
    return places


def _wait(db: Session, house: House, cohort: Cohort, now: datetime) -> None:
    """One offer ended without a word some days ago. The other is made only now, and its letter really leaves."""
    by = house.staff[cast.DANIEL]
    for name, asked_at, offered_at in zip(
        cast.WAITING,
        (now - timedelta(days=9), now - timedelta(days=3)),
        (now - timedelta(days=8), now),
        strict=True,
    ):
        offering.put_on_list(db, cohort, email=crowd.address(name), name=name, by=by, now=asked_at)
        offering.offer_free(db, cohort, now=offered_at)


def _answered(agreed: list[Place]) -> list[Answered]:
    answered = []
    for place, items in zip(agreed, ITEMS_REACHED, strict=False):
        at = place.enrolment.joined_at + timedelta(hours=1)
        done = None if items else at + timedelta(minutes=6)
        answered.append(Answered(place.enrolment, place.levels, "before", at, done, items))
    return answered

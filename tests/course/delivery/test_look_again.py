"""Every verb that changes what letters depend on sets `look_at`: the pump asks again, and what was written before the
verb is written anew (course.delivery.standing).
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from course import clock, store
from course.cohorts import calling_off, enrolment, greeting, meeting, where
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.delivery import loading
from course.measures import address_check, stopping
from course.people import about, letter_limits, letter_pause, preference, suppressed
from course.people.person import Person
from course.people.preference import Kind
from course.people.suppressed import Why
from course.practice import log
from course.practice.log import PracticeKind, PracticeLog
from tests.course.delivery.world import World

FAR = datetime(2030, 1, 1, tzinfo=UTC)
Verb = Callable[[Session, Enrolment, datetime], object]


def person_of(db: Session, place: Enrolment) -> Person:
    return db.get_one(Person, place.person_id)


def first_meeting(db: Session, place: Enrolment) -> Meeting:
    mine = select(Meeting).where(Meeting.cohort_id == place.cohort_id).order_by("starts_at")
    return next(iter(db.exec(mine).all()))


def staff(db: Session) -> Person:
    return db.exec(select(Person).where(Person.email == "lena@example.org")).one()


def practises(db: Session, place: Enrolment, now: datetime) -> PracticeLog:
    return log.log(
        db, place, client_id=uuid4(), kind=PracticeKind.FORMAL, minutes=10, practised_on=now.date(), now=now
    )


def takes_it_back(db: Session, place: Enrolment, now: datetime) -> None:
    log.take_back(db, db.exec(select(PracticeLog)).one(), now=now)


def moves_zone(db: Session, place: Enrolment, now: datetime) -> None:
    who = person_of(db, place)
    about.change(
        db,
        who,
        called=who.called,
        zone="Asia/Tokyo",
        theme=who.theme,
        locale=who.locale,
        goes_on=who.goes_on,
        now=now,
    )


VERBS: dict[str, Verb] = {
    "leaves": lambda db, place, now: enrolment.leave(db, place, now=now, by=place.person_id),
    "stops": lambda db, place, now: preference.stop(db, place.person_id, Kind.WEEKS, now=now),
    "pauses": lambda db, place, now: letter_pause.pause(
        db, place.person_id, until=now.date() + timedelta(days=9), today=now.date(), now=now
    ),
    "chooses hours": lambda db, place, now: letter_limits.choose(
        db, place.person_id, begins=9, ends=15, weekly=3, now=now
    ),
    "moves zone": moves_zone,
    "practises": practises,
    "takes it back": takes_it_back,
    "says the address is right": lambda db, place, now: address_check.confirm(db, place, now=now),
    "wants no more questions": lambda db, place, now: stopping.stop_asking(db, place, locale="en", now=now),
    "letters come back": lambda db, place, now: suppressed.suppress(
        db, person_of(db, place).email or "", Why.NO_MAILBOX, now=now
    ),
    "a meeting moves": lambda db, place, now: meeting.move(
        db,
        first_meeting(db, place),
        on=date(2027, 2, 26),
        at=time(18),
        zone="Europe/Lisbon",
        now=now,
        by=staff(db),
    ),
    "a meeting is called off": lambda db, place, now: meeting.cancel(
        db, first_meeting(db, place), reason="snow", now=now, by=staff(db)
    ),
    "the place changes": lambda db, place, now: where.change(
        db, db.get_one(Cohort, place.cohort_id), place="Garden room", video_link="", now=now, by=staff(db)
    ),
    "the group is called off": lambda db, place, now: calling_off.call_off(
        db, db.get_one(Cohort, place.cohort_id), reason="illness", now=now, by=staff(db)
    ),
    "somebody writes a word": lambda db, place, now: greeting.send(
        db, place, "We think of you.", now=now, by=staff(db)
    ),
}


@pytest.mark.parametrize("name", VERBS)
def test_the_pump_asks_again_after_every_verb(name: str, world: World) -> None:
    with store.writing(world.engine) as db:
        place, now = db.get_one(Enrolment, world.enrolments[0]), clock.now(db)
        if name == "takes it back":
            practises(db, place, now)
        place.look_at = FAR
        db.flush()
        before = loading.enrolments(db, [place.stored_id])
        VERBS[name](db, place, now)
        db.flush()
        db.expire_all()
        assert loading.enrolments(db, [place.stored_id]) != before
        assert place.look_at is not None
        assert place.look_at <= now

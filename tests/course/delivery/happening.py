"""What may happen to the last participant of a world while letters are on their way."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from course.cohorts import enrolment
from course.cohorts.enrolment import Enrolment
from course.people import letter_pause, preference
from course.people.preference import Kind
from tests.course.delivery.world import World

EVENING = datetime(2027, 2, 24, 18, 0, tzinfo=UTC)
Change = Callable[[Session, World], None]


def leaves(db: Session, world: World) -> None:
    place = db.get_one(Enrolment, world.enrolments[-1])
    enrolment.leave(db, place, now=EVENING, by=place.person_id)


def stops(db: Session, world: World) -> None:
    preference.stop(db, world.people[-1], Kind.MEETINGS, now=EVENING)


def pauses(db: Session, world: World) -> None:
    today = EVENING.date()
    letter_pause.pause(db, world.people[-1], until=today + timedelta(days=9), today=today, now=EVENING)

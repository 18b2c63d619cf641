"""What tests of returned letters share: what is reported, and what is known of an address afterwards."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, col, select

from course import clock, store
from course.cohorts.cohort import Cohort
from course.cohorts.programme import Programme
from course.delivery.channels.smtp import Smtp
from course.delivery.ledger import Delivery, Status
from course.delivery.returns.report import Report, Taken, take
from course.people import address_change, inviting
from course.people.invitation import Role
from course.people.person import Person
from course.people.suppressed import Why, suppressed
from course.people.token import Purpose, mint
from tests.course.delivery.world import World

EVENING = datetime(2027, 2, 24, 18, 0, tzinfo=UTC)
NEXT_EVENINGS = [datetime(2027, 3, day, 18, 0, tzinfo=UTC) for day in (3, 10, 17)]
FIRST = "person-1@example.org"
SECOND = "person-2@example.org"
Send = Callable[[datetime], list[Delivery]]


class Late(Smtp):
    """The real channel; when it is opened for the first time, something happens first."""

    def __init__(self, url: str, happens: Callable[[], Taken]) -> None:
        super().__init__(url, timeout=5)
        self.happens = happens
        self.happened: list[Taken] = []

    def open(self) -> None:
        if not self.happened:
            self.happened.append(self.happens())
        super().open()


def report(world: World, letter: Delivery, status: str = "5.1.1", to: str = FIRST) -> Taken:
    with store.writing(world.engine) as db:
        return take(db, Report(letter.message_id, to, status), now=clock.now(db))


def complaint(world: World, letter: Delivery, to: str = FIRST) -> Taken:
    with store.writing(world.engine) as db:
        return take(db, Report(letter.message_id, to, is_complaint=True), now=clock.now(db))


def why(world: World, address: str = FIRST) -> Why | None:
    with store.reading(world.engine) as db:
        found = suppressed(db, [address]).get(address)
        return found.why if found else None


def take_another_address(db: Session, world: World, email: str, now: datetime) -> None:
    """By the link of the letter that came there."""
    person = db.get_one(Person, world.people[0])
    change = address_change.ask(db, person, email=email)
    secret = mint(db, Purpose.ADDRESS, about=address_change.about_change(change), person_id=person.stored_id)
    address_change.take(db, secret, now=now)


def invite(world: World) -> int:
    with store.writing(world.engine) as db:
        return inviting.invite(
            db,
            db.get_one(Programme, world.programme),
            email="mira@example.org",
            name="Mira",
            role_wanted=Role.PARTICIPANT,
            cohort=db.get_one(Cohort, world.cohort),
            by=db.get_one(Person, world.lead),
            now=clock.now(db),
        ).stored_id


def hurry(world: World) -> None:
    with store.writing(world.engine) as db:
        for row in db.exec(select(Delivery).where(col(Delivery.status) == Status.PENDING)).all():
            row.next_try_at = clock.real_now(db) - timedelta(seconds=1)
            db.add(row)

"""Somebody who asked for short notices, and what she got."""

from datetime import UTC, datetime

from course import store
from course.delivery.channels.smtp import Smtp
from course.delivery.ledger import Delivery
from course.delivery.pump import pump
from course.letters.notices import KINDS
from course.people import notice_choice, notice_place
from course.settings import Settings
from tests.course.delivery.world import World
from tests.real.browser_keys import BrowserKeys
from tests.real.mail import Sink
from tests.real.peer import Peer

EVENING = datetime(2027, 2, 24, 18, 0, tzinfo=UTC)
WEEK_OPENS = datetime(2027, 2, 26, 8, 0, tzinfo=UTC)
KEY = "uwdOB3VXe2sN8ACPaTTc2c6FEuXNtHSnaDYDfNhXnJ0"
PHONE, TABLET = BrowserKeys.made(1), BrowserKeys.made(2)
TOMORROW = "You have an appointment tomorrow. When and where is on your page."
HOME = "http://127.0.0.1:8000/"


def add_device(world: World, peer: Peer, keys: BrowserKeys = PHONE, *, name: str = "phone") -> None:
    taken = keys.subscription(f"{peer.url}/{name}")
    with store.writing(world.engine) as db:
        person_id = world.people[0]
        notice_place.add_device(
            db, person_id, endpoint=taken["endpoint"], keys=taken["keys"], signed_in_id=None
        )
        notice_choice.choose(db, person_id, set(KINDS))


def add_number(world: World, *, confirmed: bool) -> None:
    with store.writing(world.engine) as db:
        place = notice_place.add_number(
            db, world.people[0], way="sms", wants="number", typed="+351 912-345 678"
        )
        if confirmed:
            assert notice_place.confirm(db, place, code=notice_place.mint_code(db, place))
        notice_choice.choose(db, world.people[0], set(KINDS))


def hers(world: World, letter: str = "meeting_tomorrow") -> list[Delivery]:
    return [row for row in world.rows() if row.person_id == world.people[0] and row.letter == letter]


def mails(sink: Sink) -> int:
    return len(sink.to("person-1@example.org"))


def places(world: World) -> list[str]:
    with store.reading(world.engine) as db:
        return [place.address for place in notice_place.of(db, world.people[0])]


def turn(world: World, settings: Settings, smtp: Smtp) -> int:
    return pump(world.engine, settings, smtp).sent

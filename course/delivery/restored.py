"""After an older copy of the database was put back: what may have been sent since then is not sent again by itself."""

from datetime import datetime

from sqlalchemy import Engine, update
from sqlmodel import col

from course import clock
from course.delivery import older_copy
from course.delivery.ledger import Delivery, Status
from course.delivery.looking import let_go, look
from course.errors import Refused
from course.people import last_letter
from course.settings import Settings
from course.store import reading, writing

RESTORED = "restored"
WAITING = (Status.PENDING, Status.CLAIMED, Status.TRANSMITTING)


def set_aside(engine: Engine, settings: Settings, *, since: datetime) -> int:
    """How many letters became uncertain. No pump may run meanwhile; a second call finds nothing more.

    `since` is when the copy was made, in course time; it is only checked. Three sorts of letters may have left after
    that moment, and nothing in the copy tells them from the rest: those that waited in it, those that were due and
    not yet written down, and those that fell due later. The last two are written down first.
    """
    with reading(engine) as db:
        if since > clock.now(db):
            raise Refused("A copy of the database cannot be newer than now.")
    let_go(engine)  # a copy may have been made while a pump had them
    while look(engine, settings).subjects:
        pass
    with writing(engine) as db:
        uncertain = update(Delivery).where(col(Delivery.status).in_(WAITING))
        values = {"status": Status.UNKNOWN, "reason": RESTORED, "lease_owner": None, "lease_until": None}
        older_copy.say_newest(db)
        last_letter.forget_all(db)
        return int(db.exec(uncertain.values(**values)).rowcount)

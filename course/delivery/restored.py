"""After an older copy of the database was put back: what may have been sent since then is not sent again by itself."""

from datetime import datetime

from sqlalchemy import Engine, update
from sqlmodel import col, func, or_, select

from course import clock
from course.delivery import older_copy
from course.delivery.ledger import Delivery, Status
from course.delivery.subjects import look
from course.errors import Refused
from course.settings import Settings
from course.store import reading, writing

RESTORED = "restored"
WAITING = (Status.PENDING, Status.CLAIMED, Status.TRANSMITTING)


def set_aside(engine: Engine, settings: Settings, *, since: datetime) -> int:
    """How many letters became uncertain. No pump may run meanwhile; a second call finds nothing more.

    `since` is when the copy was made, in course time. Two sorts of letters may have left after that moment: those
    that waited in the copy, and those that fell due later, which are written down first.
    """
    with reading(engine) as db:
        if since > clock.now(db):
            raise Refused("A copy of the database cannot be newer than now.")
        newest = db.exec(select(func.max(Delivery.id))).one() or 0
    while look(engine, settings).subjects:
        pass
    with writing(engine) as db:
        uncertain = update(Delivery).where(
            col(Delivery.status).in_(WAITING),
            or_(col(Delivery.id) <= newest, col(Delivery.due_at) >= since),
        )
        values = {"status": Status.UNKNOWN, "reason": RESTORED, "lease_owner": None, "lease_until": None}
        older_copy.say_newest(db)
        return int(db.exec(uncertain.values(**values)).rowcount)

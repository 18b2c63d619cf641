"""The clock run to the end in an accelerated way: what enters the ledger, subject by subject, until nobody waits."""

from datetime import datetime

from sqlalchemy import func, update
from sqlmodel import col, select

from course import clock, store
from course.cohorts.enrolment import Enrolment
from course.delivery.ledger import Delivery, Status
from course.delivery.looking import look
from course.people.invitation import Invitation
from course.people.role import Facilitator
from tests.course.delivery.world import World

TABLES = (Enrolment, Invitation, Facilitator)


def run_until(world: World, end: datetime) -> None:
    """Each moment at which somebody is to be asked again, in order; every letter that enters counts as sent."""
    while (moment := _next(world)) is not None and moment <= end:
        _go_on_to(world, moment)
        while look(world.engine, world.settings).subjects:
            pass
        _sent(world)
    _go_on_to(world, end)


def keys(world: World) -> set[str]:
    """Letters that left."""
    return {row.key for row in world.rows() if row.status == Status.SENT}


def stale(world: World) -> set[str]:
    return {row.key for row in world.rows() if row.status == Status.STALE}


def _go_on_to(world: World, moment: datetime) -> None:
    """Course time only moves forwards."""
    with store.reading(world.engine) as db:
        is_ahead = moment > clock.now(db)
    if is_ahead:
        world.at(moment)


def _next(world: World) -> datetime | None:
    with store.reading(world.engine) as db:
        found = [db.exec(select(func.min(col(table.look_at)))).one() for table in TABLES]
    return min((one for one in found if one is not None), default=None)


def _sent(world: World) -> None:
    with store.writing(world.engine) as db:
        waiting = update(Delivery).where(col(Delivery.status) == Status.PENDING)
        db.execute(waiting.values(status=Status.SENT, sent_at=col(Delivery.due_at)))

"""Letters that left to one person, turn by turn."""

from datetime import datetime

import pytest

from course.delivery.channels.smtp import Smtp
from course.delivery.ledger import Delivery, Status
from course.delivery.pump import pump
from tests.course.delivery.returns.reporting import Send
from tests.course.delivery.world import World


@pytest.fixture
def send(world: World, smtp: Smtp) -> Send:
    """One turn at a moment; the letters that left to the first person, the newest last."""

    def turn(at: datetime) -> list[Delivery]:
        world.at(at)
        pump(world.engine, world.settings, smtp)
        return [row for row in world.rows() if row.person_id == world.people[0] and row.status == Status.SENT]

    return turn

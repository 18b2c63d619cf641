"""One turn of the clock: see who is due what, write it down, send what waits. Any number may run at once.

The time at which it runs means nothing: a turn that is lost or doubled changes nothing.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Engine

from course.delivery import release
from course.delivery.channels import Channel
from course.delivery.claim import LEASE, LOT, claim, reap
from course.delivery.handoff import HandOff
from course.delivery.marks import beat
from course.delivery.outcome import Counts as Outcomes
from course.delivery.subjects import look
from course.settings import Settings
from course.store import writing

HEARTBEAT = "pump"


@dataclass
class Counts:
    """What one turn did: subjects looked at, rows entered, leases that had ended, what became of letters."""

    looked_at: int = 0
    entered: int = 0
    reaped: int = 0
    outcomes: Outcomes = field(default_factory=Outcomes)

    @property
    def sent(self) -> int:
        return self.outcomes.sent


def pump(engine: Engine, settings: Settings, channel: Channel, *, lease: timedelta = LEASE) -> Counts:
    counts = Counts()
    release.check(engine)
    counts.reaped = reap(engine)
    try:
        _send(engine, settings, channel, counts, lease, urgent_only=True)
        while (looked := look(engine, settings)).subjects:
            counts.looked_at += looked.subjects
            counts.entered += looked.entered
            _send(engine, settings, channel, counts, lease, urgent_only=True)
        _send(engine, settings, channel, counts, lease, urgent_only=False)
    finally:
        channel.close()
    with writing(engine) as db:
        beat(db, HEARTBEAT)
    return counts


def _send(
    engine: Engine,
    settings: Settings,
    channel: Channel,
    counts: Counts,
    lease: timedelta,
    *,
    urgent_only: bool,
) -> None:
    """Claim and hand over until nothing waits, or until the channel does not answer. Urgent letters go first,
    one at a time, so that at most one of them is ever uncertain."""
    while True:
        owner, ids = claim(engine, urgent=True, limit=1, lease=lease)
        if not ids and not urgent_only:
            owner, ids = claim(engine, urgent=False, limit=LOT, lease=lease)
        if not ids:
            return
        group = HandOff(engine, settings, channel, owner, lease, counts.outcomes)
        group.run(ids)
        if not group.sends:
            return

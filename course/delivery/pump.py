"""One turn of the clock: see who is due what, write it down, send what waits. Any number may run at once.

The time at which it runs means nothing: a turn that is lost or doubled changes nothing.
"""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import timedelta

from sqlalchemy import Engine

from course.cohorts import offering
from course.delivery import errands, noticing, older_copy, release
from course.delivery.channels import Channel
from course.delivery.claim import LEASE, LOT, claim, reap, what_waits
from course.delivery.handoff import HandOff
from course.delivery.marks import PUMP, beat
from course.delivery.outcome import Counts as Outcomes
from course.delivery.resting.gate import Gate, Heard
from course.delivery.subjects import CONCERNS, look
from course.settings import Settings
from course.store import writing

BEATS_EVERY = 20.0
"""Seconds. A turn with many letters takes minutes; it says meanwhile that it is alive."""


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


def figures_of(counts: Counts) -> dict[str, int]:
    """The same for a log line: numbers only."""
    looked = {"looked_at": counts.looked_at, "entered": counts.entered, "reaped": counts.reaped}
    return looked | asdict(counts.outcomes)


def pump(engine: Engine, settings: Settings, channel: Channel, *, lease: timedelta = LEASE) -> Counts:
    counts = Counts()
    heard = Heard(channel, Gate(engine))
    if not older_copy.may_send(engine, settings):
        return _only_urgent(engine, settings, heard, counts, lease)
    release.check(engine)
    counts.reaped = reap(engine)
    alive = _beating(engine)
    try:
        _send(engine, settings, heard, counts, lease, alive, urgent_only=True)
        errands.run(engine, settings)
        offering.look(engine)
        while (looked := look(engine, settings)).subjects:
            counts.looked_at += looked.subjects
            counts.entered += looked.entered
            _send(engine, settings, heard, counts, lease, alive, urgent_only=True)
        _send(engine, settings, heard, counts, lease, alive, urgent_only=False)
    finally:
        channel.close()
    with writing(engine) as db:
        beat(db, PUMP, looked_at=counts.looked_at, entered=counts.entered)
    older_copy.keep_mark(engine, settings)
    return counts


def _only_urgent(
    engine: Engine, settings: Settings, channel: Heard, counts: Counts, lease: timedelta
) -> Counts:
    """Sign-in letters and those about the safety list, which rather come twice than not at all."""
    try:
        while (looked := look(engine, settings, sorts=CONCERNS)).subjects:
            counts.looked_at += looked.subjects
            counts.entered += looked.entered
        _send(engine, settings, channel, counts, lease, lambda: None, urgent_only=True)
    finally:
        channel.close()
    return counts


def _beating(engine: Engine) -> Callable[[], None]:
    """Called often, beats seldom."""
    last = time.monotonic()

    def alive() -> None:
        nonlocal last
        if time.monotonic() - last >= BEATS_EVERY:
            last = time.monotonic()
            with writing(engine) as db:
                beat(db, PUMP, turns=0)

    return alive


def _send(
    engine: Engine,
    settings: Settings,
    channel: Heard,
    counts: Counts,
    lease: timedelta,
    alive: Callable[[], None],
    *,
    urgent_only: bool,
) -> None:
    """Claim and hand over until nothing waits, or until the channel does not answer."""
    while True:
        alive()
        owner, ids = _claimed(engine, channel.gate, lease, urgent_only)
        if not ids:
            channel.gate.let_be()
            return
        mailed, noticed = noticing.parted(engine, settings, ids)
        group = HandOff(engine, settings, channel, owner, lease, counts.outcomes)
        group.run(mailed)
        noticing.leave(engine, settings, owner, lease, counts.outcomes, noticed)
        channel.gate.let_be()
        if not group.sends:
            return


def _claimed(engine: Engine, gate: Gate, lease: timedelta, urgent_only: bool) -> tuple[str, list[int]]:
    """Urgent letters go first, one at a time, so that at most one of them is ever uncertain. While the channel rests it
    is one letter, if it is for us to see whether it works again."""
    urgent, others = what_waits(engine)
    if not urgent and (urgent_only or not others):
        return "", []
    if gate.is_shut():
        is_ours = gate.takes_the_try(urgent=urgent)
        return claim(engine, urgent=urgent, limit=1, lease=lease) if is_ours else ("", [])
    owner, ids = claim(engine, urgent=True, limit=1, lease=lease) if urgent else ("", [])
    if not ids and others and not urgent_only:  # somebody else may have taken the urgent one
        owner, ids = claim(engine, urgent=False, limit=LOT, lease=lease)
    return owner, ids
